"""The sentences of refusals: what was refused, by which rule, on which facts, and its reason for the record."""

from scabot.slack.answers.answer import Answer, say
from scabot.slack.forms.inputs import small
from scabot_domain.refusals import Reason, Refused

NOT_INSTALLED = "scabot is not installed in this workspace."

RULES: dict[Reason, str] = {
    Reason.NOT_PERMITTED: "your role may not do this",
    Reason.WRONG_SIDE: "this is for the other side to do",
    Reason.WRONG_STAGE: "the case is not at the stage where this is done",
    Reason.TERMINAL_CASE: "the case has ended; only notes, and reopening where that is allowed, are left",
    Reason.STALE_VIEW: "things have changed since you looked",
    Reason.OWN_OFFER: "this is your own side's offer; only the other side can answer it",
    Reason.OFFER_NOT_OPEN: "that offer is not open any more",
    Reason.AMBIGUOUS_TERMS: "these terms leave a question open that both sides could answer differently",
    Reason.INCOMPLETE_SECTION: "all seven sections of the agreement must be filled in and confirmed first",
    Reason.HOLD_HARMLESS_REQUIRED: "the agreement must hold the patient harmless: no balance bill",
    Reason.HASH_MISMATCH: "what you saw is not what stands now",
    Reason.TERMS_LOCKED: "the terms are fixed by now; changing them takes an amendment",
    Reason.SAME_SIGNER: "the same person cannot sign for both sides",
    Reason.SIGNER_NOT_AUTHORIZED: "only a signatory of a side can sign for it",
    Reason.ALREADY_SIGNED: "your side has signed already",
    Reason.ALREADY_DONE: "that is done already",
    Reason.MISSING_EVIDENCE: "this needs evidence: a reference that others can look up",
    Reason.REASON_TOO_SHORT: "the reason is too short to explain the decision later",
    Reason.BAD_IDENTIFIER: "an identifier is not well-formed",
    Reason.OUT_OF_RANGE: "a value is outside what the rules allow",
    Reason.DATE_IN_FUTURE: "something cannot have been said in the future",
    Reason.UNKNOWN_CASE: "there is no such case, or no access to it from here",
    Reason.CASE_EXISTS: "a case with this key exists already",
}
"""One sentence for each reason; the facts of the refusal come beside it."""


def sorry(refused: Refused, *, reference: str) -> Answer:
    """Return a refusal in words: the rule, the facts it used, and its reason as the record calls it."""
    facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in refused.facts.items())
    said = f"Not possible now: {RULES[refused.reason]}."
    record = small(f"Nothing was recorded. Reason {refused.reason.value} · reference {reference}.")
    return say(said, *([small(facts)] if facts else []), record)
