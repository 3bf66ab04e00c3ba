"""The message and the form of the browser tests really hold everything there is to draw."""

from browser.kitchen import FORM, MESSAGE
from scabot.sandbox.kinds import BLOCKS, ELEMENTS


def kinds_in(thing: object) -> set[str]:
    parts = thing if isinstance(thing, list) else list(thing.values()) if isinstance(thing, dict) else []
    own = {str(thing["type"])} if isinstance(thing, dict) and "type" in thing else set()
    return own.union(*map(kinds_in, parts))


def test_the_kitchen_has_every_block_and_element() -> None:
    assert (set(BLOCKS) | set(ELEMENTS)) - kinds_in([MESSAGE, FORM["blocks"]]) == set()
