"""How a verification is told: in words for people, in canonical JSON for programs."""

from collections.abc import Iterator

from scabot.audit.verify import Report, Verdict
from scabot.audit.walk import Fault
from scabot_domain.terms.canonical import canonical

_MEANS = {
    Verdict.PROVEN: "proven against an anchor from outside.",
    Verdict.TAMPERED: "TAMPERED or damaged. Stop writing to this database and keep a copy of it as it is.",
    Verdict.CONSISTENT_ONLY: "internally consistent only. This is not a proof: no anchor from outside was given.",
    Verdict.NOT_CHECKED: "could not check. Nothing is claimed about this ledger.",
}


def told(report: Report) -> str:
    """Return a report as lines for a terminal, without content of any case."""
    return "\n".join(_lines(report)) + "\n"


def as_json(report: Report) -> bytes:
    """Return a report as canonical JSON, `scabot.verify/1`, and a newline; what is not known is left out."""
    told_whole = {
        "schema": "scabot.verify/1",
        "exit": int(report.verdict),
        "verdict": report.verdict.name.lower(),
        "size": report.size,
        "streams": report.streams,
        "root": report.root,
        "opened": report.opened,
        "administrators": 0,
        "fault_count": report.fault_count,
        "faults": report.faults,
        "not_checked": report.not_checked,
    }
    return canonical(told_whole) + b"\n"


def _lines(report: Report) -> Iterator[str]:
    if report.verdict is not Verdict.NOT_CHECKED:
        yield f"Ledger: {report.size} leaves in {report.streams} streams"
        yield f"Root:   {report.root}"
    if report.opened:
        yield f"Opened: {report.opened} envelopes"
    for fault in report.faults:
        yield f"FAULT   {_place(fault)}{fault.what}"
    if report.fault_count > len(report.faults):
        yield f"        and {report.fault_count - len(report.faults)} more"
    for left in report.not_checked:
        yield f"not checked: {left}"
    yield f"Verdict {int(report.verdict)}: {_MEANS[report.verdict]}"


def _place(fault: Fault) -> str:
    where = [] if fault.leaf_index is None else [f"leaf {fault.leaf_index}"]
    if fault.stream is not None:
        where.append(f"{fault.stream!r} version {fault.version}, {fault.topic!r}")
    return f"{', '.join(where)}: " if where else ""
