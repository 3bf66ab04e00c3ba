"""What was said and cannot be an offer: a verbal yes with all its answers (S9), and statements."""

from typing import Any

from scabot_domain.commands import RecordStatement, RecordVerbal
from scabot_domain.decide.refusing import refuse
from scabot_domain.decide.roles import CM, OM, PA
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import LIVE, UNBOUND
from scabot_domain.envelope import Said, said
from scabot_domain.events import StatementRecorded, VerbalTermsRecorded
from scabot_domain.facts.voicing import PatientCost
from scabot_domain.refusals import Reason

ANSWERS = (
    "scope",
    "rate",
    "guarantee",
    "in_network_copay_only",
    "copay_confirmed",
    "no_liability",
    "rep",
    "call_ref",
    "expires_at",
)
"""What must have been asked and answered, in the order in which it is asked (S9a to S9c)."""


def record_verbal(command: RecordVerbal) -> list[Said]:
    """Record a verbal yes; a missing answer, or a no where only a yes protects the patient, makes it none (S9)."""
    terms = _answered(command)
    if terms.expires_at <= command.by.said_at:
        raise refuse(Reason.OUT_OF_RANGE, field="expires_at", value=terms.expires_at, said_at=command.by.said_at)
    return [said(terms)]


def _answered(command: RecordVerbal) -> VerbalTermsRecorded:
    unanswered = [name for name in ANSWERS if getattr(command, name) in (None, False)]
    if (
        command.scope is None
        or command.rate is None
        or command.rep is None
        or command.call_ref is None
        or command.expires_at is None
        or unanswered
    ):
        raise refuse(Reason.VERBAL_INCOMPLETE, missing=", ".join(unanswered))
    return VerbalTermsRecorded(
        scope=command.scope,
        rate=command.rate,
        rate_words=command.rate_words,
        guarantee=True,
        patient_cost=PatientCost(in_network_copay_only=True, confirmed=True, no_liability=True),
        rep=command.rep,
        call_ref=command.call_ref,
        said_at=command.by.said_at,
        expires_at=command.expires_at,
    )


def record_statement(command: RecordStatement) -> list[Said]:
    """Keep what a side said; it answers nothing and stops no clock."""
    return [said(StatementRecorded(side=command.side, said=command.said, findings=command.findings))]


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=RecordVerbal,
        roles=(PA, CM, OM),
        stages=UNBOUND,
        follows=lambda _case, command, _book: record_verbal(command),
    ),
    Rule(
        command=RecordStatement,
        roles=(PA, CM, OM),
        stages=LIVE,
        follows=lambda _case, command, _book: record_statement(command),
    ),
)
