"""What people of the cast do beside the offers, and for people who are on the phone, as steps of a story."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

import cast as c
from scabot_domain.case import Case
from scabot_domain.commands import (
    AssignContact,
    AssignOwner,
    Command,
    ConfirmEntry,
    CorrectEntry,
    Escalate,
    Hold,
    Intervene,
    LogAttempt,
    RecordStatement,
    RecordVerbal,
    RequestBenchmark,
    Resume,
    SetAssumptions,
    ShareBenchmark,
    VerifyEligibility,
)
from scabot_domain.facts.keeping import Assumptions, AttemptOutcome, BenchmarkKind
from scabot_domain.facts.voicing import ReadBack, VerbalRate, VerbalScope
from scabot_domain.parties import Actor, OnBehalf, Role, Side, Source
from story import Step

PHONE = "CALL-0042"
LETTER = "LETTER-7"
F = TypeVar("F")


def by_phone(
    step: Step,
    who: Actor = c.RUTH,
    *,
    source: Source = Source.PHONE,
    evidence: str | None = PHONE,
    said_at: datetime | None = None,
    **absent: object,
) -> Step:
    """Record for the step's own actor what that person said on the phone; `absent` says otherwise who that is."""

    def told(case: Case, at: datetime) -> Command:
        command = step(case, at)
        spoken = command.by.actor
        known = {"side": spoken.side, "role": spoken.role, "contact_ref": f"CONTACT-{spoken.user}", **absent}
        by = replace(
            command.by,
            actor=who,
            source=source,
            evidence=evidence,
            said_at=said_at or at,
            on_behalf_of=OnBehalf(**known),  # type: ignore[arg-type]  # pydantic checks what a test tells
            key=f"{who.user}-{at:%d%H%M%S%f}-for-{spoken.user}",
        )
        return replace(command, by=by)

    return told


def confirms_entry(
    who: Actor = c.RUTH,
    how: ReadBack = ReadBack.LETTER,
    evidence: str | None = LETTER,
    ref: int | None = None,
) -> Step:
    """Confirm an entry: the newest that waits, or else the last of all."""
    return lambda case, at: ConfirmEntry(by=c.by(who, at, evidence=evidence), ref=ref or _newest(case), how=how)


def clicks(who: Actor, ref: int | None = None) -> Step:
    """Confirm an entry as one's own side's word."""
    return confirms_entry(who, ReadBack.CLICK, None, ref)


def corrects(who: Actor = c.RUTH, field: str = "department", new: str = "Contracting", ref: int | None = None) -> Step:
    """Correct an entry, the newest that is kept unless another is told."""
    return lambda case, at: CorrectEntry(
        by=c.by(who, at), ref=ref or max(case.entries, default=1), field=field, new=new, reason="Misheard on the call"
    )


def strikes(who: Actor = c.RUTH, ref: int | None = None) -> Step:
    """Take back what was never said: the newest entry that waits to be read back."""
    return lambda case, at: corrects(who, "entry", "struck", ref or _newest(case))(case, at)


def records_verbal(who: Actor = c.RUTH, **more: object) -> Step:
    """Record a verbal yes with every answer."""
    told: dict[str, object] = {
        "scope": VerbalScope.THIS_VISIT,
        "rate": VerbalRate.USUAL_AND_CUSTOMARY,
        "guarantee": True,
        "in_network_copay_only": True,
        "copay_confirmed": True,
        "no_liability": True,
        "rep": "Rep 12",
        "call_ref": PHONE,
    }
    return lambda _case, at: RecordVerbal(
        by=c.by(who, at, evidence=PHONE, source=Source.PHONE),
        **{"expires_at": at + timedelta(days=30), **told, **more},  # type: ignore[arg-type]  # as told
    )


def records_statement(who: Actor = c.RUTH, side: Side = Side.PAYER) -> Step:
    """Keep what a side said."""
    return lambda _case, at: RecordStatement(by=c.by(who, at), side=side, said="The usual rate", findings=("L17",))  # type: ignore[arg-type]  # one of the two sides


