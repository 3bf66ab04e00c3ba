"""What the model's clerk writes down about lines: what was accepted when, what fell since, and so what is agreed.

Each acceptance has a number; a line has the terms of the newest that covers it, unless the line fell after that.
`*` is every line.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.model_offers import parts_of
from scabot_domain.commands import Counter, MakeOffer
from scabot_domain.money.rates import CaseRate, PercentOfBilled, PerDiem
from scabot_domain.terms.sections import AgreedRate

ANY = "*"


def one_sum(agreed: AgreedRate) -> bool:
    """Say whether a rate of these stories is one sum for all that it pays."""
    capped = isinstance(agreed.rate, PercentOfBilled) and agreed.rate.cap is not None
    return capped or isinstance(agreed.rate, CaseRate | PerDiem)


@dataclass
class Deal:
    """An offer's rates as the clerk reads them."""

    rates: tuple[AgreedRate, ...]
    reopens: frozenset[str] = frozenset()
    at_once: bool = False

    def pays(self, agreed: AgreedRate, scope: frozenset[str]) -> frozenset[str]:
        """Return what a rate pays."""
        return frozenset(agreed.line_ids) or scope or frozenset({ANY})

    def lines(self, scope: frozenset[str]) -> frozenset[str]:
        """Return what all rates pay."""
        told = frozenset(line for agreed in self.rates for line in self.pays(agreed, scope))
        return frozenset({ANY}) if ANY in told else told

    def bundle(self, wanted: frozenset[str], scope: frozenset[str]) -> frozenset[str]:
        """Return lines with everything that goes with them."""
        if not wanted or self.at_once:
            return wanted | (self.lines(scope) if wanted else frozenset())
        more = [self.pays(one, scope) for one in self.rates if one_sum(one) and self.pays(one, scope) & wanted]
        return wanted.union(*more)

    def price(self, line: str, scope: frozenset[str]) -> list[str]:
        """Return what a line costs, in the clerk's words."""
        paying = [(one, self.pays(one, scope)) for one in self.rates]
        told = (f"{one.rate} {sorted(lines) if one_sum(one) else ''}" for one, lines in paying if {line, ANY} & lines)
        return sorted(told)


@dataclass
class Taken:
    """An acceptance."""

    number: int
    offer: str
    lines: frozenset[str]
    agreed: bool = False


@dataclass(frozen=True)
class Priced:
    """Section 5 as the clerk writes it: of which offer which rate pays which lines; none is all."""

    parts: tuple[tuple[str, int, frozenset[str]], ...]

    def fits(self, scope: frozenset[str]) -> bool:
        """Say whether the rates pay what section 4 lists, and nothing else."""
        lines = [told for _, _, told in self.parts]
        return not all(lines) or frozenset().union(*lines) == scope


