"""What people type at the doors, through the real Bolt app and a real ledger."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from doors import Doors, doors_in


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    async with doors_in(tmp_path) as practice:
        yield practice


async def test_a_case_is_opened_by_a_form(doors: Doors) -> None:
    ruth = doors["ruth"]
    form = await ruth.slash("open", channel="#sca-team")
    assert form.modal is not None, form.text
    await ruth.fill("Health plan", "Northwind Health Plan")
    await ruth.fill("Provider", "Lakeside Transplant Center")
    done = await ruth.submit()
    assert "SCA-000002: case opened" in done, (done.text, done.field_errors)
    assert doors.kinds("SCA-000002") == ["case-opened", "playbook-pinned"]
