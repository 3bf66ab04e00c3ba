"""What would unblock this case? A ranked list: what is missing, why, who can supply it, by which act, in which words.

It is made of what the reader may see and of nothing else (I20), and suggests nothing that the rules would refuse.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from scabot_domain.case import Case
from scabot_domain.decide.stages import BOUND
from scabot_domain.events import CaseEvent
from scabot_domain.evolve import replay
from scabot_domain.insight.afterward import afterward
from scabot_domain.insight.around import PAPER, around
from scabot_domain.insight.bargaining import bargaining
from scabot_domain.insight.looking import Citations, Look
from scabot_domain.insight.needs import Need, Unblock
from scabot_domain.insight.papering import papering
from scabot_domain.insight.scripts import script_of
from scabot_domain.parties import Audience
from scabot_domain.playbook import Book
from scabot_domain.visible import visible

_RANK = {need: rank for rank, need in enumerate(Need)}


def unblock(
    events: Sequence[CaseEvent], audience: Audience, now: datetime, book: Book, *, case: Case | None = None
) -> tuple[Unblock, ...]:
    """Return what a case waits for at an instant, as its audience may know it.

    A case that has ended waits for nothing; every other one that is not loaded has at least one line.
    `case` is what the visible events add up to, if whoever asks has folded them already.
    """
    seen = visible(events, audience)
    if not seen:
        return ()
    known = replay(seen[0].case, seen) if case is None else case
    if known.terminal:
        return ()
    look = Look(case=known, now=now, audience=audience, book=book, citations=Citations.of(seen))
    lines = sorted(_lines(look), key=lambda line: _RANK[line.need])
    return tuple(replace(line, script=line.script or script_of(look, line)) for line in lines)


def _lines(look: Look) -> Iterator[Unblock]:
    yield from around(look)
    yield from bargaining(look)
    if look.case.stage in PAPER:
        yield from papering(look)
    if look.case.stage in BOUND:
        yield from afterward(look)
