"""What people may type: the one command registry and its parser; pure and without Slack, for the shell reads it too."""