def assigns_contact(who: Actor = c.RUTH, role: Role = Role.PROVIDER_BILLER, **more: object) -> Step:
    """Say how a role of the provider is reached."""
    told: dict[str, object] = {"side": Side.PROVIDER, "ref": "CONTACT-3", **more}
    return lambda _case, at: AssignContact(by=c.by(who, at), role=role, **told)  # type: ignore[arg-type]  # as told


def assigns_owner(who: Actor = c.RUTH, to: Actor | None = None) -> Step:
    """Give the case to another specialist of the same side."""
    return lambda _case, at: AssignOwner(
        by=c.by(who, at), to=to or ROSA if who.side is not Side.PAYER else to or c.CARA
    )


ROSA = replace(c.RUTH, user="U0ROSA")
"""Another specialist of the provider."""


def logs_attempt(who: Actor = c.RUTH, first_appointment: date | None = None) -> Step:
    """Log that a provider in the network was asked."""
    return lambda _case, at: LogAttempt(
        by=c.by(who, at),
        provider="Prairie Transplant Group",
        outcome=AttemptOutcome.OFFERED if first_appointment else AttemptOutcome.NO_ANSWER,
        first_appointment=first_appointment,
    )


def verifies_eligibility(who: Actor = c.RUTH, **more: object) -> Step:
    """Record that coverage was looked up today."""
    told: dict[str, object] = {"coverage_from": date(2026, 1, 1), "reference": "ELIG-0042", **more}
    around = {name: told.pop(name) for name in ("source", "evidence") if name in told}
    return lambda _case, at: VerifyEligibility(by=c.by(who, at, **around), **{"on": c.NOW.date(), **told})  # type: ignore[arg-type]  # as told


def holds(who: Actor = c.RUTH, review_on: date = c.CARE_DATE) -> Step:
    """Let the case rest."""
    return lambda _case, at: Hold(by=c.by(who, at), reason="The patient is in another hospital", review_on=review_on)


def resumes(who: Actor = c.RUTH) -> Step:
    """Let the case go on."""
    return lambda _case, at: Resume(by=c.by(who, at))


def shares_benchmark(who: Actor = c.BEN, **more: object) -> Step:
    """Show a figure."""
    told: dict[str, object] = {"kind": BenchmarkKind.PUBLIC_FILE, "as_of": date(2026, 10, 1), **more}
    return lambda _case, at: ShareBenchmark(
        by=c.by(who, at),
        source_url="https://example.org/rates",
        value="$52,000 for the whole episode",
        **told,  # type: ignore[arg-type]  # as told
    )


def requests_benchmark(who: Actor = c.NILS) -> Step:
    """Ask the provider for figures."""
    return lambda _case, at: RequestBenchmark(by=c.by(who, at), side=Side.PROVIDER)


def intervenes(who: Actor = c.MIRA) -> Step:
    """Speak up for the clinical need."""
    return lambda _case, at: Intervene(by=c.by(who, at), statement="Only this center can do it in time")


def escalates(who: Actor = c.RUTH, deadline: str = "draft.1") -> Step:
    """Tell a deadline's next level before its time."""
    return lambda _case, at: Escalate(by=c.by(who, at), deadline=deadline, directory=c.DIRECTORY)


def assumes(who: Actor = c.BEN) -> Step:
    """Say what a comparison rests on."""
    return lambda _case, at: SetAssumptions(by=c.by(who, at), values=Assumptions(midnights=9))


def _newest(case: Case) -> int:
    return max((entry.ref for entry in case.unconfirmed), default=max(case.entries, default=1))


DEEDS: dict[str, Callable[[Actor], Step]] = {
    "RecordVerbal": records_verbal,
    "RecordStatement": records_statement,
    "ConfirmEntry": confirms_entry,
    "CorrectEntry": corrects,
    "AssignContact": assigns_contact,
    "AssignOwner": assigns_owner,
    "LogAttempt": logs_attempt,
    "VerifyEligibility": verifies_eligibility,
    "Hold": holds,
    "Resume": resumes,
    "ShareBenchmark": shares_benchmark,
    "RequestBenchmark": requests_benchmark,
    "Intervene": intervenes,
    "Escalate": escalates,
    "SetAssumptions": assumes,
}
