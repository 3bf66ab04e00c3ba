"""Every rule of the negotiation: one small function per command."""

from scabot_domain.decide.deciding import decide

__all__ = ["decide"]
