"""The sentences of refusals: what was refused, by which rule, on which facts, and its reason for the record."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from scabot.slack.answers.answer import Answer, say
from scabot.slack.forms.inputs import Block, small, words
from scabot.slack.grammar.days import show_day
from scabot.slack.message import escaped
from scabot_domain.parties import Role
from scabot_domain.playbook.words import moment, role_words
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
    Reason.CANNOT_PRICE: "nobody can work out the dollars from these terms",
    Reason.INCOMPLETE_SECTION: "all seven sections of the agreement must be filled in and confirmed first",
    Reason.TERM_OUTSIDE_AUTHORIZATION: "the term must lie inside the days that the plan authorized",
    Reason.UNITS_EXCEED_AUTHORIZATION: "the agreement has more units than the plan authorized",
    Reason.ALLOCATION_MISMATCH: "the parts of the case rate must add up to it, to the cent",
    Reason.PARTY_NOT_COVERED: "somebody who renders or bills is no party of the agreement",
    Reason.AUTHORIZATION_LAPSED: "the authorization has lapsed; ask the case manager for an extension",
    Reason.UNCONFIRMED_ENTRY: "something it relies on was recorded for somebody absent and must be read back first",
    Reason.HOLD_HARMLESS_REQUIRED: "the agreement must hold the patient harmless: no balance bill",
    Reason.OVERRIDE_NOT_ALLOWED: "this rule cannot be waived here",
    Reason.RETRO_TOO_FAR: "it reaches back more than 30 days before the last signature; compliance can waive that",
    Reason.BASE_HASH_MISMATCH: "the terms in force are not those you meant to change",
    Reason.HASH_MISMATCH: "what you saw is not what stands now",
    Reason.DRAFT_NOT_CHECKED: "somebody who negotiated nothing must first find the draft to say what was agreed",
    Reason.TERMS_LOCKED: "the terms are fixed by now; changing them takes an amendment",
    Reason.LINES_LOCKED: "these services are agreed already; an offer that is to change them must reopen them",
    Reason.ALL_OR_NOTHING: "these services were offered as one and go together or not at all",
    Reason.AMENDMENT_OPEN: "another amendment is still open, and there is only one at a time",
    Reason.SELF_APPROVAL: "nobody grants what they asked for, or checks what they negotiated",
    Reason.SAME_SIGNER: "the same person cannot sign for both sides, nor for two entities that did not name them",
    Reason.SIGNER_NOT_AUTHORIZED: "only a signatory signs: one named in section 1 if any is, and up to their limit",
    Reason.ALREADY_SIGNED: "this party has signed already",
    Reason.ALREADY_DONE: "that is done already",
    Reason.VERBAL_INCOMPLETE: "a verbal yes takes every answer: scope, rate, guarantee, and the patient's cost",
    Reason.MISSING_EVIDENCE: "this needs evidence: a reference that others can look up",
    Reason.REASON_TOO_SHORT: "the reason is too short to explain the decision later",
    Reason.BAD_IDENTIFIER: "an identifier is not well-formed",
    Reason.OUT_OF_RANGE: "a value is outside what the rules allow",
    Reason.DATE_IN_FUTURE: "something cannot have been said in the future",
    Reason.UNKNOWN_CASE: "there is no such case, or no access to it from here",
    Reason.CASE_EXISTS: "a case with this key exists already",
}
"""One sentence for each reason; the facts of the refusal come beside it."""


SAID: dict[str, str] = {
    "role": "you asked as",
    "side": "side",
    "own_side": "your side",
    "stage": "stage now",
    "stages": "done at",
    "state": "it is",
    "by": "taken over by",
    "by_side": "by the",
    "by_user": "by",
    "at": "since",
    "seen": "you saw",
    "now": "it is now",
    "value": "given",
    "earliest": "at the earliest",
    "latest": "at the latest",
    "pattern": "it looks like",
    "signed_by": "signed by the",
    "dos": "date of service",
    "reach": "days back",
    "valid_to": "authorized until",
    "uncovered": "days left uncovered",
    "doc_sha256": "document",
    "finding": "finding",
    "question": "to be asked",
    "beyond": "beyond your limit of",
    "least": "characters at least",
    "who": "it can be checked by",
    "absent": "the draft is silent about",
    "extra": "nobody agreed on",
    "lines": "services",
    "offers": "agreed on",
}
"""How a fact of a refusal is called, where its own name does not say it."""

NEVER_SAID = frozenset({"roles", "field"})
"""Facts that are said otherwise: who could do it, and the field of a form beside which the refusal stands."""

_ROLES = "roles"
_PERSON = re.compile(r"[UW][0-9A-Z]{2,20}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T[\d:]{8}Z", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NAME = re.compile(r"(?=[a-z, ]*_)[a-z_]+(?:, [a-z_]+)*", re.ASCII)


def sorry(refused: Refused, *, reference: str, zone: str = "UTC", possible: Sequence[str] = ()) -> Answer:
    """Return a refusal in words: rule, facts used, who could do it, what this person may do now, and the reference.

    `zone` is the zone in which instants are told, `possible` the words of the acts that are open to the person.
    """
    facts = [_fact(name, value, zone) for name, value in refused.facts.items() if name not in NEVER_SAID]
    said = f"Not possible now: {RULES[refused.reason]}."
    record = small(f"Nothing was recorded. Reason {refused.reason.value} · reference {reference}.")
    who = _who_could(refused)
    return say(
        said,
        *([_marked_small(f"Facts: {'; '.join(facts).removesuffix('.')}.")] if facts else []),
        *([words(who)] if who else []),
        *([words(_possible(possible))] if refused.reason is not Reason.UNKNOWN_CASE else []),
        record,
    )


def _possible(acts: Sequence[str]) -> str:
    return f"Possible for you now: {', '.join(acts)}." if acts else "Nothing in this case is for you to do now."


def _who_could(refused: Refused) -> str:
    roles = refused.facts.get(_ROLES, "")
    if roles:
        named = [role_words(Role(role)) for role in roles.split(", ")]
        return f"Who can do it: {' or '.join(named)}."
    side = refused.facts.get("side", "")
    return f"Who can do it: people of the {side}." if refused.reason is Reason.WRONG_SIDE and side else ""


def _fact(name: str, value: str, zone: str) -> str:
    label = SAID.get(name, name.replace("_", " "))
    return f"{escaped(label)} {_value(value, zone)}"


def _value(value: str, zone: str) -> str:
    if _INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value), zone)
    if _DAY.fullmatch(value):
        return show_day(date.fromisoformat(value))
    if _PERSON.fullmatch(value):
        return f"<@{value}>"
    return escaped(value.replace("_", " ") if _NAME.fullmatch(value) else value)


def _marked_small(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:2000], "verbatim": True}]}
