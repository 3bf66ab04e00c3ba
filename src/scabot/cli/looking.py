"""`scabot case next` and `scabot case plan`: questions about a case; their bodies are imported when they run."""

from enum import StrEnum
from typing import Annotated

import typer


class AsSide(StrEnum):
    """For whose eyes a question is answered."""

    PAYER = "payer"
    PROVIDER = "provider"
    COMPLIANCE = "compliance"


CaseKey = Annotated[str, typer.Argument(metavar="CASE", help="Case key, like SCA-7Q4K2M.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print canonical JSON.")]
Eyes = Annotated[AsSide, typer.Option("--as-side", help="Show what these readers may see.")]


def what_next(case: CaseKey, *, as_side: Eyes = AsSide.COMPLIANCE, json: AsJson = False) -> int:
    """List what a case waits for.

    Each line says who can supply it, by which command, which event it comes from, and what to say or to ask.
    """
    from scabot.cli.coming import show_next  # noqa: PLC0415 - heavy

    return show_next(case, as_side.value, json=json)


def latest_days(case: CaseKey, *, as_side: Eyes = AsSide.COMPLIANCE, json: AsJson = False) -> int:
    """Show the last safe day of every step up to care.

    Beside it stand what is done, the first step that is late, and how long each side had the ball.
    """
    from scabot.cli.coming import show_plan  # noqa: PLC0415 - heavy

    return show_plan(case, as_side.value, json=json)
