"""Lines about what becomes of an agreement that binds."""

from typing import assert_never

from scabot.slack.cards.saying.plainly import plain
from scabot.slack.grammar.days import show_day
from scabot_domain.events import (
    AgreementLoaded,
    AgreementTerminated,
    CaseLinked,
    CaseSuperseded,
    ClaimMismatchFound,
    ClaimRecorded,
    Fulfilling,
    RenewalOpened,
    SupersedeCause,
    TermEnded,
)

CAUSES = {
    SupersedeCause.COVERAGE: "the patient has left this plan",
    SupersedeCause.JOINED_NETWORK: "the provider joined the network",
}


def say_fulfilling(fact: Fulfilling) -> str:  # noqa: C901, PLR0911 - one line for each kind
    """Say what a fact is about in one line; what a claim says of a patient's care stays out of Slack."""
    match fact:
        case AgreementLoaded():
            return "the payer loaded the agreement into its claim system"
        case ClaimRecorded():
            return "a claim was recorded"
        case ClaimMismatchFound():
            points = ", ".join(plain(point.value) for point in fact.diff)
            return f"CLAIM MISMATCH: a claim is not as agreed ({points})"
        case TermEnded():
            return f"the term ended {show_day(fact.end)}{'' if fact.used else ', and no care had started under it'}"
        case RenewalOpened():
            return f"the next agreement is negotiated in {fact.new_case}"
        case CaseLinked():
            return f"this case continues {fact.from_case}"
        case AgreementTerminated():
            runout = f", run-out until {show_day(fact.runout)}" if fact.runout else ""
            return f"agreement terminated after {show_day(fact.effective)} ({plain(fact.cause)}){runout}"
        case CaseSuperseded():
            return f"case superseded: {CAUSES[fact.cause]}{_by(fact.new_case)}"
        case _:
            assert_never(fact)


def _by(new_case: str | None) -> str:
    return f", goes on in {new_case}" if new_case else ""
