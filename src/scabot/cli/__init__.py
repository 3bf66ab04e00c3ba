"""`scabot …`: the shell; `main` is the way in."""

from scabot.cli.commands import main

__all__ = ["main"]
