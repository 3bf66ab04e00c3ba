"""A hunt for who a patient is, through everything that scabot leaves behind."""

import gzip
import json
import zlib
from base64 import b32encode, b64encode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

CASES = [f"SCA-0CANA{letter}" for letter in "ABCDEFGHJKMNPQ"]
_PACKED = (b"\x1f\x8b\x08", b"x\x01", b"x\x5e", b"x\x9c", b"x\xda")
"""How the packed streams of gzip and zlib begin."""


def told(number: int) -> dict[str, str]:
    """Return three sentinels, one for each field that tells who a patient is; 42 in 14 cases."""
    return {
        "name": f"Quentin Kanarienvögel-{number:02d}",
        "birth_date": f"19{number + 30}-07-{number + 10}",
        "member_id": f"W77{number:02d}KANARI",
    }


SENTINELS = [text for number in range(len(CASES)) for text in told(number).values()]


def disguises(sentinel: str) -> Iterator[bytes]:
    """Yield a text raw, in UTF-16, in base64 at three alignments, in base32, hex, percent-encoded, JSON-escaped."""
    raw = sentinel.encode()
    yield from (raw, raw.hex().encode(), raw.hex().upper().encode())
    yield from (sentinel.encode("utf-16-le"), sentinel.encode("utf-16-be"), sentinel.encode("latin-1"))
    yield from (quote(sentinel).encode(), json.dumps(sentinel)[1:-1].encode(), repr(raw)[2:-1].encode())
    yield b32encode(raw)[: len(raw) * 8 // 5]
    for shift, first in enumerate((0, 2, 3)):  # the characters that the text alone decides
        inner = b64encode(bytes(shift) + raw)[first : (shift + len(raw)) * 8 // 6]
        yield from (inner, inner.replace(b"+", b"-").replace(b"/", b"_"))


def layers(content: bytes) -> Iterator[bytes]:
    """Yield a content, and whatever is packed in it."""
    yield content
    for beginning in _PACKED:
        at = content.find(beginning)
        while at >= 0:
            with suppress(zlib.error):
                kind = zlib.MAX_WBITS | 16 if beginning is _PACKED[0] else zlib.MAX_WBITS
                yield zlib.decompressobj(kind).decompress(content[at:])
            at = content.find(beginning, at + 1)


def in_content(content: bytes, sentinels: Sequence[str] = SENTINELS) -> set[str]:
    """Return the sentinels that a content holds in any disguise."""
    hits = set[str]()
    for layer in layers(content):
        folded = layer.decode(errors="replace").casefold().encode()
        for sentinel in sentinels:
            if sentinel.casefold().encode() in folded or any(disguise in layer for disguise in disguises(sentinel)):
                hits.add(sentinel)
    return hits


def found(folder: Path, sentinels: Sequence[str] = SENTINELS) -> set[tuple[str, str]]:
    """Return (file, sentinel) for everything found below a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {(file.name, hit) for file in files for hit in in_content(file.read_bytes(), sentinels)}


def packed(text: str) -> bytes:
    """Return a text as a compressed backup would hold it."""
    return b"something before" + gzip.compress(text.encode())
