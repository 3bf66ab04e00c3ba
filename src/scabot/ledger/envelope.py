"""The envelope around a stored event: AES-256-GCM, bound to the row it belongs to.

Bytes: format `0x01` ‖ key id, 4 bytes big-endian ‖ nonce, 12 ‖ ciphertext ‖ tag, 16.
The associated data is `<stream>|<version>|<topic>`, so an envelope moved to another row does not open.
"""

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scabot.ledger.errors import Unreadable

FORMAT = 1
NONCE = 12
_HEAD = 1 + 4 + NONCE

Row = tuple[str, int, str]
"""Stream, version, topic."""


def associated(row: Row) -> bytes:
    """Return what binds an envelope to its row."""
    return f"{row[0]}|{row[1]}|{row[2]}".encode("ascii")


def seal(plaintext: bytes, row: Row, key: tuple[int, AESGCM], nonce: bytes) -> bytes:
    """Return the envelope of a plaintext; the nonce is 12 bytes that are never used twice with a key."""
    key_id, cipher = key
    return b"\x01" + key_id.to_bytes(4, "big") + nonce + cipher.encrypt(nonce, plaintext, associated(row))


def unseal(state: bytes, row: Row, opening: Callable[[int], AESGCM]) -> bytes:
    """Return the plaintext, with the cipher that `opening` gives for the id of the key.

    Raises `Unreadable` for what is no envelope of ours, or was altered, moved, or sealed with another key.
    """
    if len(state) <= _HEAD or state[0] != FORMAT:
        raise Unreadable(f"The state of {row[0]} version {row[1]} is not an envelope of ours.")
    cipher = opening(int.from_bytes(state[1:5], "big"))
    try:
        return cipher.decrypt(state[5:_HEAD], state[_HEAD:], associated(row))
    except InvalidTag as altered:
        raise Unreadable(
            f"The state of {row[0]} version {row[1]} ({row[2]}) does not open: altered or moved."
        ) from altered
