"""Values about a person, sealed under that person's key: erased with the key, in every case at once.

The associated data is `<stream>|<field>`, without a version, so that a view may copy a sealed value and no other place.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scabot.ledger.envelope import NONCE
from scabot.ledger.errors import Unreadable
from scabot.ledger.keys import Keyring
from scabot_domain.phi import Phi

V = TypeVar("V")

Place = tuple[str, str]
"""Stream, field."""


def seal_text(text: str, place: Place, key: tuple[int, AESGCM], nonce: bytes) -> str:
    """Return `<key id>.<base64url of nonce, ciphertext, tag, unpadded>`; a nonce is never used twice with a key."""
    sealed = nonce + key[1].encrypt(nonce, text.encode(), _associated(place))
    return f"{key[0]}.{urlsafe_b64encode(sealed).decode().rstrip('=')}"


def open_text(token: str, place: Place, opening: Callable[[int], AESGCM]) -> str:
    """Return the text; raise `KeyMissing` if its key was erased, `Unreadable` if it was altered or moved."""
    key_id, _, encoded = token.partition(".")
    sealed = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    try:
        return opening(int(key_id)).decrypt(sealed[:NONCE], sealed[NONCE:], _associated(place)).decode()
    except InvalidTag as altered:
        raise Unreadable(f"The {place[1]} in {place[0]} does not open: altered or moved.") from altered


def sealed(value: V, stream: str, keys: Keyring) -> V:
    """Return a fact with everything about a person sealed; what is sealed already stays as it is.

    The subject is the `token` of the value that holds the field. The first call for a person makes and commits a key.
    """
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: _part(value, field.name, stream, keys) for field in fields(value)}
    kept = {name: part for name, part in changed.items() if part is not getattr(value, name)}
    return replace(value, **kept) if kept else value


def _part(owner: Any, name: str, stream: str, keys: Keyring) -> object:  # noqa: ANN401 - any fact
    part = getattr(owner, name)
    if not isinstance(part, Phi):
        return sealed(part, stream, keys)
    if part.token is not None:
        return part
    return Phi[str].sealed(seal_text(part.clear(), (stream, name), keys.sealing_subject(owner.token), keys.nonce()))


def _associated(place: Place) -> bytes:
    return f"{place[0]}|{place[1]}".encode("ascii")
