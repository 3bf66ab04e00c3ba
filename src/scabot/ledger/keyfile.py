"""The root of all keys in a file of its own, and the key-encryption key derived from it."""

import hashlib
import os
from collections.abc import Callable
from os import urandom
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from scabot.ledger.errors import Unsafe, WrongKeys
from scabot.ledger.files import checked_file, settle

ROOT = 32
_INFO = b"scabot/kek/v1"


class KeyProvider(Protocol):
    """Whoever wraps keys: a key file here, a key service elsewhere."""

    def kek_id(self) -> str:
        """Return the id of the key that wraps now."""

    def wrap(self, name: str, key: bytes) -> bytes:
        """Return a key wrapped for storage."""

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Return a wrapped key; raise `WrongKeys` if it was wrapped by another one."""


class Keyfile:
    """A key provider with a root of 32 bytes: HKDF-SHA256 to the wrapping key, then AES key wrap (RFC 3394)."""

    def __init__(self, root: bytes) -> None:
        self._kek = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(root)
        self._id = hashlib.sha256(b"scabot/kek-id/v1" + self._kek).hexdigest()[:16]

    def kek_id(self) -> str:
        """Return 16 hex digits that name the key-encryption key without telling it."""
        return self._id

    def wrap(self, name: str, key: bytes) -> bytes:  # noqa: ARG002 - a key service wants the name for its own log
        """Return the key under AES key wrap."""
        return aes_key_wrap(self._kek, key)

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        """Return the key, or raise `WrongKeys`."""
        try:
            return aes_key_unwrap(self._kek, wrapped)
        except InvalidUnwrap as foreign:
            raise WrongKeys(
                f"The key file does not open the key {name}: it belongs to another installation."
            ) from foreign


def make_keyfile(file: Path, draw: Callable[[int], bytes] = urandom) -> None:
    """Write a new root, 64 hex digits, into a new file 0600. Whoever loses it loses the content of every case.

    It is on the disk, whole, before this returns. Raises `FileExistsError` rather than replacing one.
    """
    draft = file.with_name(f".{file.name}.{draw(8).hex()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii") as new:
        new.write(f"{draw(ROOT).hex()}\n")
        new.flush()
        os.fsync(new.fileno())
    try:
        os.link(draft, file)  # unlike a renaming it takes no other root away
    finally:
        draft.unlink()
    settle(file.parent)


def read_keyfile(file: Path) -> Keyfile:
    """Read a key file; raise `Unsafe` if others could, or if it is missing or is none."""
    if not file.exists():
        raise Unsafe(
            f"There is no key file {file}. Without it nothing recorded can be read; restore it from its backup."
        )
    checked_file(file)
    text = file.read_text(encoding="ascii", errors="replace").strip()
    try:
        root = bytes.fromhex(text)
    except ValueError:
        root = b""
    if len(root) != ROOT:
        raise Unsafe(f"{file} is not a key file: it must hold 64 hex digits.")
    return Keyfile(root)
