"""A percent of Medicare that could be two amounts: year, locality, setting, conversion factor, code (L1 to L5)."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scabot_domain.lint.finding import Finding, found
from scabot_domain.lint.subject import Stated, Subject, stated
from scabot_domain.money.benchmarks import MedicareBenchmark, Setting, Source, YearPolicy
from scabot_domain.money.rates import PercentOfMedicare, show_rate
from scabot_domain.terms.identifiers import CodeSystem
from scabot_domain.terms.services import ScopeLine

TWO_FACTORS_SINCE = 2026
PRICED = frozenset("ART")
_ANESTHESIA = re.compile(r"0[01][0-9]{3}", re.ASCII)
_NEVER = re.compile(r"[0-9]{4}F|D[0-9]{4}|J[0-9]{4}", re.ASCII)
"""Codes without an amount of their own by their kind: quality measures, dental services, drugs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What CMS published: localities by state, places of service by setting, a sample of status letters by code."""

    localities: Mapping[str, int]
    places: Mapping[str, Setting]
    statuses: Mapping[str, str]


@cache
def published() -> Published:
    """Return the public facts that ship with scabot (`content/medicare.toml`)."""
    whole = tomllib.loads((files("scabot_domain.content") / "medicare.toml").read_text(encoding="utf-8"))
    localities = {state: count for state, count in whole["localities"].items() if state != "year"}
    places = {place: Setting(setting) for setting, each in whole["places"].items() for place in each}
    return Published(localities=localities, places=places, statuses=whole["statuses"])


def medicare_findings(subject: Subject) -> Iterator[Finding]:
    """Yield what is open in every percent of Medicare."""
    for one in stated(subject):
        if isinstance(one.rate, PercentOfMedicare):
            for check in _CHECKS[one.rate.benchmark.source]:
                yield from check(subject, one, one.rate.benchmark)


def _year(_subject: Subject, one: Stated, mark: MedicareBenchmark) -> Iterator[Finding]:
    policy, year, release = mark.year_policy, mark.year, mark.release
    fixed = policy is YearPolicy.FIXED_YEAR
    if policy is None or (fixed and year is None):
        yield found("year_policy", one.line_id, rate=show_rate(one.rate))
    elif release is not None and not (fixed and release[-3:-1] == f"{year}"[-2:]):
        yield found("release", one.line_id, rate=show_rate(one.rate), what=release)


def _amount(_subject: Subject, one: Stated, mark: MedicareBenchmark) -> Iterator[Finding]:
    if mark.stated_amount is None or mark.stated_source is None or mark.stated_on is None:
        yield found("stated_amount", one.line_id, rate=show_rate(one.rate))


def _locality(subject: Subject, one: Stated, mark: MedicareBenchmark) -> Iterator[Finding]:
    if mark.locality is not None:
        return
    details = subject.parties.provider if subject.parties is not None else None
    state = details.license_state if details is not None else None
    count = published().localities.get(state or "")
    if count != 1:
        several = f"{state} has {count or 'no known'} localities" if state else "the provider's state is not known"
        yield found("locality", one.line_id, rate=show_rate(one.rate), what=several)


def _place(_subject: Subject, one: Stated, mark: MedicareBenchmark) -> Iterator[Finding]:
    for line in one.lines:
        yield from _place_of(line, one, mark.setting)
    if not one.lines and mark.setting is None:
        yield found("place", one.line_id, rate=show_rate(one.rate))


def _place_of(line: ScopeLine, one: Stated, setting: Setting | None) -> Iterator[Finding]:
    by_place = published().places.get(line.pos or "")
    told = {each for each in (by_place, line.setting, setting) if each is not None}
    if not told:
        yield found("place", line.line_id, rate=show_rate(one.rate))
    if len(told) > 1:
        where = (f"place of service {line.pos}",) if line.pos else ()
        said = (each.value.replace("_", "-") for each in (line.setting, setting) if each is not None)
        yield found("setting", line.line_id, what=", ".join(dict.fromkeys((*where, *said))))


def _factor(subject: Subject, one: Stated, mark: MedicareBenchmark) -> Iterator[Finding]:
    if mark.factor_class is None and _latest_year(subject, mark) >= TWO_FACTORS_SINCE:
        yield found("factor_class", one.line_id, rate=show_rate(one.rate))


def _latest_year(subject: Subject, mark: MedicareBenchmark) -> int:
    year = mark.year or 0
    if mark.year_policy is not YearPolicy.DATE_OF_SERVICE:
        return year
    days = (subject.term.end if subject.term is not None else None, subject.case.care_date)
    return max(year, *(day.year for day in days if day is not None))


def _fee(subject: Subject, one: Stated, mark: MedicareBenchmark) -> Iterator[Finding]:
    for line in one.lines:
        if _unpriced(line, mark.source, subject.statuses):
            yield found("no_fee", line.line_id, rate=show_rate(one.rate), code=f"{line.system.value} {line.code}")


def _unpriced(line: ScopeLine, source: Source, statuses: Mapping[str, str]) -> bool:
    if line.system not in (CodeSystem.CPT, CodeSystem.HCPCS):
        return True
    if bool(_ANESTHESIA.fullmatch(line.code)) is not (source is Source.ANESTHESIA):
        return True
    return bool(_NEVER.fullmatch(line.code)) or statuses.get(line.code, "A") not in PRICED


_Check = Callable[[Subject, Stated, MedicareBenchmark], Iterator[Finding]]
_CHECKS: dict[Source, tuple[_Check, ...]] = {
    Source.PHYSICIAN_FEE_SCHEDULE: (_year, _locality, _place, _factor, _fee),
    Source.ANESTHESIA: (_year, _locality, _factor, _fee),
    Source.STATED_AMOUNT: (_amount,),
}
