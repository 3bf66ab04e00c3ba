"""The sets of stages that rules are made of (S8)."""

from scabot_domain.case import TERMINAL, Stage

Stages = frozenset[Stage]

NEVER: Stages = frozenset()
ANY = frozenset(Stage)
LIVE = ANY - TERMINAL
BOUND = frozenset({Stage.EXECUTED, Stage.IN_CARE})
"""An agreement is in force."""
AFTER = BOUND | {Stage.CLOSED, Stage.TERMINATED, Stage.EXPIRED, Stage.SUPERSEDED}
"""An agreement is, or may have been, in force."""
UNBOUND = LIVE - BOUND
AGREED = frozenset({Stage.TERMS_AGREED, Stage.DRAFT_REVIEW, Stage.SIGNING})
"""Terms are agreed, and nobody is bound yet."""
BARGAINING = frozenset({Stage.NEGOTIATING})


def only(*stages: Stage) -> Stages:
    """Return the set of these stages."""
    return frozenset(stages)
