"""What the written agreement waits for: its sections, what can be read in two ways, a draft, approvals, signatures."""

from collections.abc import Iterator

from scabot_domain.case import Draft, Stage
from scabot_domain.commands import (
    ApproveDraft,
    CheckDraft,
    Command,
    ConfirmSections,
    IssueDraft,
    Redline,
    RequestOverride,
    SetSection,
    Sign,
)
from scabot_domain.decide.checked import checked_clean
from scabot_domain.decide.lasting import objection
from scabot_domain.decide.relied import guard_read_back
from scabot_domain.decide.sections import confirmed
from scabot_domain.events import (
    ClinicalApprovalRecorded,
    DraftApproved,
    DraftChecked,
    DraftIssued,
    DraftRedlined,
    Fact,
    SectionConfirmed,
    TermsAgreed,
)
from scabot_domain.insight.bargaining import distinct
from scabot_domain.insight.looking import Look, Option, negotiator, payer, provider, signatory, without_act
from scabot_domain.insight.needs import Need, Unblock
from scabot_domain.lint import Finding, lint, readable
from scabot_domain.parties import Role, Side
from scabot_domain.refusals import Refused
from scabot_domain.terms.completeness import unfilled, warnings
from scabot_domain.terms.hashes import terms_hash
from scabot_domain.terms.questions import questions
from scabot_domain.terms.seats import ahead, missing_signatures, several, side_of, titled
from scabot_domain.terms.sections import TITLES, SectionNumber

PARTIES = (Side.PROVIDER, Side.PAYER)
"""In the order in which they are asked."""

_TOLD_BY_GAPS = frozenset({"term_care", "term_authorization", "filing"})
"""Findings that say of a section what a gap of it says in other words."""

_CHECKED = frozenset({Stage.DRAFT_REVIEW, Stage.SIGNING})
_WAIVABLE = frozenset({SectionNumber.PATIENT, SectionNumber.TERM})


def papering(look: Look) -> Iterator[Unblock]:
    """Yield what a case waits for between its terms and its signatures, and what is only worth a question."""
    missing = [*_sections(look), *_findings(look), *_confirmations(look)]
    yield from missing
    yield from _draft(look)
    yield from _check(look)
    lacking = any(line.need is not Need.WARNING for line in missing)
    if look.case.stage is Stage.DRAFT_REVIEW:
        yield from _approvals(look, ready=not lacking and _ready(look, SectionConfirmed))
    if look.case.stage is Stage.SIGNING:
        yield from _signatures(look, ready=not lacking and _ready(look, SectionConfirmed, DraftApproved))
    yield from _warnings(look)


def _sections(look: Look) -> Iterator[Unblock]:
    for number, gaps in unfilled(look.case, look.today).items():
        title = f"{TITLES[number]}: "
        what = title + " ".join(gap.sentence.removeprefix(title) for gap in gaps)
        asked = questions()[number][0] if number not in look.case.sections else None
        options = setters(look, number)
        behind = (("section", number), ClinicalApprovalRecorded if number == SectionNumber.TERM else TermsAgreed)
        yield look.line(Need.SECTION, what, options, subject=f"{number}", why=behind, script=asked)


def setters(look: Look, number: int) -> tuple[Option, ...]:
    """Return who can put right what a section says; rates are put right by a redline, and then by an offer."""
    if number == SectionNumber.REIMBURSEMENT:
        return negotiator(Side.PAYER, Redline), negotiator(Side.PROVIDER, Redline)
    more: tuple[type[Command], ...] = (RequestOverride,) if number in _WAIVABLE and look.case.signatures else ()
    if number == SectionNumber.PATIENT:
        known_to = (payer(Role.CASE_MANAGER, SetSection), provider(Role.OFFICE_MANAGER, SetSection))
        return (look.by_specialist(SetSection, *more), *known_to)
    return (look.by_specialist(SetSection, *more), *(negotiator(side, SetSection, *more) for side in PARTIES))


def _findings(look: Look) -> Iterator[Unblock]:
    found = (one for one in readable(lint(look.case), look.audience) if one.kind not in _TOLD_BY_GAPS)
    for subject, finding in distinct(found, ""):
        yield _finding(look, subject, finding)


def _finding(look: Look, subject: str, finding: Finding) -> Unblock:
    need = Need.FINDING if finding.blocks else Need.WARNING
    what = f"{finding.id} {finding.sentence}"
    behind = (("section", finding.section),)
    options = setters(look, finding.section)
    line = look.line(need, what, options, subject=subject, why=behind, script=finding.question)
    return line if finding.blocks else without_act(line)