@dataclass
class Ledger:
    """Everything about lines."""

    deals: dict[str, Deal] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    fell: dict[tuple[int, str], bool] = field(default_factory=dict)
    count: int = 0

    def note(self, offer: str, command: MakeOffer | Counter) -> None:
        """Write down a new offer."""
        self.deals[offer] = Deal(command.rates, frozenset(command.reopens), command.all_or_nothing)

    def locked(self, scope: frozenset[str]) -> dict[str, str]:
        """Return each agreed line with its offer."""
        found: dict[str, str] = {}
        for one in self.taken:
            standing = sorted(self.standing(one, scope))
            if ANY in standing or ANY in found:
                found = {}
            found.update(dict.fromkeys(standing, one.offer))
        return found

    def terms(self, scope: frozenset[str]) -> "Priced":
        """Return what is agreed about each rate: its lines, or None where they are as they were offered."""
        locked = self.locked(scope)
        offers = [offer for offer in self.deals if offer in locked.values()]
        parts = []
        for offer in offers:
            mine = frozenset(line for line, by in locked.items() if by == offer)
            for n, agreed in enumerate(self.deals[offer].rates):
                pays = self.deals[offer].pays(agreed, scope)
                kept = pays if ANY in mine else pays & mine
                as_told = kept == pays and (len(offers) == 1 or bool(agreed.line_ids))
                told = frozenset(agreed.line_ids) if as_told else kept
                parts += [(offer, n, told)] if kept else []
        return Priced(tuple(parts))

    def divided(self, terms: "Priced", parties: frozenset[str]) -> bool:
        """Say whether these rates pay parts to parties alone, each case rate divided where there are several."""
        rates = [self.deals[offer].rates[n] for offer, n, _ in terms.parts]
        whole = any(one.rate.model == "case_rate" and not one.allocations for one in rates)
        return all(parts_of(one) <= parties for one in rates) and (len(parties) == 1 or not whole)

    def paying(self, party: str, scope: frozenset[str]) -> frozenset[str]:
        """Return the agreed lines whose rate pays a part to an entity, where somebody has listed them."""
        locked = self.locked(scope)
        return frozenset(
            line
            for line, offer in locked.items()
            for one in self.deals[offer].rates
            if line in self.deals[offer].pays(one, scope) - {ANY} and party in parts_of(one)
        )

    def may_change(self, deal: Deal, scope: frozenset[str]) -> frozenset[str]:
        """Return the agreed lines that an offer reopens."""
        locked, lines = frozenset(self.locked(scope)), deal.lines(scope)
        if "all" in deal.reopens:
            return locked if ANY in locked | lines else locked & lines
        return deal.reopens

    def left(self, offer: str, scope: frozenset[str]) -> frozenset[str]:
        """Return what can still be accepted of an offer."""
        deal, gone = self.deals[offer], {line for one in self.taken if one.offer == offer for line in one.lines}
        locked, changes = self.locked(scope), self.may_change(deal, scope)
        if ANY in gone:
            return frozenset()
        rest = deal.lines(scope) - gone
        if ANY in rest or ANY in locked:
            return rest if changes or not locked else frozenset()
        return frozenset(line for line in rest if line not in locked or line in changes)

    def still_open(self, alive: Iterable[str], scope: frozenset[str]) -> frozenset[str]:
        """Return the lines that nobody can call agreed."""
        locked, living = self.locked(scope), [*alive]
        told = {*living, *locked.values()}
        wanted = scope or frozenset(line for offer in told for line in self.deals[offer].lines(scope))
        missing = frozenset() if ANY in locked else wanted - locked.keys()
        asked = {
            line
            for offer in living
            for line in self.may_change(self.deals[offer], scope)
            if locked.get(line, offer) != offer
        }
        return missing | asked

    def standing(self, one: Taken, scope: frozenset[str]) -> frozenset[str]:
        """Return the lines of an acceptance that have not fallen."""
        lines = scope if ANY in one.lines and scope else one.lines
        return frozenset(line for line in lines if (one.number, line) not in self.fell)

    def offerable(self, command: MakeOffer | Counter, scope: frozenset[str]) -> bool:
        """Say whether an offer leaves agreed lines alone, or reopens them, and has something to agree."""
        deal = Deal(command.rates, frozenset(command.reopens), command.all_or_nothing)
        locked, lines = self.locked(scope), deal.lines(scope)
        everything = ANY in locked or ANY in lines
        known = {"all"} if everything else {"all", *(locked.keys() & lines)}
        if deal.reopens and (deal.reopens - known or not locked):
            return False
        changes = self.may_change(deal, scope)
        if not self._whole(changes, scope):
            return False
        fixed = [line for line in locked if (everything or line in lines) and line not in changes]
        if any(deal.price(line, scope) != self.deals[locked[line]].price(line, scope) for line in fixed):
            return False
        return bool(lines - locked.keys() - {ANY} if not everything else not locked) or bool(changes)

    def acceptable(self, offer: str, wanted: tuple[str, ...], scope: frozenset[str]) -> bool:
        """Say whether these lines of an offer, or what is left of it, can be accepted."""
        deal, rest = self.deals[offer], self.left(offer, scope)
        lines = frozenset(wanted) or rest
        if not rest or lines - rest:
            return False
        tied = deal.bundle(lines, scope) | (rest if ANY in rest else frozenset())
        return not ((tied & rest) - lines) and self._whole(lines, scope)

    def _whole(self, lines: frozenset[str], scope: frozenset[str]) -> bool:
        locked = self.locked(scope)
        for offer in set(locked.values()):
            mine = frozenset(line for line, by in locked.items() if by == offer)
            if (self.deals[offer].bundle(mine & lines, scope) & mine) - lines:
                return False
        return True

    def accept(self, offer: str, wanted: tuple[str, ...], scope: frozenset[str]) -> frozenset[str]:
        """Write down an acceptance; return its lines."""
        deal, lines = self.deals[offer], frozenset(wanted) or self.left(offer, scope)
        everything = lines == deal.lines(scope) and any(not one.line_ids for one in deal.rates)
        self.count += 1
        self.taken.append(Taken(self.count, offer, frozenset({ANY}) if everything else lines))
        return lines

    def fall(self, lines: Iterable[str], scope: frozenset[str]) -> None:
        """Write down that lines need other terms, with all that goes with them."""
        for one in self.taken:
            gone = self.standing(one, scope) & frozenset(lines)
            for line in self.deals[one.offer].bundle(gone, scope):
                self.fell[one.number, line] = True

    def strike(self, offer: str, number: int | None = None) -> None:
        """Strike an acceptance, or all of an offer, as never given."""
        self.taken = [one for one in self.taken if one.offer != offer or number not in (None, one.number)]

    def clear(self) -> None:
        """Strike everything: nothing is agreed any more."""
        self.taken = []
