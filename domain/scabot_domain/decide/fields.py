"""What fields must be to be filled in at all: identifiers that check out, dates in order, the right patient."""

from collections.abc import Iterable, Iterator
from typing import assert_never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scabot_domain.case import Case
from scabot_domain.decide.refusing import refuse
from scabot_domain.parties import Side
from scabot_domain.refusals import Reason
from scabot_domain.terms.entities import ProviderDetails
from scabot_domain.terms.identifiers import CODE_PATTERNS, CodeSystem, npi_is_valid
from scabot_domain.terms.sections import Claims, CostShare, Parties, Patient, Scope, SettableSection, Term
from scabot_domain.terms.services import ScopeLine
from scabot_domain.terms.standing import entities


def guard_fields(case: Case, content: SettableSection) -> None:
    """Let a section pass whose fields can be meant; raises `Refused` with the field's name and value otherwise."""
    match content:
        case Parties():
            _parties(case, content)
        case Patient():
            _patient(case, content)
        case Term():
            _term(content)
        case Scope():
            _scope(content)
        case CostShare() | Claims():
            pass
        case _:
            assert_never(content)


def guard_zone(zone: str) -> None:
    """Refuse a time zone that nobody knows."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise refuse(Reason.BAD_IDENTIFIER, field="tz", value=zone) from None


def guard_code(system: CodeSystem, code: str, line: str | None = None) -> None:
    """Refuse a code that does not look like one of its system."""
    if not CODE_PATTERNS[system].fullmatch(code):
        raise refuse(Reason.BAD_IDENTIFIER, field="code", value=code, system=system, line=line)


def _parties(case: Case, parties: Parties) -> None:
    for field, npi in _npis(parties):
        if not npi_is_valid(npi):
            raise refuse(Reason.BAD_IDENTIFIER, field=field, value=npi)
    ids = [party.party_id for party in entities(parties)]
    _guard_once("party_id", ids)
    _guard_once("signing_order", parties.signing_order or ())
    _guard_known("signing_order", parties.signing_order or (), {Side.PAYER.value, *ids})
    for side, known in ((Side.PROVIDER, set(ids)), (Side.PAYER, set[str]())):
        named = [who.party_id for who in parties.signatories or () if who.side is side and who.party_id is not None]
        _guard_known("signatories party_id", named, known)
    left = {one.party_id for one in case.carved_out}
    _guard_known("party_id", [one for one in ids if one in left], set())


def _guard_known(field: str, ids: Iterable[str], known: set[str]) -> None:
    unknown = sorted(set(ids) - known)
    if unknown:
        raise refuse(
            Reason.BAD_IDENTIFIER, field=field, value=", ".join(unknown), known=", ".join(sorted(known)) or None
        )


def _npis(parties: Parties) -> Iterator[tuple[str, str]]:
    if parties.provider_npi is not None:
        yield "provider_npi", parties.provider_npi
    yield from _people("provider", parties.provider)
    for party in parties.providers or ():
        if party.npi_type2 is not None:
            yield f"{party.party_id} npi_type2", party.npi_type2
        yield from _people(party.party_id, party.details)


def _people(whose: str, details: ProviderDetails | None) -> Iterator[tuple[str, str]]:
    npis = details.npis_type1 if details is not None else None
    return ((f"{whose} npis_type1", npi) for npi in npis or ())


def _patient(case: Case, patient: Patient) -> None:
    if patient.token != case.patient_token:
        raise refuse(Reason.BAD_IDENTIFIER, field="token", value=patient.token, expected=case.patient_token)
    if patient.coverage_to is not None and patient.coverage_to < patient.coverage_from:
        raise refuse(
            Reason.OUT_OF_RANGE,
            field="coverage_to",
            value=patient.coverage_to,
            earliest=patient.coverage_from,
        )


def _term(term: Term) -> None:
    if term.end < term.effective:
        raise refuse(Reason.OUT_OF_RANGE, field="end", value=term.end, earliest=term.effective)
    if term.tz is not None:
        guard_zone(term.tz)


def _scope(scope: Scope) -> None:
    for line in scope.lines:
        _line(line)
    _guard_once("line_id", [line.line_id for line in scope.lines])


def _line(line: ScopeLine) -> None:
    guard_code(line.system, line.code, line.line_id)
    for npi in line.rendering_npis or ():
        if not npi_is_valid(npi):
            raise refuse(Reason.BAD_IDENTIFIER, field=f"{line.line_id} rendering_npis", value=npi)
    own = line.auth
    if own is not None and own.valid_from is not None and own.valid_to is not None and own.valid_to < own.valid_from:
        raise refuse(Reason.OUT_OF_RANGE, field=f"{line.line_id} valid_to", value=own.valid_to, earliest=own.valid_from)


def _guard_once(field: str, ids: Iterable[str]) -> None:
    told = list(ids)
    doubled = sorted({one for one in told if told.count(one) > 1})
    if doubled:
        raise refuse(Reason.BAD_IDENTIFIER, field=field, value=", ".join(doubled))
