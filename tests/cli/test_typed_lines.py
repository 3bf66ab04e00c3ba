"""What a story types on the shell is what `scabot case` takes: the line it prints makes the same request."""

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest

import cast as c
import deeds as d
from scabot.assemble.giving import Given, NotGivenError
from scabot.assemble.stories import SHIPPED, shipped_story
from scabot.assemble.typed import Typed, as_shown, given, typed
from scabot.cli.case import command_of, given_of
from scabot.slack.grammar.registry import SHELL_ACTS
from scabot_domain.case import Case
from scabot_domain.parties import OnBehalf, Role, Side, Source
from scabot_domain.terms.canonical import short
from scabot_domain.terms.hashes import terms_hash
from story import Story


def lines_of_stories() -> Iterator[Typed]:
    for name in SHIPPED:
        for step in shipped_story(name).step:
            if step.shell is not None:
                told = re.sub(r"\{\w+\}", c.KEY, json.dumps([step.shell, step.with_]))
                words, options = json.loads(re.sub(r'"(\d{4}-\d\d-\d\d) (\d\d:\d\d)"', r'"\1T\2:00-06:00"', told))
                yield typed(words, options)


LINES = list(lines_of_stories())


def by_the_shell(line: str) -> Given:
    _scabot, _case, act, *arguments = shlex.split(line)
    context = command_of(act).make_context(act, arguments)
    return given_of(SHELL_ACTS[act], context.params)


def test_the_stories_use_the_shell_enough_to_prove_something() -> None:
    assert len(LINES) > 40
    assert {"verbal", "read-back", "supersede", "amend", "claim", "authorization"} <= {one.act for one in LINES}


@pytest.mark.parametrize("number", range(len(LINES)))
def test_the_printed_line_makes_the_request_that_the_story_made(number: int) -> None:
    assert by_the_shell(LINES[number].line) == given(LINES[number])


def test_every_circumstance_reaches_the_request() -> None:
    options: dict[str, Any] = {
        "offer-id": "OFR-1",
        "source": "phone",
        "said-at": "2026-11-28T13:40:00-06:00",
        "on-behalf": "payer:network_manager:CON-7",
        "evidence": "NW-88120",
        "key": "file-1:7",
    }
    asked = given(typed(f"accept {c.KEY}", options))
    assert asked.on_behalf_of == OnBehalf(side=Side.PAYER, role=Role.NETWORK_MANAGER, contact_ref="CON-7")
    assert (asked.source, asked.evidence, asked.key) == (Source.PHONE, "NW-88120", "file-1:7")
    assert str(asked.said_at) == "2026-11-28 19:40:00+00:00"
    assert asked.told == {"offer_id": "OFR-1"}


def test_evidence_that_is_a_field_serves_as_both() -> None:
    asked = given(typed(f"reopen {c.KEY}", {"reason": "Both want to", "evidence": "MAIL-4"}))
    assert (asked.told["evidence"], asked.evidence) == ("MAIL-4", "MAIL-4")


@pytest.mark.parametrize("options", [{"source": "pigeon"}, {"on-behalf": "payer"}, {"said-at": "noon"}])
def test_a_circumstance_that_nobody_can_mean_makes_no_request(options: dict[str, object]) -> None:
    with pytest.raises(NotGivenError, match="Nothing was recorded"):
        given(typed(f"note {c.KEY}", options))


def test_as_shown_is_the_hash_that_stands_now_and_stays_where_there_is_none() -> None:
    case = Story().and_(d.offered).case
    told = typed(f"accept {c.KEY}", {"offer_id": "OFR-1", "offer_hash": "as shown", "new-hash": "as shown"})
    assert as_shown(told, case).options["offer_hash"] == short(case.offers[0].hash)
    assert as_shown(told, case).options["new_hash"] == "as shown"
    assert as_shown(told, Case(key=c.KEY)).options == told.options
    executed = Story().and_(d.executed).case
    assert as_shown(typed("amend", {"base-hash": "as shown"}), executed).options == {
        "base_hash": short(terms_hash(executed))
    }
