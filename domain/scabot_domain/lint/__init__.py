"""The ambiguity linter: what two honest people could read differently, and the question that settles it (L1 to L17)."""

from scabot_domain.lint.finding import Finding, Severity, readable
from scabot_domain.lint.linting import blocking, lint, refusing

__all__ = ["Finding", "Severity", "blocking", "lint", "readable", "refusing"]
