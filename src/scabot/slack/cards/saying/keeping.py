"""Lines about the facts beside the offers."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import plain
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    AssumptionsSet,
    AuthorityLimitNoted,
    BenchmarkRequested,
    BenchmarkShared,
    CaseHeld,
    CaseResumed,
    ContactAssigned,
    EligibilityVerified,
    InNetworkAttemptLogged,
    Keeping,
    MedicalDirectorIntervened,
    OwnerAssigned,
)
from scabot_domain.money.amounts import show_dollars


def say_keeping(fact: Keeping) -> str:  # noqa: C901, PLR0911 - one line for each kind
    """Say what a fact is about in one line."""
    match fact:
        case ContactAssigned():
            return f"contact for the {plain(fact.role.value)} of the {fact.side.value}: {fact.ref}"
        case AuthorityLimitNoted():
            return f"the {plain(fact.role.value)} may decide up to {show_dollars(fact.limit)}"
        case OwnerAssigned():
            return f"the case has another owner, a {plain(fact.to.role.value)}"
        case InNetworkAttemptLogged():
            first = f", first appointment {show_day(fact.first_appointment)}" if fact.first_appointment else ""
            return f"in the network {fact.provider} was asked: {plain(fact.outcome.value)}{first}"
        case EligibilityVerified():
            until = f" to {show_day(fact.coverage_to)}" if fact.coverage_to else ""
            return f"eligibility verified {show_day(fact.on)}: in the plan from {show_day(fact.coverage_from)}{until}"
        case CaseHeld():
            return f"ON HOLD until {show_day(fact.review_on)}: {fact.reason}"
        case CaseResumed():
            return "the case goes on"
        case BenchmarkShared():
            return f"benchmark ({plain(fact.kind.value)}, {show_day(fact.as_of)}): {fact.value}"
        case BenchmarkRequested():
            return f"the {fact.side.value} is asked for figures that support its rate"
        case MedicalDirectorIntervened():
            return f"the medical director speaks up: {fact.statement}"
        case AssumptionsSet():
            return f"offers are compared on the assumptions {fact.id} from now on"
        case _:
            assert_never(fact)
