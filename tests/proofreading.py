"""How people hold a draft against what was negotiated, as steps of a story."""

from collections.abc import Mapping
from datetime import datetime

import cast as c
from scabot_domain.asking.checking import TypedTerm
from scabot_domain.case import Case
from scabot_domain.commands import CheckDraft, Command
from scabot_domain.drafting.terms import key_terms
from scabot_domain.parties import Actor
from story import Step

NEWEST = "the newest"


def read_in(case: Case) -> dict[str, str]:
    """Return what a careful person reads in a draft that says what was negotiated: every key term by its name."""
    return {term.name: term.value for term in key_terms(case)}


def typed(told: Mapping[str, str]) -> tuple[TypedTerm, ...]:
    """Return terms as somebody typed them."""
    return tuple(TypedTerm(name=name, value=value) for name, value in told.items())


def checks(who: Actor = c.CARA, draft: str = NEWEST, /, **more: object) -> Step:
    """Type back every key term of the newest draft as it was negotiated, but for those that `read` says otherwise."""
    told = dict(more)
    read = told.pop("read", {})
    assert isinstance(read, Mapping)

    def step(case: Case, at: datetime) -> Command:
        newest = case.draft.draft if case.draft else "v1"
        terms = typed({**read_in(case), **read})
        return CheckDraft(
            by=c.by(who, at),
            draft=newest if draft is NEWEST else draft,
            **{"typed": terms, **told},  # type: ignore[arg-type]  # pydantic checks what a test tells
        )

    return step
