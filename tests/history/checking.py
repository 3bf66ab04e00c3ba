"""An example of a check of the draft against what was negotiated."""

from scabot_domain import events as e

HASH, OTHER = "5c0b" * 16, "a7f3" * 16

CHECKING: list[e.Fact] = [
    e.DraftChecked(
        draft="v2",
        doc_sha256=OTHER,
        terms_hash=HASH,
        method=e.CheckMethod.BOTH,
        verdicts=(
            e.TermVerdict(term="payer-name", verdict=e.Verdict.MATCH),
            e.TermVerdict(term="rate-1-percent", verdict=e.Verdict.DIFFERS, said="135"),
            e.TermVerdict(term="payer-id", verdict=e.Verdict.ABSENT),
            e.TermVerdict(term="money-in-line-14", verdict=e.Verdict.EXTRA, said="75"),
            e.TermVerdict(term="date-in-line-2", verdict=e.Verdict.EXTRA),
        ),
        text_sha256=HASH,
        set_aside=1,
    )
]
