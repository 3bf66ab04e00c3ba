"""How the authorization, the coverage and waived rules change a case."""

from dataclasses import replace
from typing import assert_never

from scabot_domain.case import Asked, Case, Stage
from scabot_domain.covering import released
from scabot_domain.events import (
    AuthorizationExpired,
    AuthorizationExtended,
    AuthorizationRevoked,
    AuthorizedLine,
    CaseEvent,
    CoverageChanged,
    OverrideRequested,
    RuleOverridden,
    Standing,
    TermsReopened,
)
from scabot_domain.fold.changing import changed


def fold_standing(case: Case, fact: Standing, event: CaseEvent) -> Case:
    """Return the case after something that its agreement stands on changed."""
    match fact:
        case AuthorizationExtended() | AuthorizationExpired() | AuthorizationRevoked():
            return _authorization(case, fact, event)
        case TermsReopened():
            return _reopened(case, fact)
        case CoverageChanged():
            return changed(case, coverage_ends_on=fact.ends_on)
        case OverrideRequested():
            return changed(case, asked={**case.asked, fact.rule.value: Asked(request=fact, actor=event.actor)})
        case RuleOverridden():
            waiting = {rule: asked for rule, asked in case.asked.items() if rule != fact.rule.value}
            return changed(case, asked=waiting, overrides=(*case.overrides, fact))
        case _:
            assert_never(fact)


def _authorization(
    case: Case, fact: AuthorizationExtended | AuthorizationExpired | AuthorizationRevoked, event: CaseEvent
) -> Case:
    approval = None if case.approval is None else replace(case.approval, valid_to=fact.valid_to)
    if isinstance(fact, AuthorizationExtended):
        lines = _with_lines(case.authorized, fact.lines)
        return changed(case, approval=approval, auth_lapsed=False, revoked_at=None, authorized=lines)
    revoked_at = event.occurred_at if isinstance(fact, AuthorizationRevoked) else case.revoked_at
    return changed(case, approval=approval, auth_lapsed=True, revoked_at=revoked_at)


def _with_lines(known: tuple[AuthorizedLine, ...], told: tuple[AuthorizedLine, ...]) -> tuple[AuthorizedLine, ...]:
    return tuple({line.line_id: line for line in (*known, *told)}.values())


def _reopened(case: Case, fact: TermsReopened) -> Case:
    unsigned = changed(case, signatures={}, signers={})
    if not fact.lines:
        return unsigned
    return changed(unsigned, stage=Stage.NEGOTIATING, terms_agreed_at=None, acceptances=released(case, fact.lines))
