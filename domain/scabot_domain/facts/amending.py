"""Facts about changing an agreement that binds: amendments and extensions."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from scabot_domain.fact import fact
from scabot_domain.facts.papers import SignatureRecorded
from scabot_domain.facts.vocabulary import Code, Hash
from scabot_domain.parties import Side
from scabot_domain.terms.amended import Delta

AmendmentId = Annotated[str, StringConstraints(pattern=r"^AMD-[1-9][0-9]{0,3}$")]


@fact
class AmendmentProposed:
    """A side proposed to change the terms in force, whose hash is `base_hash`; with `delta` they hash to `new_hash`."""

    amendment: AmendmentId
    side: Side
    base_hash: Hash
    new_hash: Hash
    delta: Delta


@fact
class AmendmentAgreed:
    """The other side agreed to an amendment; the old terms still bind."""

    amendment: AmendmentId
    side: Side
    new_hash: Hash


@fact
class AmendmentSigned:
    """A side signed an amendment; `terms_hash` of the signature is that of the terms after it."""

    amendment: AmendmentId
    signature: SignatureRecorded


@fact
class AmendmentExecuted:
    """Both sides signed, so the terms after the amendment bind instead of those before."""

    amendment: AmendmentId
    base_hash: Hash
    new_hash: Hash


@fact
class AmendmentDropped:
    """A side took an amendment back, or will not have it; the terms stay as they are."""

    amendment: AmendmentId
    side: Side
    code: Code


@fact
class AgreementExtended:
    """The agreement ends on a later day than before."""

    new_end: date


Amending = (
    AmendmentProposed | AmendmentAgreed | AmendmentSigned | AmendmentExecuted | AmendmentDropped | AgreementExtended
)
KINDS: dict[str, type[Amending]] = {
    "amendment-proposed@2": AmendmentProposed,
    "amendment-agreed@1": AmendmentAgreed,
    "amendment-signed@2": AmendmentSigned,
    "amendment-executed@1": AmendmentExecuted,
    "amendment-dropped@1": AmendmentDropped,
    "agreement-extended@1": AgreementExtended,
}
