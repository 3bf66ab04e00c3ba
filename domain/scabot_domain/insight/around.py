"""What a case waits for whatever its stage: a rest, authorization, coverage, a statement, a read-back, a waiver."""

from collections.abc import Iterator

from scabot_domain.case import Entry, Stage
from scabot_domain.commands import (
    ChangeAuthorization,
    ConfirmEntry,
    CorrectEntry,
    Intervene,
    Override,
    RequestOverride,
    Resume,
    SetSection,
    Supersede,
)
from scabot_domain.court import statement_asked
from scabot_domain.decide.lasting import beyond_coverage, lapse, too_far_back, uncovered_care
from scabot_domain.events import (
    AuthorizationExpired,
    AuthorizationExtended,
    AuthorizationRevoked,
    CareStarted,
    CaseHeld,
    ClinicalApprovalRecorded,
    CoverageChanged,
    EscalationSent,
    kind_of_fact,
)
from scabot_domain.insight.looking import About, Look, Option, negotiator, of, payer, provider
from scabot_domain.insight.needs import Need, Unblock
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Reason, Refused
from scabot_domain.standing import RETRO_LIMIT

PAPER = frozenset({Stage.TERMS_AGREED, Stage.DRAFT_REVIEW, Stage.SIGNING})
"""The stages in which the written agreement is made."""

_TERM: About = ("section", 3)


def around(look: Look) -> Iterator[Unblock]:
    """Yield what a live case waits for whatever its stage."""
    yield from _rest(look)
    yield from _authorization(look)
    yield from _coverage(look)
    if look.case.stage in PAPER:
        yield from _standing(look)
    yield from _statement(look)
    yield from _unread(look)
    yield from _waivers(look)


def _rest(look: Look) -> Iterator[Unblock]:
    if look.case.held is None:
        return
    options = (look.by_owner(Resume), look.by_specialist(Resume))
    what = f"The case rests; it is looked at again on {look.case.held.review_on:%a} {look.case.held.review_on}."
    yield look.line(Need.RESUME, what, options, why=(CaseHeld,))


def _authorization(look: Look) -> Iterator[Unblock]:
    lapsed = look.case.auth_lapsed or lapse(look.case, look.now) is not None
    if not lapsed or look.case.term_ended_on is not None:
        return
    options = (payer(Role.CASE_MANAGER, ChangeAuthorization), look.by_specialist(ChangeAuthorization))
    behind = (AuthorizationExpired, AuthorizationRevoked, AuthorizationExtended, ClinicalApprovalRecorded)
    what = "The authorization has lapsed: nobody approves or signs until it is extended."
    yield look.line(Need.AUTHORIZATION, what, options, why=behind)


def _coverage(look: Look) -> Iterator[Unblock]:
    ends_on = look.case.coverage_ends_on
    if ends_on is None or look.today <= ends_on:
        return
    what = "The patient's coverage by this payer is over: the case goes on under another."
    yield look.line(Need.OTHER_COVERAGE, what, (look.by_specialist(Supersede),), why=(CoverageChanged,))


def _standing(look: Look) -> Iterator[Unblock]:
    case = look.case
    objections: tuple[tuple[str, Refused | None, About], ...] = (
        ("retro", too_far_back(case, look.today), _TERM),
        ("care", uncovered_care(case), CareStarted),
        ("coverage", beyond_coverage(case), CoverageChanged),
    )
    for subject, refusal, behind in objections:
        if refusal is not None:
            options = _term_setters(look, waivable=refusal.reason is Reason.RETRO_TOO_FAR)
            yield look.line(Need.STANDING, _words(refusal), options, subject=subject, why=(_TERM, behind))


def _term_setters(look: Look, *, waivable: bool) -> tuple[Option, ...]:
    commands = (SetSection, RequestOverride) if waivable else (SetSection,)
    return (look.by_specialist(*commands), *(negotiator(side, *commands) for side in (Side.PAYER, Side.PROVIDER)))


def _words(refusal: Refused) -> str:
    if refusal.reason is Reason.RETRO_TOO_FAR:
        return f"Term: it reaches back {refusal.facts['reach']} days; more than {RETRO_LIMIT} need compliance."
    return refusal.facts["section_3"]


def _statement(look: Look) -> Iterator[Unblock]:
    if statement_asked(look.case) is None:
        return
    what = "The medical director was asked for a statement and has not given it."
    yield look.line(Need.STATEMENT, what, (payer(Role.MEDICAL_DIRECTOR, Intervene),), why=(EscalationSent,))


def _unread(look: Look) -> Iterator[Unblock]:
    acts: dict[str, list[Entry]] = {}
    for entry in look.case.unconfirmed:
        acts.setdefault(entry.key, []).append(entry)
    for entries in acts.values():
        yield _act(look, entries)


def _act(look: Look, entries: list[Entry]) -> Unblock:
    first = entries[0]
    kinds = ", ".join(dict.fromkeys(kind_of_fact(entry.fact).replace("-", " ") for entry in entries))
    commands = (ConfirmEntry, CorrectEntry)
    options = (
        look.by_owner(*commands),
        look.by_specialist(*commands),
        payer(Role.CASE_MANAGER, *commands),
        provider(Role.OFFICE_MANAGER, *commands),
    )
    what = f"Recorded for the {first.side.value}'s {_plain(first.role)} and not read back: {kinds}."
    refs = tuple(entry.ref for entry in entries)
    number = look.cited(first.ref)[0].number
    return look.line(Need.READ_BACK, what, options, subject=f"{number}", why=refs)


def _waivers(look: Look) -> Iterator[Unblock]:
    for rule in look.case.asked:
        what = f"Compliance was asked to waive a rule and has not answered: {rule.replace('_', ' ')}."
        options = (of(Role.COMPLIANCE, Side.NEUTRAL, Override),)
        yield look.line(Need.OVERRIDE, what, options, subject=rule, why=(("rule", rule),))


def _plain(role: Role) -> str:
    return role.value.replace("_", " ")
