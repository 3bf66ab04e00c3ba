"""Waiving a rule for one case: asked by one person, granted by compliance, never by the same (domain rules, 5.3).

The request is an event of its own, so that who asked is proven by their own act and not by the word of who granted.
"""

from typing import Any

from scabot_domain.case import Case
from scabot_domain.commands import Override, RequestOverride
from scabot_domain.decide.refusing import listed, refuse
from scabot_domain.decide.roles import CO, NM, PA, PB
from scabot_domain.decide.rule import Rule
from scabot_domain.decide.stages import LIVE
from scabot_domain.envelope import Said, said
from scabot_domain.events import OverrideRequested, RuleOverridden, Waivable
from scabot_domain.refusals import Reason
from scabot_domain.terms.waived import harmless_waivable

SHORTEST_REASON = 15
_NEVER_HARMED = ("medicare advantage", "medicaid")
_NEVER_HARMED_PRODUCTS = frozenset({"ma", "mco"})


def request_override(case: Case, command: RequestOverride) -> list[Said]:
    """Ask compliance to waive a rule of the closed list; asked again, the newer words count."""
    rule = _waivable(case, command)
    if len(command.reason) < SHORTEST_REASON:
        raise refuse(Reason.REASON_TOO_SHORT, length=str(len(command.reason)), least=str(SHORTEST_REASON))
    if rule is Waivable.HOLD_HARMLESS and command.acknowledgment_ref is None:
        raise refuse(Reason.MISSING_EVIDENCE, what="acknowledgment_ref", rule=rule)
    asked = OverrideRequested(rule=rule, reason=command.reason, acknowledgment_ref=command.acknowledgment_ref)
    return [said(asked)]


def override(case: Case, command: Override) -> list[Said]:
    """Waive a rule as somebody else asked; refuses one's own request, and one that nobody made."""
    rule = _waivable(case, command)
    asked = case.asked.get(rule.value)
    if asked is None:
        raise refuse(Reason.STALE_VIEW, rule=rule, state="not asked for")
    actor = command.by.actor
    if asked.actor.person == actor.person:
        raise refuse(Reason.SELF_APPROVAL, rule=rule, by_user=actor.user)
    overridden = RuleOverridden(
        rule=rule,
        reason=asked.request.reason,
        requested_by=asked.actor,
        approver=actor,
        acknowledgment_ref=asked.request.acknowledgment_ref,
    )
    return [said(overridden)]


def _waivable(case: Case, command: RequestOverride | Override) -> Waivable:
    rule = next((one for one in Waivable if one.value == command.rule), None)
    if rule is None:
        raise refuse(Reason.OVERRIDE_NOT_ALLOWED, rule=command.rule, allowed=listed(Waivable))
    if rule.value in case.overridden:
        raise refuse(Reason.ALREADY_DONE, what="overridden", rule=rule)
    if rule is Waivable.HOLD_HARMLESS and (not harmless_waivable(case) or _protected(case.plan_type)):
        raise refuse(Reason.OVERRIDE_NOT_ALLOWED, rule=rule, section="1", field="payer_product")
    return rule


def _protected(plan_type: str | None) -> bool:
    plan = (plan_type or "").casefold()
    return plan in _NEVER_HARMED_PRODUCTS or any(name in plan for name in _NEVER_HARMED)


RULES: tuple[Rule[Any], ...] = (
    Rule(
        command=RequestOverride,
        roles=(PA, NM, PB),
        stages=LIVE,
        follows=lambda case, command, _book: request_override(case, command),
    ),
    Rule(
        command=Override,
        roles=(CO,),
        stages=LIVE,
        follows=lambda case, command, _book: override(case, command),
        fits=lambda case, _role, _side, _now: bool(case.asked),
    ),
)
