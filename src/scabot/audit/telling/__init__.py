"""Facts in plain words, for the timeline of a replay; `scabot.audit.telling.events` is the way in."""
