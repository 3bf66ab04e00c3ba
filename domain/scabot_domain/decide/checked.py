"""No approval and no signature before somebody who negotiated nothing has found the draft clean (C8, C19)."""

from scabot_domain.case import Case, Draft
from scabot_domain.decide.refusing import refuse
from scabot_domain.drafting.terms import key_terms
from scabot_domain.facts.checking import TermVerdict, Verdict
from scabot_domain.refusals import Reason
from scabot_domain.terms.canonical import short

WHO = "anybody who negotiated nothing in this case"
MOST_NAMED = 12


def checked_clean(case: Case) -> bool:
    """Say whether the last check of the newest draft's document, against the terms it binds, found nothing wrong."""
    return case.checked is not None and not case.checked.check.wrong


def guard_checked(case: Case, draft: Draft) -> None:
    """Refuse while nobody has checked this document, or the last check of it found something."""
    document = short(draft.doc_sha256)
    last = case.checked
    if last is None:
        raise refuse(Reason.DRAFT_NOT_CHECKED, draft=draft.draft, document=document, state="not checked", who=WHO)
    if last.check.wrong:
        told = {verdict.value: _told(case, last.check.wrong, verdict) for verdict in Verdict}
        raise refuse(Reason.DRAFT_NOT_CHECKED, draft=draft.draft, document=document, state="not clean", **told)


def _told(case: Case, wrong: tuple[TermVerdict, ...], verdict: Verdict) -> str | None:
    names = [one for one in wrong if one.verdict is verdict]
    agreed = {term.name: term.value for term in key_terms(case)}
    told = [tell_verdict(one, agreed.get(one.term)) for one in names[:MOST_NAMED]]
    more = [f"and {len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
    return ", ".join((*told, *more)) or None


def tell_verdict(one: TermVerdict, agreed: str | None) -> str:
    """Say a term and, where it was kept, what the draft says about it and what was agreed."""
    name = one.term.replace("-", " ")
    if one.said is None:
        return name
    return f"{name} {one.said}" if agreed is None else f"{name} {one.said} instead of {agreed}"
