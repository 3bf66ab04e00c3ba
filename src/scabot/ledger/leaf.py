"""The leaf of an event: the PHI-free text that commits to the event and, through its predecessor, to the whole stream.

Seven ASCII lines, hashed as RFC 6962 hashes an entry; `tests/history/leaf-v1.json` freezes the vectors.
"""

import hashlib
import re

FORMAT = "scabot.leaf/v1"
NO_PREDECESSOR = bytes(32)
STREAM = re.compile(r"[A-Z]{2,5}-[0-9A-Z]{1,24}", re.ASCII)
TOPIC = re.compile(r"(?=.{3,64}\Z)[a-z][a-z0-9]*(?:-[a-z0-9]+)*@[1-9][0-9]*", re.ASCII)


def leaf_text(index: int, row: tuple[str, int, str], previous: bytes, state: bytes) -> bytes:
    """Return the text of a leaf; `row` is (stream, version, topic).

    `previous` is the leaf of the version before in the same stream, `state` are the stored bytes.
    Whoever inserts checks the patterns of stream and topic first (`well_formed`).
    """
    stream, version, topic = row
    digest = hashlib.sha256(state).hexdigest()
    return f"{FORMAT}\n{index}\n{stream}\n{version}\n{topic}\n{previous.hex()}\n{digest}\n".encode("ascii")


def leaf_hash(text: bytes) -> bytes:
    """Return the RFC 6962 hash of a leaf's text."""
    return hashlib.sha256(b"\x00" + text).digest()


def well_formed(stream: str, topic: str) -> bool:
    """Say whether stream and topic may enter a leaf, whose lines they must not break."""
    return STREAM.fullmatch(stream) is not None and TOPIC.fullmatch(topic) is not None
