"""Saying in Slack what was recorded: at least once, in order for each case, asking before saying it again."""
