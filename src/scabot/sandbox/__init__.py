"""The practice workspace: a strict local stand-in for Slack, with two organizations and one shared channel."""
