"""The commands about CMS's fee schedules: names, arguments and help; see `commands`."""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

fees = typer.Typer(
    help="Import CMS's public fee files, and price by them.", rich_markup_mode=None, no_args_is_help=True
)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


class Place(StrEnum):
    """Where a service is rendered."""

    FACILITY = "facility"
    NON_FACILITY = "non_facility"


@fees.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file as CMS publishes it.", show_default=False)],
    *,
    release: Annotated[
        str, typer.Option(metavar="ID", help="Its release, like RVU25D, where its name does not say it.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only read and check it; nothing is written.")] = False,
) -> int:
    """Import a fee file: PPRRVU, GPCI, ANES or ASP payment limits.

    All of it is written, or nothing. A release that is there is never changed, and the same file adds nothing.
    Descriptors are dropped as the file is read. A ledger in a file takes it while the bot is stopped.
    """
    from scabot.cli.fees import import_fee_file  # noqa: PLC0415 - heavy

    return import_fee_file(file, release, dry_run=dry_run)


@fees.command("list")
def list_files(*, json: AsJson = False) -> int:
    """Show every imported file, and the sample that comes along."""
    from scabot.cli.fees import show_fee_files  # noqa: PLC0415 - heavy

    return show_fee_files(json=json)


@fees.command()
def price(  # noqa: PLR0913 - a price names all that it depends on
    code: Annotated[str, typer.Argument(metavar="CODE", help="CPT or HCPCS code.", show_default=False)],
    *,
    locality: Annotated[str, typer.Option(metavar="L", help="Like 04412-18; 00000-00 is the nation.")],
    year: Annotated[int, typer.Option(metavar="Y", min=2000, max=2099, help="Year of the service.")],
    setting: Annotated[Place, typer.Option(help="Where it is rendered.")] = Place.NON_FACILITY,
    modifier: Annotated[str, typer.Option(metavar="M", help="26, TC or 53, which have rows of their own.")] = "",
    percent: Annotated[str, typer.Option(metavar="P", help="Percent of Medicare, like 140.")] = "100",
    units: Annotated[int, typer.Option(metavar="N", min=1, max=1_000_000, help="Units of the service.")] = 1,
    release: Annotated[str, typer.Option(metavar="ID", help="A release; else the newest of the year.")] = "",
    qualifying: Annotated[
        bool, typer.Option("--qualifying", help="Use the factor of qualifying participants, since 2026.")
    ] = False,
    json: AsJson = False,
) -> int:
    """Price a code by the physician fee schedule, with every step.

    Medicare's unit is rounded to cents, then the percent of it, then the units. What has no price is never 0.
    """
    from scabot.cli.fees import Asked, show_price  # noqa: PLC0415 - heavy

    asked = Asked(
        code=code,
        modifier=modifier,
        locality=locality,
        year=year,
        setting=setting.value,
        percent=percent,
        units=Decimal(units),
        release=release,
        qualifying=qualifying,
    )
    return show_price(asked, json=json)
