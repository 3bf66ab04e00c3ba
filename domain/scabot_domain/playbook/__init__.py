"""The playbook: what has to happen by when, who is told if it does not, and with which words.

`read_book` reads one, `shipped_book` is the one that comes along. `consequences` writes down what a decision starts and
ends, `fire` tells what has fallen due, `ping_words` says it and `explain` shows the count behind it.
"""

from scabot_domain.playbook.arming import consequences
from scabot_domain.playbook.book import Book
from scabot_domain.playbook.explaining import Explanation, explain
from scabot_domain.playbook.firing import fire, fire_early, next_fire
from scabot_domain.playbook.holding import held
from scabot_domain.playbook.reading import BookFaults, read_book, shipped_book
from scabot_domain.playbook.transitions import statement
from scabot_domain.playbook.words import ping_words

__all__ = [
    "Book",
    "BookFaults",
    "Explanation",
    "consequences",
    "explain",
    "fire",
    "fire_early",
    "held",
    "next_fire",
    "ping_words",
    "read_book",
    "shipped_book",
    "statement",
]
