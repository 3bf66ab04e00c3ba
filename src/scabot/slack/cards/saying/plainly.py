"""Names of the domain as people say them."""

from scabot_domain.terms.sections import SectionNumber


def section_name(number: int) -> str:
    """Name a section of the agreement."""
    return SectionNumber(number).name.lower().replace("_", " ")


def plain(name: str) -> str:
    """Say a code without its punctuation."""
    return name.replace("_", " ").replace("-", " ")