def _confirmations(look: Look) -> Iterator[Unblock]:
    for side in PARTIES:
        waiting = [
            number
            for number in sorted(look.case.sections)
            if number != SectionNumber.PATIENT and not confirmed(look.case, number, side)
        ]
        if waiting:
            named = ", ".join(TITLES[number] for number in waiting)
            what = f"The {side.value} has not confirmed: {named}."
            negotiators = (negotiator(side, ConfirmSections),)
            behind = tuple(("section", number) for number in waiting)
            yield look.line(Need.CONFIRMATION, what, negotiators, subject=side.value, why=behind)
    patient = look.case.sections.get(SectionNumber.PATIENT)
    if patient is not None and not patient.confirmed_by:
        people = (provider(Role.OFFICE_MANAGER, ConfirmSections), payer(Role.CASE_MANAGER, ConfirmSections))
        options = (look.by_specialist(ConfirmSections), *people)
        what = f"Nobody has confirmed: {TITLES[SectionNumber.PATIENT]}."
        yield look.line(Need.CONFIRMATION, what, options, subject="patient", why=(("section", 2),))


def _draft(look: Look) -> Iterator[Unblock]:
    draft = look.case.draft
    options = (negotiator(Side.PAYER, IssueDraft), look.by_specialist(IssueDraft))
    if look.case.stage is Stage.TERMS_AGREED or draft is None:
        yield look.line(Need.DRAFT, "No draft of the agreement is issued.", options, why=(TermsAgreed,))
    elif _outdated(look, draft):
        what = f"Draft {draft.draft} was written before the terms last changed: it is issued anew."
        yield look.line(Need.DRAFT, what, options, why=(DraftIssued, DraftRedlined))


def _outdated(look: Look, draft: Draft) -> bool:
    return draft.outdated or draft.terms_hash != terms_hash(look.case)


def _check(look: Look) -> Iterator[Unblock]:
    draft, checked = look.case.draft, look.case.checked
    if look.case.stage not in _CHECKED or draft is None or _outdated(look, draft) or checked_clean(look.case):
        return
    readers = (payer(Role.CASE_MANAGER, CheckDraft), provider(Role.OFFICE_MANAGER, CheckDraft))
    if checked is None:
        what = f"Nobody who negotiated nothing has checked draft {draft.draft} against what was agreed."
        yield look.line(Need.DRAFT_CHECK, what, readers, why=(DraftIssued, DraftRedlined))
        return
    told = ", ".join(one.term.replace("-", " ") for one in checked.check.wrong)
    what = f"The check of draft {draft.draft} found what was not agreed: {told}."
    yield look.line(
        Need.DRAFT_CHECK, what, (*(negotiator(side, Redline) for side in PARTIES), *readers), why=(DraftChecked,)
    )


def _approvals(look: Look, *, ready: bool) -> Iterator[Unblock]:
    draft = look.case.draft
    if draft is None:
        return
    for side in PARTIES:
        if side in draft.approved_by:
            continue
        line = look.line(
            Need.DRAFT_APPROVAL,
            f"The {side.value} has not approved draft {draft.draft}.",
            (negotiator(side, ApproveDraft, Redline),),
            subject=side.value,
            why=(DraftIssued, DraftRedlined),
        )
        yield line if ready else without_act(line)


def _signatures(look: Look, *, ready: bool) -> Iterator[Unblock]:
    signed = frozenset(look.case.signatures)
    for seat in missing_signatures(look.case, signed):
        one_of_several = several(look.case) and seat != Side.PAYER
        who = titled(look.case, seat) if one_of_several else f"The {side_of(seat).value}"
        line = look.line(
            Need.SIGNATURE,
            f"{who} has not signed.",
            (signatory(side_of(seat), Sign),),
            subject=seat,
            why=(DraftApproved,),
        )
        yield line if ready and signed.issuperset(ahead(look.case, seat)) else without_act(line)


def _ready(look: Look, *kinds: type[Fact]) -> bool:
    """Say whether nothing but the act itself is missing for an approval or a signature."""
    draft = look.case.draft
    if draft is None or draft.terms_hash != terms_hash(look.case) or not checked_clean(look.case):
        return False
    if objection(look.case, look.now, look.today) is not None:
        return False
    try:
        guard_read_back(look.case, *kinds)
    except Refused:
        return False
    return True


def _warnings(look: Look) -> Iterator[Unblock]:
    for number, sentences in warnings(look.case).items():
        if number == SectionNumber.CLAIMS:
            continue  # that it is not loaded is no question before it binds
        for at, sentence in enumerate(sentences, start=1):
            options = setters(look, number)
            line = look.line(Need.WARNING, sentence, options, subject=f"{number}.{at}", why=(("section", number),))
            yield without_act(line)
