"""`python -m scabot` is `scabot`."""

import sys

from scabot.cli import main

if __name__ == "__main__":
    sys.exit(main())
