"""What each kind of fact is about, in one line, by family; `scabot.slack.cards.lines` is the way in."""
