"""The card of a case: where it stands, whose turn it is, what is on the table, what is missing, what one can do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from scabot.slack.answers.answer import Answer
from scabot.slack.cards.flags import flag_lines
from scabot.slack.cards.offers import agreed_of, offer_lines, offers_shown
from scabot.slack.cards.pressing import CHECKED
from scabot.slack.cards.saying.checking import say_checking
from scabot.slack.cards.saying.plainly import section_name
from scabot.slack.cards.seats import signatures
from scabot.slack.forms.inputs import Block, plain, small, words
from scabot.slack.grammar.days import show_day
from scabot_domain.case import Case, Deadline, Stage
from scabot_domain.court import court
from scabot_domain.decide.checked import checked_clean
from scabot_domain.decide.relied import pending_offer
from scabot_domain.parties import Audience, Side
from scabot_domain.playbook import Book
from scabot_domain.terms.canonical import short
from scabot_domain.terms.completeness import missing
from scabot_domain.workdays import count_business_days

NOT_COVERED = "NOT YET COVERED: an approval is not coverage; only the executed agreement is."
PAPER = frozenset({Stage.TERMS_AGREED, Stage.DRAFT_REVIEW, Stage.SIGNING})
MOST_GAPS = 12
BINDING = frozenset({Stage.EXECUTED, Stage.IN_CARE, Stage.CLOSED})

HOLDERS = {
    "payer": "Payer's court",
    "provider": "Provider's court",
    "us": "Owner's court",
    "clinical": "Waits for the clinical review",
    "nobody": "Nobody has to act",
}
NEXT = {
    Stage.INTAKE: "record the clinical approval",
    Stage.APPROVED: "request the agreement from the payer",
    Stage.REQUESTED: "the payer confirms receipt; either side makes an offer",
    Stage.NEGOTIATING: "answer the open offer: accept, counter or reject",
    Stage.TERMS_AGREED: "fill in and confirm the sections; the payer issues the draft",
    Stage.DRAFT_REVIEW: "both sides approve the draft, or redline it",
    Stage.SIGNING: "both sides sign the same terms",
    Stage.EXECUTED: "care can start under the agreement",
    Stage.IN_CARE: "close the case when its term has ended and its claims are settled",
}


def card(case: Case, audience: Audience, now: datetime, book: Book | None = None, *, own_notes: int = 0) -> Answer:
    """Return the card of a case, folded from what the audience may see, without buttons.

    `own_notes` is how many notes the audience's own side keeps to itself.
    """
    foot = _foot(case, audience, now, own_notes)
    return Answer(text=summary(case, now, book), blocks=(*face(case, now, book), small(foot)))


def summary(case: Case, now: datetime, book: Book | None = None) -> str:
    """Return key, stage, whose turn and the next instant in one line; no money and no person."""
    due = soonest(case)
    until = f" · by {show_instant(due.armed.due, case.tz)}" if due else ""
    return f"{headline(case, now, book)}{until}"


def headline(case: Case, now: datetime, book: Book | None = None) -> str:
    """Return the title: `SCA-7QK2M4 · Negotiating · Payer's court, 6 business days`."""
    holder = court(case, now)
    waited = "" if case.terminal or book is None else f", {_waited(holder.since, now, case.tz, book)}"
    stalled = " · STALLED" if case.stall else ""
    waived = " · OVERRIDDEN" if case.overrides else ""
    return f"{case.key} · {stage_name(case.stage)} · {HOLDERS[holder.holder]}{waited}{stalled}{waived}"


def stage_name(stage: Stage) -> str:
    """Return a stage as people say it."""
    return stage.value.replace("_", " ").capitalize()


def face(case: Case, now: datetime, book: Book | None) -> Iterable[Block]:
    """Yield the blocks of a card above its foot."""
    yield {"type": "header", "text": plain(headline(case, now, book)[:150])}
    yield words(_parties(case, now))
    if case.stage not in BINDING and not case.terminal:
        yield words(NOT_COVERED)
    yield from (words(line) for line in warnings(case))
    if case.stage in NEXT:
        yield words(f"Next: {_next(case, now)}.{_respond_by(case)}")
    if flags := [*flag_lines(case)]:
        yield words("\n".join(flags))
    for offer in offers_shown(case, now):
        yield words("\n".join(offer_lines(offer, case.tz, now, agreed_of(case, offer))))
    if case.stage in PAPER:
        yield words(_paper(case))
    if case.executed is not None:
        yield words(_executed(case))


def warnings(case: Case) -> tuple[str, ...]:
    """Return what must not be overlooked: waived rules for ever (I23), a lapse, what is not as agreed."""
    lapsed = ("AUTHORIZATION LAPSED: nobody approves or signs until it is extended.",) if case.auth_lapsed else ()
    waived = (f"OVERRIDDEN by compliance: {one.rule.replace('_', ' ')} ({one.reason})" for one in case.overrides)
    amendment = case.open_amendment
    open_one = (f"{amendment.id} is {amendment.state.value}; the old terms bind.",) if amendment else ()
    wrong = sum(claim.mismatch is not None for claim in case.claims.values())
    claims = (f"CLAIM MISMATCH: {wrong} not as agreed.",) if wrong else ()
    ended = ("The term has ended.",) if case.term_ended_on and not case.terminal else ()
    return (*lapsed, *waived, *open_one, *claims, *ended)


def show_instant(instant: datetime, zone: str) -> str:
    """Write an instant with weekday, date, time and the zone's name."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{show_day(local.date())} {local:%H:%M %Z}"


