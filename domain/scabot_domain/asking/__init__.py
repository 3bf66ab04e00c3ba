"""What may be asked of a case, by subject; `scabot_domain.commands` makes one closed union of it."""
