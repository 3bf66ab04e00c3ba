"""What can have happened in a case, by subject; `scabot_domain.events` makes one closed union of it."""
