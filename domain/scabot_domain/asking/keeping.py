"""Commands about the facts beside the offers: contacts, owner, attempts, eligibility, rests, figures, assumptions."""

from datetime import date
from typing import Literal

from scabot_domain.directory import Directory
from scabot_domain.fact import fact
from scabot_domain.facts.keeping import Assumptions, AttemptOutcome, BenchmarkKind
from scabot_domain.money.amounts import Dollars
from scabot_domain.parties import Actor, By, Role, Side
from scabot_domain.schedule import DeadlineId
from scabot_domain.wording import Line, Words


@fact
class AssignContact:
    """Say how a role of a side is reached; a limit is for that side's own people to say, and to read."""

    by: By
    role: Role
    side: Literal[Side.PAYER, Side.PROVIDER]
    ref: Line
    authority_limit: Dollars | None = None


@fact
class AssignOwner:
    """Give the case another owner of the same side."""

    by: By
    to: Actor


@fact
class LogAttempt:
    """Log that a provider in the network was asked."""

    by: By
    provider: Line
    contact: Line | None = None
    outcome: AttemptOutcome
    first_appointment: date | None = None


@fact
class VerifyEligibility:
    """Record that the patient's coverage was looked up."""

    by: By
    on: date
    coverage_from: date
    coverage_to: date | None = None
    reference: Line


@fact
class Hold:
    """Let the case rest until a day on which somebody looks at it again."""

    by: By
    reason: Words
    review_on: date


@fact
class Resume:
    """Let the case go on."""

    by: By


@fact
class ShareBenchmark:
    """Show a figure that supports a rate, to both sides or to one's own only."""

    by: By
    kind: BenchmarkKind
    source_url: Line
    value: Line
    as_of: date
    not_confidential: bool = False
    shared: bool = True


@fact
class RequestBenchmark:
    """Ask a side for figures that support its rate."""

    by: By
    side: Literal[Side.PAYER, Side.PROVIDER]


@fact
class Intervene:
    """Speak up for the patient's clinical need, as the payer's physician."""

    by: By
    statement: Words


@fact
class Escalate:
    """Tell a deadline's next level before its time; the directory says who they are."""

    by: By
    deadline: DeadlineId
    directory: Directory


@fact
class SetAssumptions:
    """Say what a comparison of offers rests on."""

    by: By
    values: Assumptions


Keeping = (
    AssignContact
    | AssignOwner
    | LogAttempt
    | VerifyEligibility
    | Hold
    | Resume
    | ShareBenchmark
    | RequestBenchmark
    | Intervene
    | Escalate
    | SetAssumptions
)
