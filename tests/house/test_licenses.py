"""What scabot installs may be used by anybody: permissive licenses only."""

from email.message import Message
from importlib.metadata import PackageNotFoundError, metadata

import pytest

from house.test_locks import pins

PERMISSIVE = {"MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "ISC"}
CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
}


def licenses(told: Message) -> set[str]:
    """Return the licenses a distribution demands; of alternatives (`OR`) it demands the permissive one."""
    if expression := told["License-Expression"]:
        parts = [part.strip(" ()") for part in str(expression).split(" AND ")]
        return {next((one for one in part.split(" OR ") if one in PERMISSIVE), part) for part in parts}
    stated = [str(line) for line in told.get_all("Classifier", []) if str(line).startswith("License ::")]
    return {CLASSIFIERS.get(line, line) for line in stated} or {str(told["License"] or "unknown")}


def what_it_says(name: str) -> Message | None:
    """Return what an installed distribution says of itself; one that this system does not need is not installed."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return None
    assert isinstance(told, Message)
    return told


def test_every_distribution_that_a_user_installs_has_a_permissive_license() -> None:
    found = {name: licenses(told) for name in pins("run") if (told := what_it_says(name))}
    assert {name: terms for name, terms in found.items() if not terms <= PERMISSIVE} == {}
    assert len(found) >= len(pins("run")) - 2


@pytest.mark.parametrize(
    ("header", "text", "verdict"),
    [
        ("License-Expression", "Apache-2.0 OR BSD-3-Clause", {"Apache-2.0"}),
        ("License-Expression", "MIT AND (GPL-3.0-only OR ISC)", {"MIT", "ISC"}),
        ("License-Expression", "LGPL-3.0-only", {"LGPL-3.0-only"}),
        ("Classifier", "License :: OSI Approved :: MIT License", {"MIT"}),
        ("License", "Apache-2.0", {"Apache-2.0"}),
        ("License", "see the file", {"see the file"}),
        ("Name", "silent", {"unknown"}),
    ],
)
def test_a_license_is_read_from_what_the_distribution_says(header: str, text: str, verdict: set[str]) -> None:
    told = Message()
    told[header] = text
    assert licenses(told) == verdict
