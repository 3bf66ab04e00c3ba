"""What must be asked when a side said no, before anybody gives up (P1, P2)."""

from scabot_domain.case import Case, Entry, Stage
from scabot_domain.events import InNetworkAttemptLogged, ProviderWithdrew, ScaDeclined

NETWORK_ALTERNATIVE = "network_alternative"
"""The code of a decline that says that somebody in the network can do it."""

WHO_IN_NETWORK = "Which provider in the network is meant, by name?"
FIRST_APPOINTMENT = "When is the first appointment that this provider offers?"
APPEAL_LIMIT = "Until when can the refusal be appealed?"
ALTERNATIVES = (
    "Is there another provider who can give this care?",
    "Who has the authority to go further, on either side?",
    "Can the payer's medical director speak to the treating physician?",
)


def to_ask(case: Case) -> tuple[str, ...]:
    """Return the questions that an ended case leaves open; an answer that is logged as an attempt closes its own."""
    last = [entry for entry in case.entries.values() if isinstance(entry.fact, ScaDeclined | ProviderWithdrew)]
    if not last or case.stage not in (Stage.DECLINED, Stage.PROVIDER_WITHDREW):
        return ()
    fact = last[-1].fact
    if not isinstance(fact, ScaDeclined):
        return ALTERNATIVES
    alternative = _about_alternative(case, last[-1]) if fact.code == NETWORK_ALTERNATIVE else ()
    return (*alternative, *((APPEAL_LIMIT,) if fact.appeal_rights else ()))


def _about_alternative(case: Case, decline: Entry) -> tuple[str, ...]:
    since = (entry.fact for entry in case.entries.values() if entry.ref > decline.ref)
    attempts = [fact for fact in since if isinstance(fact, InNetworkAttemptLogged)]
    if not attempts:
        return WHO_IN_NETWORK, FIRST_APPOINTMENT
    return () if any(one.first_appointment for one in attempts) else (FIRST_APPOINTMENT,)
