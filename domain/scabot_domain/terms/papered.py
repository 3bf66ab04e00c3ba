"""What the terms need to know of a case, so that they need not know what a case is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from scabot_domain.money.rates import Rate
from scabot_domain.parties import Side
from scabot_domain.terms.sections import AgreedRate, Section, Term
from scabot_domain.terms.services import AuthorizedService


class Held(Protocol):
    """A section as it stands."""

    @property
    def content(self) -> Section:
        """Return the fields of the section."""
        ...

    @property
    def hash(self) -> str:
        """Return the hash that people confirm."""
        ...

    @property
    def confirmed_by(self) -> frozenset[Side]:
        """Return the sides that confirmed this hash."""
        ...


class Authorized(Protocol):
    """The health plan's authorization."""

    @property
    def auth_no(self) -> str:
        """Return its number."""
        ...

    @property
    def valid_from(self) -> date:
        """Return its first day."""
        ...

    @property
    def valid_to(self) -> date:
        """Return its last day, included."""
        ...

    @property
    def services(self) -> tuple[AuthorizedService, ...] | None:
        """Return the services that it lists, if it lists any."""
        ...


class Extended(Protocol):
    """A line of the scope as an extension of the authorization names it."""

    @property
    def line_id(self) -> str:
        """Return the line."""
        ...

    @property
    def units(self) -> int | None:
        """Return how many units of it are authorized, if that is limited."""
        ...


class Papered(Protocol):
    """A case whose agreement is being written."""

    @property
    def key(self) -> str:
        """Return the case key, which is also the agreement's number."""
        ...

    @property
    def verified_on(self) -> date | None:
        """Return the last day for which somebody looked the patient's coverage up, outside section 2."""
        ...

    @property
    def care_date(self) -> date | None:
        """Return the day on which care is planned to begin."""
        ...

    @property
    def approval(self) -> Authorized | None:
        """Return the authorization."""
        ...

    @property
    def authorized(self) -> Sequence[Extended]:
        """Return the lines that extensions of the authorization named, as each was last named."""
        ...

    @property
    def loaded(self) -> object | None:
        """Return the payer's word that it loaded the agreement for claims, once it was given."""
        ...

    @property
    def overridden(self) -> frozenset[str]:
        """Return the rules that compliance waived for this case."""
        ...

    @property
    def sections(self) -> Mapping[int, Held]:
        """Return the sections that are filled in, by number."""
        ...


class Proposed(Protocol):
    """The terms of an offer."""

    @property
    def offer_id(self) -> str:
        """Return the offer's id in its case."""
        ...

    @property
    def side(self) -> Side:
        """Return the side that proposes."""
        ...

    @property
    def rates(self) -> tuple[AgreedRate, ...]:
        """Return the rates."""
        ...

    @property
    def term(self) -> Term | None:
        """Return the proposed term, if the offer names one."""
        ...

    @property
    def default_rate(self) -> Rate | None:
        """Return the rate of services that no line names, if the offer states one."""
        ...

    @property
    def cap_total(self) -> Decimal | None:
        """Return the most that everything together may cost, if the offer states it."""
        ...

    @property
    def reopens(self) -> tuple[str, ...] | None:
        """Return the agreed lines whose terms it may change, if it changes any."""
        ...

    @property
    def all_or_nothing(self) -> bool | None:
        """Return whether it can only be accepted as a whole, if it says so."""
        ...

    @property
    def expires_at(self) -> datetime:
        """Return the last instant at which it can be answered."""
        ...
