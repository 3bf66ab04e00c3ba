"""Whatever anybody does in any order: everything that is drawn of it is allowed, short, and says nothing private."""

from contextlib import suppress
from datetime import timedelta

from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from domain.by_the_clock import Watched
from domain.steps import SECRETS, any_step, histories
from drawn import INTERNAL, SHARED, buttons_of, card_of, drawn, faults_of, raw_markup, reads
from scabot.views.channels import ChannelKind
from scabot_domain.notices import Stream
from scabot_domain.parties import EVERYBODY, Audience, Side
from scabot_domain.refusals import Refused
from scabot_domain.visible import visible
from story import MINUTE, Step

PATIENCE = st.sampled_from([timedelta(0), timedelta(0), timedelta(hours=3), timedelta(days=2), timedelta(days=9)])
AUDIENCES = {INTERNAL: Audience(side=Side.PROVIDER), SHARED: EVERYBODY}


def lived(history: tuple[Step, ...], steps: list[tuple[Step, timedelta]]) -> Watched:
    case = Watched()
    for step, patience in [*((step, timedelta(0)) for step in history), *steps]:
        with suppress(Refused):
            case.run(step(case.case, case.now))
        case.now += MINUTE + patience
        case.fire()
    return case


@settings(max_examples=60)
@over(
    histories.filter(bool),
    st.lists(st.tuples(any_step, PATIENCE), max_size=12),
    st.sampled_from([INTERNAL, SHARED]),
)
def test_i20_everything_that_is_drawn_of_any_history_is_allowed_and_says_nothing_private(
    history: tuple[Step, ...], steps: list[tuple[Step, timedelta]], kind: ChannelKind
) -> None:
    case = lived(history, steps)
    shown = visible(case.events, AUDIENCES[kind])
    card = card_of(case.events, kind, case.now)
    assert card == card_of(shown, kind, case.now)
    assert 1 <= len(buttons_of(card)) <= 5
    messages = [card]
    for event in case.events:
        for stream in (Stream.LOG, Stream.PING):
            message = drawn(stream, case.events, kind, case.now, version=event.version)
            assert message is None or event in shown
            messages += [message] if message is not None else []
    secrets = [secret for audience, secret in SECRETS.items() if kind is SHARED or audience is not Side.PROVIDER]
    for message in messages:
        assert faults_of(message) == []
        assert all(secret not in reads(message) for secret in secrets)
        assert all("<!" not in text for text in raw_markup(message))
