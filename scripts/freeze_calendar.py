"""Write `us-federal.toml`: the federal holidays of 5 U.S.C. 6103 on the weekdays where they are observed.

Run it by hand, from the root of the repository, when the list has to reach further; the product computes no holidays.
The list is taken from the development library `holidays` and lands where the domain reads it.
"""

from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

FIRST, LAST = date(2020, 1, 1), date(2040, 12, 31)
WEEKEND = 5
TARGET = Path("domain/scabot_domain/content/calendars/us-federal.toml")
HEADER = """\
# Federal holidays of the United States on the weekdays where they are observed: Saturday's on Friday, Sunday's on
# Monday (5 U.S.C. 6103). Written by scripts/freeze_calendar.py from holidays {library}; never edited by hand, and no
# library is asked at run time.
calendar = {{ name = "us-federal", first = {first}, last = {last} }}

[day]
"""


def frozen() -> str:
    """Return the calendar file: one line per closed weekday, in order."""
    # The year after is asked too: its New Year's Day may be observed on the last day of the last year.
    known = holidays.country_holidays("US", years=range(FIRST.year, LAST.year + 2), observed=True)
    closed = {day: name for day, name in known.items() if day.weekday() < WEEKEND and FIRST <= day <= LAST}
    lines = [f'{day} = "{name.replace(" (observed)", ", observed")}"\n' for day, name in sorted(closed.items())]
    return HEADER.format(library=version("holidays"), first=FIRST, last=LAST) + "".join(lines)


if __name__ == "__main__":
    TARGET.write_text(frozen(), encoding="utf-8")
