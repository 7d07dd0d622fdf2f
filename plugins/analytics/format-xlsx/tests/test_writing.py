"""How a workbook comes about: in a thread, on the disk, with little memory, and with nothing left behind."""

import asyncio
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from omni_analytics import Column, Report, Row, Table
from omni_sdk.errors import Cancelled

Made = Callable[..., Report]
MEMORY = Path(__file__).parent / "support" / "memory.py"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def table(rows: Sequence[Row], name: str = "rows") -> Table:
    return Table(name, "Rows", [Column("a", "A", "integer")], rows)


def inside(folder: Path) -> list[Path]:
    """What is in it."""
    return list(folder.iterdir())


class Rows(Sequence[Row]):
    """Rows that say how they are read."""

    def __init__(self, total: int, before: Callable[[int], object]) -> None:
        self.total, self.before = total, before

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, at: Any) -> Any:
        raise AssertionError(at)

    def __iter__(self) -> Iterator[Row]:
        for at in range(self.total):
            self.before(at)
            yield (at,)


async def test_nothing_is_left(report: Made, rendering: Callable[..., Any], folder: Path) -> None:
    """Neither when it is read to the end, nor when somebody leaves after the first chunk, nor when nobody begins."""
    whole = await rendering(report(tables=[table([(1,)])]))
    assert not [chunk async for chunk in whole.chunks if not chunk]
    assert (whole.suffix, whole.media_type.rpartition(".")[2]) == ("xlsx", "sheet")

    left = await rendering(report(tables=[table([(at,) for at in range(30_000)])]))
    assert len(await anext(left.chunks)) == 64 * 1024
    assert inside(folder)
    await left.chunks.aclose()

    await rendering(report(tables=[table(Rows(1, lambda _: pytest.fail("nobody asked")))]))

    assert not inside(folder)


@pytest.mark.parametrize("error", [LookupError, Cancelled])
async def test_failing_rows(report: Made, rendering: Callable[..., Any], folder: Path, error: type[BaseException]) -> None:
    """What goes wrong while rows are read comes out as it is, and leaves nothing; also when somebody cancels the job."""

    def refuse(at: int) -> None:
        if at == 100:
            raise error

    made = await rendering(report(tables=[table([(1,)]), table(Rows(1000, refuse), "more")]))

    with pytest.raises(error):
        await anext(made.chunks)
    assert not inside(folder)


async def test_cancelled(report: Made, rendering: Callable[..., Any], folder: Path) -> None:
    """Whoever is cancelled waits until the thread has stopped, which is at the next row."""
    begun, go, read = asyncio.Event(), threading.Event(), 0
    loop = asyncio.get_running_loop()

    def wait(at: int) -> None:
        nonlocal read
        read = at
        if at == 10:
            loop.call_soon_threadsafe(begun.set)
            go.wait(30)

    made = await rendering(report(tables=[table(Rows(1_000_000, wait))]))
    task = asyncio.ensure_future(anext(made.chunks))
    await begun.wait()
    task.cancel()
    loop.call_soon(go.set)
    with pytest.raises(asyncio.CancelledError):
        await task

    assert read == 10
    assert not inside(folder)


async def test_others_go_on(report: Made, rendering: Callable[..., Any]) -> None:
    """Rows are read in a thread: the loop runs meanwhile."""
    ran = threading.Event()
    asyncio.get_running_loop().call_later(0.01, ran.set)

    made = await rendering(report(tables=[table(Rows(1, lambda _: ran.wait(30) or pytest.fail("the loop stands still")))]))

    assert [chunk async for chunk in made.chunks]


async def test_same_report_same_bytes(report: Made, render: Callable[..., Any]) -> None:
    """Nothing of the moment is in the file."""
    made = report(tables=[table([(1,)])])

    assert await render(made) == await render(made)


def test_memory() -> None:
    """100,000 rows of ten columns need 150 MB at most, Python and libraries included."""
    done = subprocess.run([sys.executable, str(MEMORY)], check=True, capture_output=True, text=True, timeout=300)

    size, peak = map(int, done.stdout.split())
    assert size > 3_000_000
    assert peak < 150 * 1024 * 1024
