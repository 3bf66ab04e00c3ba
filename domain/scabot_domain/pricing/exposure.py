"""What the patient owes, with an agreement and without one, and what the agreement protects (S3)."""

from dataclasses import dataclass
from decimal import Decimal

from scabot_domain.facts.keeping import Assumptions
from scabot_domain.pricing.exact import cents, exactly, percent_of
from scabot_domain.pricing.priced import Missing, Priced, Rounding, beside, known, row, shown, unpriced
from scabot_domain.pricing.rules import BALANCE_BILL, COST_SHARE, PROTECTED


@dataclass(frozen=True, kw_only=True, slots=True)
class Benefits:
    """What a plan leaves to the patient, in US dollars, and in percent for the coinsurance; None is unknown.

    Zero is said as zero: no copays, nothing left of a deductible. `unlimited` says that there is no maximum.
    """

    copays: Decimal | None = None
    deductible_left: Decimal | None = None
    coinsurance_percent: Decimal | None = None
    maximum_left: Decimal | None = None
    unlimited: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure:
    """The patient's share with the agreement and without, and the difference that the agreement protects."""

    with_agreement: Priced
    without: Priced
    protected: Priced


def benefits_of(values: Assumptions) -> Benefits:
    """Return the in-network benefits that a case's set of assumptions knows; a copay that it leaves out is unknown."""
    return Benefits(
        copays=values.copay,
        deductible_left=values.deductible_left,
        coinsurance_percent=values.coinsurance_percent,
        maximum_left=values.out_of_pocket_left,
    )


@exactly
def cost_share(allowed: Priced, benefits: Benefits, plan: str = "in network") -> Priced:
    """Return what the patient owes of an allowed amount, in US dollars, half up to the cent.

    min(maximum left, copays + D + coinsurance x max(0, allowed - D)), with D = min(deductible left, allowed).
    """
    told = _Told.of(benefits, plan)
    if isinstance(told, tuple):
        return beside(unpriced(*told), allowed)
    low, expected, high = (told.owed(each) for each in (allowed.low, allowed.expected, allowed.high))
    inputs = (
        ("allowed", shown(allowed)),
        ("copays", told.copays),
        ("deductible_left", told.deductible),
        ("coinsurance_percent", told.coinsurance),
        ("maximum_left", "none" if told.maximum is None else told.maximum),
    )
    step = row(f"cost share {plan}", expected, COST_SHARE, inputs, rounding=Rounding.CENT)
    return beside(Priced(low=low, expected=expected, high=high, trace=(step,)), allowed)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    copays: Decimal
    deductible: Decimal
    coinsurance: Decimal
    maximum: Decimal | None

    @classmethod
    def of(cls, benefits: Benefits, plan: str) -> "_Told | tuple[Missing, ...]":
        copays, deductible, coinsurance = benefits.copays, benefits.deductible_left, benefits.coinsurance_percent
        bounded = benefits.unlimited or benefits.maximum_left is not None
        if copays is None or deductible is None or coinsurance is None or not bounded:
            unknown = {
                "copays": copays is None,
                "deductible left": deductible is None,
                "coinsurance": coinsurance is None,
                "out-of-pocket maximum left": not bounded,
            }
            return tuple(Missing(what=f"the {what} {plan}") for what, absent in unknown.items() if absent)
        maximum = None if benefits.unlimited else benefits.maximum_left
        return cls(copays=copays, deductible=deductible, coinsurance=coinsurance, maximum=maximum)

    def owed(self, allowed: Decimal | None) -> Decimal | None:
        if allowed is None:
            return None
        first = min(self.deductible, allowed)
        owed = cents(self.copays + first + percent_of(max(Decimal(0), allowed - first), self.coinsurance))
        return owed if self.maximum is None else min(cents(self.maximum), owed)


@exactly
def without_agreement(billed: Decimal | None, allowed: Decimal | None, benefits: Benefits) -> Priced:
    """Return what the patient owes out of network: the plan's share, and the balance bill beside it, never capped.

    `allowed` is what the plan allows out of network, zero where it covers nothing there.
    """
    amounts = (("the billed charges", billed), ("the amount allowed out of network", allowed))
    gaps = tuple(Missing(what=what) for what, amount in amounts if amount is None)
    base = unpriced(*gaps) if allowed is None else known(allowed, ())
    owed = cost_share(base, benefits, "out of network")
    if billed is None or allowed is None or owed.expected is None:
        return beside(unpriced(*gaps), owed)
    balance = max(Decimal(0), billed - allowed)
    inputs = (("cost_share", owed.expected), ("billed", billed), ("allowed", allowed))
    amount = cents(owed.expected + balance)
    step = row("owed without agreement", amount, BALANCE_BILL, inputs, rounding=Rounding.CENT)
    return beside(known(amount, (step,)), owed)


@exactly
def exposure(with_agreement: Priced, without: Priced) -> Exposure:
    """Return both amounts, and what the agreement protects; there is no such figure where either is unknown."""
    both = beside(unpriced(*with_agreement.missing), without)
    if with_agreement.expected is None or without.expected is None:
        return Exposure(with_agreement=with_agreement, without=without, protected=both)
    amount = without.expected - with_agreement.expected
    inputs = (("without", without.expected), ("with", with_agreement.expected))
    protected = known(amount, (row("protected", amount, PROTECTED, inputs),))
    return Exposure(with_agreement=with_agreement, without=without, protected=protected)
