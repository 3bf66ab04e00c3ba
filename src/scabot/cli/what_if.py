"""`scabot case what-if`: the options of an offer or a counter, and an answer that is recorded nowhere."""

import os
from typing import Any

import typer
from typer.main import get_command

from scabot.assemble.giving import Given
from scabot.assemble.handing import Supposing
from scabot.cli.case import AS_JSON, FROM_FILE, fields_told, with_options
from scabot.cli.evidence import case_key
from scabot.cli.hand import hand
from scabot.cli.site import ENV_FILE
from scabot.settings import read_settings
from scabot.slack.grammar.entry import Act

_ACT = Act(name="offer", label="See what an offer would come to", commands=("MakeOffer", "Counter"))
_HELP = """See what an offer would come to, and record nothing.

With --in-reply-to it is a counter. The answer is for your side: total, gap, findings, whether it would be held.
"""


def what_if_command(name: str) -> Any:  # noqa: ANN401 - the type is private to the library
    """Return the shell's command under a name."""
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name, help=_HELP)(with_options(_body, _ACT, FROM_FILE, AS_JSON))
    made = get_command(single)
    made.name = name
    return made


def _body(**typed: Any) -> int:  # noqa: ANN401 - as the signature says
    told = fields_told(_ACT, typed)
    act = "counter" if "in_reply_to" in told else "offer"
    given = Given(act=act, case=case_key(typed["case"]), told=told)
    return hand(read_settings(os.environ, ENV_FILE), Supposing(given=given, as_json=bool(typed["json"])))