def soonest(case: Case) -> Deadline | None:
    """Return the open deadline that is due first."""
    waiting = [one for one in case.deadlines.values() if one.armed.kind.value != "transition"]
    return min(waiting, key=lambda one: one.armed.due, default=None)


def _parties(case: Case, now: datetime) -> str:
    return f"{case.provider} (provider) with {case.payer} (payer) · {case.urgency.value} · {days_to_care(case, now)}"


def days_to_care(case: Case, now: datetime) -> str:
    """Say how far away the care is; the date itself belongs to a patient and stays out of Slack."""
    if case.care_date is None:
        return "no care date"
    days = (case.care_date - now.astimezone(ZoneInfo(case.tz)).date()).days
    if days < 0:
        return f"care {-days} day{'s' if days < -1 else ''} ago"
    return "care today" if days == 0 else f"care in {days} day{'s' if days > 1 else ''}"


def _next(case: Case, now: datetime) -> str:
    waiting = pending_offer(case)
    if waiting is not None and case.stage is Stage.NEGOTIATING:
        return f"read back what {waiting} and its acceptance rest on"
    if case.stage in CHECKED and not checked_clean(case):
        return "somebody who negotiated nothing checks the draft against what was agreed"
    unanswered = any(offer.open_at(now) for offer in case.offers)
    return NEXT[case.stage] if unanswered or case.stage is not Stage.NEGOTIATING else "a side makes a new offer"


def _respond_by(case: Case) -> str:
    due = soonest(case)
    return f" Due {show_instant(due.armed.due, case.tz)} ({due.armed.rule.replace('_', ' ')})." if due else ""


def _waited(since: datetime, now: datetime, zone: str, book: Book) -> str:
    from_day, to_day = (instant.astimezone(ZoneInfo(zone)).date() for instant in (since, now))
    days = count_business_days(from_day, to_day, book.calendar)
    return "today" if days == 0 else f"{days} business day{'s' if days > 1 else ''}"


def _paper(case: Case) -> str:
    lacking = missing(case)
    done = [section_name(number) for number in range(1, 8) if number not in lacking]
    lines = [f"Sections complete: {', '.join(done) or 'none yet'} ({len(done)} of 7)"]
    gaps = gaps_in_words(lacking)
    lines += gaps[:MOST_GAPS]
    lines += [f"And {len(gaps) - MOST_GAPS} more gaps"] if len(gaps) > MOST_GAPS else []
    if case.draft is not None:
        approved = ", ".join(sorted(side.value for side in case.draft.approved_by)) or "nobody yet"
        lines.append(f"Draft {case.draft.draft}, terms {short(case.draft.terms_hash)}; approved by: {approved}")
        lines.append(_check(case))
    return "\n".join([*lines, *signatures(case)])


def _check(case: Case) -> str:
    if case.checked is None:
        return "NOT CHECKED against what was agreed: nobody approves or signs before that"
    return f"Last check: {say_checking(case.checked.check)}"


def gaps_in_words(lacking: Mapping[int, Sequence[str]]) -> list[str]:
    """Return what is missing, each gap once with the sections that have it: `Nothing is filled in: Term, Claims`."""
    sections: dict[str, list[str]] = {}
    for sentence in (one for sentences in lacking.values() for one in sentences):
        section, _, gap = sentence.partition(": ")
        sections.setdefault(gap.removesuffix("."), []).append(section)
    return [f"{gap[:1].upper()}{gap[1:]}: {', '.join(named)}" for gap, named in sections.items()]


def _executed(case: Case) -> str:
    if case.executed is None:
        return ""
    term = f"{show_day(case.executed.effective)} to {show_day(case.executed.end)}"
    return f"EXECUTED: agreement {case.executed.sca_no}, {term}, terms {short(case.executed.terms_hash)}"


def _foot(case: Case, audience: Audience, now: datetime, own_notes: int) -> str:
    drawn = show_day(now.astimezone(ZoneInfo(case.tz)).date())
    notes = f", own notes: {own_notes}" if own_notes else ""
    private = "" if audience.side is Side.NEUTRAL else f" · shows the {audience.side.value}'s own facts{notes}"
    return f"As of {drawn} · playbook v{case.book_version}{private}"
