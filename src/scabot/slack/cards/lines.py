"""The lines of a case's log."""

from scabot_domain.events import CaseEvent, kind_of


def log_line(event: CaseEvent) -> str:
    """Return what happened in one line."""
    return f"{event.occurred_at:%Y-%m-%d %H:%M} UTC · {kind_of(event).replace('-', ' ')}"
