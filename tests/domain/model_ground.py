"""What changes the sections of the model beside the people who fill them in: authorization, coverage, a carve-out."""

from dataclasses import replace
from typing import TYPE_CHECKING

import deeds_after as a
from domain.model_after import BOUND
from domain.model_lines import AGREED
from domain.model_parties import without
from scabot_domain.commands import CarveOut, ChangeAuthorization, ChangeCoverage
from scabot_domain.terms.sections import Patient, Scope, Term

if TYPE_CHECKING:
    from domain.model import Model


def ground(model: "Model", command: ChangeAuthorization | ChangeCoverage) -> None:
    """Write down what another authorization or coverage changes before the agreement binds."""
    if model.stage in BOUND:
        return
    old, scope = dict(model.contents), model.contents.get(4)
    if isinstance(command, ChangeCoverage):
        _truncate(model, command)
    elif command.lines and isinstance(scope, Scope):
        _recode(model, scope)
    if model.contents == old:
        return
    model.signers = {}
    model.stage = "draft_review" if model.stage == "signing" else model.stage
    reopened = isinstance(command, ChangeAuthorization) and model.stage in AGREED
    model.stage = "negotiating" if reopened else model.stage


def carve(model: "Model", command: CarveOut) -> None:
    """Write down that an entity is no party any more."""
    paid = model.lines.paying(command.party_id, model.scope)
    model.lines.fall(paid, model.scope)
    model.put(1, without(model.contents[1], command.party_id), set())
    model.signers = {}
    model.stage = "negotiating" if paid else "draft_review" if model.stage == "signing" else model.stage


def _recode(model: "Model", scope: Scope) -> None:
    """Write down that the authorization names another code for L1, so that its terms fall."""
    lines = tuple(replace(one, code=a.RECODED.code) if one.line_id == "L1" else one for one in scope.lines)
    _reput(model, 4, replace(scope, lines=lines))
    if model.contents[4] != scope and (model.stage in AGREED or model.lines.locked(model.scope).get("L1")):
        model.lines.fall({"L1"}, model.scope)


def _truncate(model: "Model", command: ChangeCoverage) -> None:
    patient, term = model.contents.get(2), model.contents.get(3)
    if isinstance(patient, Patient):
        _reput(model, 2, replace(patient, coverage_to=command.ends_on))
    if isinstance(term, Term) and term.effective <= command.ends_on < term.end:
        _reput(model, 3, replace(term, end=command.ends_on))


def _reput(model: "Model", number: int, content: object) -> None:
    if model.contents[number] != content:
        model.put(number, content, set())
