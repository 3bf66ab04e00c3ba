"""What changes the sections of the model beside the people who fill them in: authorization, coverage, a carve-out."""

from dataclasses import replace
from typing import Any, Protocol

import deeds_after as a
from domain.model_after import BOUND
from domain.model_parties import without
from scabot_domain.commands import CarveOut, ChangeAuthorization, ChangeCoverage
from scabot_domain.terms.sections import Patient, Scope, Term

AGREED = ("terms_agreed", "draft_review", "signing")


class Papers(Protocol):
    """What of the model this needs."""

    stage: str
    contents: dict[int, Any]
    signers: dict[str, tuple[str, str, str]]
    paid: frozenset[str]

    def put(self, number: int, content: object, confirmed: set[str]) -> None:
        """Fill a section in anew."""


def ground(model: Papers, command: ChangeAuthorization | ChangeCoverage) -> None:
    """Write down what another authorization or coverage changes before the agreement binds."""
    if model.stage in BOUND:
        return
    old, scope = dict(model.contents), model.contents.get(4)
    if isinstance(command, ChangeCoverage):
        _truncate(model, command)
    elif command.lines and isinstance(scope, Scope):
        lines = tuple(replace(line, code=a.RECODED.code) for line in scope.lines)
        _reput(model, 4, replace(scope, lines=lines))
    if model.contents == old:
        return
    model.signers = {}
    model.stage = "draft_review" if model.stage == "signing" else model.stage
    reopened = isinstance(command, ChangeAuthorization) and model.stage in AGREED
    model.stage = "negotiating" if reopened else model.stage


def carve(model: Papers, command: CarveOut) -> None:
    """Write down that an entity is no party any more."""
    paid = command.party_id in model.paid and model.stage in AGREED and 4 in model.contents
    model.put(1, without(model.contents[1], command.party_id), set())
    model.signers = {}
    model.stage = "negotiating" if paid else "draft_review" if model.stage == "signing" else model.stage


def _truncate(model: Papers, command: ChangeCoverage) -> None:
    patient, term = model.contents.get(2), model.contents.get(3)
    if isinstance(patient, Patient):
        _reput(model, 2, replace(patient, coverage_to=command.ends_on))
    if isinstance(term, Term) and term.effective <= command.ends_on < term.end:
        _reput(model, 3, replace(term, end=command.ends_on))


def _reput(model: Papers, number: int, content: object) -> None:
    if model.contents[number] != content:
        model.put(number, content, set())
