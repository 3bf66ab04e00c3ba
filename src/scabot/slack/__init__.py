"""Slack as a window: what people type and click comes in, cards and words go out; nothing is decided here."""
