"""What the events of a case tell about what comes next: pure functions, which record nothing and refuse nothing.

`planned` counts back from the care, `unblock` lists what is missing and who can supply it, `cycle` says who had the
ball for how long, and `drift_of_offer` and `drift_of_draft` compare new terms with what both sides stood by.
"""

from scabot_domain.insight.drift import (
    Drift,
    Standing,
    drift_of_draft,
    drift_of_offer,
    drifts_among,
    drifts_of,
    stood_by,
)
from scabot_domain.insight.holding import Cycle, Span, cycle
from scabot_domain.insight.needs import Need, Unblock, Who
from scabot_domain.insight.planner import Plan, Planned, Step, plan, planned
from scabot_domain.insight.unblock import unblock

__all__ = [
    "Cycle",
    "Drift",
    "Need",
    "Plan",
    "Planned",
    "Span",
    "Standing",
    "Step",
    "Unblock",
    "Who",
    "cycle",
    "drift_of_draft",
    "drift_of_offer",
    "drifts_among",
    "drifts_of",
    "plan",
    "planned",
    "stood_by",
    "unblock",
]
