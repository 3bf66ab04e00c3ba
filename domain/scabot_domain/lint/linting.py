"""`lint`: everything that can be read in two ways in an agreement, or in what an offer would make of it."""

from collections.abc import Mapping

from scabot_domain.lint.finding import Finding
from scabot_domain.lint.medicare import medicare_findings, published
from scabot_domain.lint.papers import paper_findings
from scabot_domain.lint.rates import rate_findings
from scabot_domain.lint.subject import Offered, subject_of
from scabot_domain.terms.papered import Papered


def lint(case: Papered, offer: Offered | None = None, statuses: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """Return what can be read in two ways in the agreement as it stands, or as an offer would change it.

    `statuses` are status letters of the fee schedule by code; without them the small sample that ships counts.
    The order is that of the sections' rules, not of weight; warnings for one side are among them (`readable`).
    """
    subject = subject_of(case, offer, published().statuses if statuses is None else statuses)
    return (*medicare_findings(subject), *rate_findings(subject), *paper_findings(subject))


def blocking(case: Papered) -> tuple[Finding, ...]:
    """Return what must be settled before anybody approves or signs (I4)."""
    return tuple(finding for finding in lint(case) if finding.blocks)


def refusing(case: Papered, offer: Offered) -> tuple[Finding, ...]:
    """Return what an offer leaves so open in its rates that it cannot be made (C18)."""
    return tuple(finding for finding in lint(case, offer) if finding.refuses)
