"""What every blob driver must do, as tests: for drivers of this repository and of strangers alike.

    class TestMine(BlobContract):
        @pytest.fixture
        async def blobs(self, tmp_path: Path) -> AsyncIterator[BlobDriver]:
            driver = Mine(Mine.Config(…))
            yield driver
            await driver.close()

The fixture gives a driver for an empty store; `again`, if it is overridden, another instance for the same one. All that
is kept stands below `SMALL` or is made of `LARGE` bytes, so that parts and buffers of any usual size are passed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_kernel.storage.blobs import check_name
from omni_sdk.drivers import BlobDriver, BlobStat
from omni_sdk.errors import Invalid, NotFound

MIB: Final = 1024 * 1024
LARGE: Final = 21 * MIB + 7
TEXT: Final = "text/plain; charset=utf-8"
PROPERTY = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors, HealthCheck.too_slow],
)
"""The fixture's store is shared by the examples of one property; each looks at its own names only."""
ODD_NAMES: Final = (
    "a", "a/b", "a/b/c", "A", "a.blob", "a.blob/c", "a%2Fb", "a%2fb", "...", "C:\\x", "~", "tag <b>", "日本語/文書.txt", "-rf", "*",
    "a+b", "a?b#c", "a&b=c;d", "100%", "é", "e\u0301", " a", "a ", "a=", "'\"`", "{}|^[]", "😀", "ß", "x" * 240, ".parts/x", ".git",
)  # fmt: skip


def passes(name: str) -> bool:
    """Does the kernel let such a name through to a driver?"""
    try:
        check_name(name)
    except Invalid:
        return False
    return True


def names() -> st.SearchStrategy[str]:
    """Names that a driver may be given: every script, every character that is printed, one to four segments."""
    segment = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=12)
    return st.lists(segment, min_size=1, max_size=4).map("/".join).filter(passes)


def contents() -> st.SearchStrategy[Sequence[bytes]]:
    """A content in chunks: none, empty ones, single bytes, and now and then a megabyte."""
    small = st.binary(max_size=40)
    big = st.tuples(st.binary(min_size=1, max_size=5), st.integers(1, 500_000)).map(lambda pair: pair[0] * pair[1])
    return st.lists(st.one_of(small, small, big), max_size=6)


async def given_in(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    """As they come from elsewhere, with other tasks between them."""
    for chunk in chunks:
        await asyncio.sleep(0)
        yield chunk


async def read(blobs: BlobDriver, name: str, start: int = 0, end: int | None = None) -> bytes:
    """All of it, or a part."""
    _, content = await blobs.open(name, start, end)
    async with aclosing(content):
        return b"".join([chunk async for chunk in content])


async def write(blobs: BlobDriver, name: str, content: bytes, media_type: str = TEXT) -> None:
    """At once."""
    await blobs.write(name, given_in([content]), media_type)


async def listed(blobs: BlobDriver, prefix: str = "") -> set[str]:
    """Names, each of them once."""
    found = [name async for name in blobs.list(prefix)]
    assert len(found) == len(set(found)), "a name came twice"
    return set(found)


def block(number: int) -> bytes:
    """A megabyte that is like no other."""
    return sha256(str(number).encode()).digest() * (MIB // 32)


async def large(first: int) -> AsyncIterator[bytes]:
    """`LARGE` bytes, told by their first block."""
    for number in range(LARGE // MIB):
        await asyncio.sleep(0)
        yield block(first + number)
    yield b"x" * (LARGE % MIB)


class BlobContract:
    """Subclass it, and give it the fixture `blobs`."""

    @pytest.fixture
    async def again(self, blobs: BlobDriver) -> BlobDriver:
        """Another driver for the same store, as another process would have it."""
        return blobs

    # -- what is written is read

    @PROPERTY
    @given(name=names(), chunks=contents())
    async def test_round_trip(self, blobs: BlobDriver, name: str, chunks: Sequence[bytes]) -> None:
        """Any content, in any chunks, under any name; listed under it, gone once deleted."""
        whole = b"".join(chunks)
        await blobs.write(name, given_in(chunks), "application/x-any")
        stat = await blobs.stat(name)
        assert (stat.name, stat.size, stat.media_type) == (name, len(whole), "application/x-any")
        assert await read(blobs, name) == whole
        assert name in await listed(blobs)
        await blobs.delete(name)
        assert name not in await listed(blobs)

    async def test_what_a_stat_says(self, blobs: BlobDriver) -> None:
        """The time is about now, the tag fits into a header; `open` says the same."""
        await write(blobs, "a/b", b"hello")
        stat = await blobs.stat("a/b")
        assert (stat.name, stat.size, stat.media_type) == ("a/b", 5, TEXT)
        assert abs(datetime.now(UTC) - stat.modified) < timedelta(minutes=5)
        assert stat.etag.isascii()
        assert stat.etag.isprintable()
        assert not set(stat.etag) & {'"', " "}
        opened, content = await blobs.open("a/b", 1, 2)
        await content.aclose()
        assert opened == stat

    async def test_overwriting(self, blobs: BlobDriver) -> None:
        """Content, type and tag are those of the last; a shorter one leaves nothing of the longer."""
        tags: set[str] = set()
        for content in (b"first", b"second, longer", b"3", b"", b"3"):
            await write(blobs, "a", content, f"text/x-{len(content)}")
            stat = await blobs.stat("a")
            assert (stat.size, stat.media_type) == (len(content), f"text/x-{len(content)}")
            assert await read(blobs, "a") == content
            tags.add(stat.etag)
        assert len(tags) >= 4
        assert await listed(blobs) == {"a"}

    async def test_names_that_mean_something_elsewhere(self, blobs: BlobDriver) -> None:
        """To a file system, a URL, a shell: here they are names, each its own."""
        for name in ODD_NAMES:
            await write(blobs, name, name.encode())
        assert {name: await read(blobs, name) for name in ODD_NAMES} == {name: name.encode() for name in ODD_NAMES}
        assert await listed(blobs) == set(ODD_NAMES)

    async def test_the_longest_names(self, blobs: BlobDriver) -> None:
        """As many bytes as the kernel lets through."""
        for name in ("/".join(["y" * 101] * 5), "/".join(["日" * 20] * 15)[:299]):
            assert passes(name)
            await write(blobs, name, b"x")
            assert await listed(blobs, name.partition("/")[0]) == {name}

    async def test_large_ones(self, blobs: BlobDriver) -> None:
        """Many megabytes, in and out by chunks."""
        await blobs.write("large", large(0), "application/octet-stream")
        assert (await blobs.stat("large")).size == LARGE
        made, sizes = sha256(), []
        _, content = await blobs.open("large")
        async with aclosing(content):
            async for chunk in content:
                made.update(chunk)
                sizes.append(len(chunk))
        expected = sha256()
        async for chunk in large(0):
            expected.update(chunk)
        assert made.digest() == expected.digest()
        assert min(sizes) > 0
        assert max(sizes) <= 8 * MIB

    # -- ranges

    @PROPERTY
    @given(size=st.integers(0, 40), start=st.integers(0, 50), end=st.none() | st.integers(0, 50))
    async def test_ranges(self, blobs: BlobDriver, size: int, start: int, end: int | None) -> None:
        """As a slice of the content, whatever lies beyond it."""
        content = bytes(range(size))
        await write(blobs, f"range/{size}", content)
        stat, chunks = await blobs.open(f"range/{size}", start, end)
        async with aclosing(chunks):
            assert b"".join([chunk async for chunk in chunks]) == content[start:end]
        assert stat.size == size

    async def test_ranges_of_a_large_one(self, blobs: BlobDriver) -> None:
        """Across the borders of parts, and to the end."""
        await blobs.write("large", large(0), "application/octet-stream")
        whole = b"".join([chunk async for chunk in large(0)])
        for start, end in ((5 * MIB - 1, 5 * MIB + 1), (8 * MIB - 3, 16 * MIB + 3), (LARGE - 1, None), (LARGE - 9, LARGE + 9)):
            assert await read(blobs, "large", start, end) == whole[start:end]

    # -- what is not there

    @pytest.mark.parametrize("name", ["a", "a/b/c", "x/y"])
    async def test_missing(self, blobs: BlobDriver, name: str) -> None:
        """`NotFound` that names it; deleting is no error; nor is a folder a blob."""
        await write(blobs, "x/y/z", b"x")
        for attempt in (blobs.stat(name), blobs.open(name), blobs.open(name, 3, 3)):
            with pytest.raises(NotFound, match=name):
                await attempt
        await blobs.delete(name)
        await blobs.delete_all(name if name != "x/y" else "x/yy")
        assert await listed(blobs) == {"x/y/z"}

    # -- listing and deleting by prefix

    async def test_a_prefix_is_of_whole_segments(self, blobs: BlobDriver) -> None:
        """`a` is no prefix of `ab`, nor of `a` itself."""
        kept = {"a", "a/b", "a/b/c", "ab", "ab/c", "b/a", "a b/c", "a.b/c", "a%/c"}
        for name in kept:
            await write(blobs, name, b"x")
        assert await listed(blobs) == kept
        assert await listed(blobs, "a") == {"a/b", "a/b/c"}
        assert await listed(blobs, "a/b") == {"a/b/c"}
        assert await listed(blobs, "b") == {"b/a"}
        assert await listed(blobs, "nothing") == set()
        await blobs.delete_all("a")
        assert await listed(blobs) == kept - {"a/b", "a/b/c"}
        await blobs.delete_all("nothing")
        await blobs.delete_all("a%")
        assert await listed(blobs) == kept - {"a/b", "a/b/c", "a%/c"}

    async def test_many(self, blobs: BlobDriver) -> None:
        """More than one page of any store, listed and deleted."""
        kept = {f"many/{number % 7}/{number}" for number in range(1200)}
        for group in range(12):
            await asyncio.gather(*(write(blobs, name, b"x") for name in sorted(kept)[group * 100 : (group + 1) * 100]))
        await write(blobs, "other", b"x")
        assert await listed(blobs, "many") == kept
        await blobs.delete_all("many")
        assert await listed(blobs) == {"other"}

    # -- all or nothing

    @pytest.mark.parametrize("before", [0, 1, 12])
    async def test_a_source_that_fails_leaves_what_was(self, blobs: BlobDriver, before: int) -> None:
        """After any number of megabytes."""

        async def fails() -> AsyncIterator[bytes]:
            for number in range(before):
                yield block(number)
            raise ZeroDivisionError

        await write(blobs, "a", b"old")
        for name in ("a", "b"):
            with pytest.raises(ZeroDivisionError):
                await blobs.write(name, fails(), TEXT)
        assert await read(blobs, "a") == b"old"
        assert await listed(blobs) == {"a"}

    @pytest.mark.parametrize("before", [0, 1, 12])
    async def test_a_writer_that_is_cancelled_leaves_what_was(self, blobs: BlobDriver, before: int) -> None:
        """While it waits for more."""
        waits = asyncio.Event()

        async def stops() -> AsyncIterator[bytes]:
            for number in range(before):
                yield block(number)
            waits.set()
            await asyncio.Event().wait()

        await write(blobs, "a", b"old")
        for name in ("a", "b"):
            waits.clear()
            writing = asyncio.create_task(blobs.write(name, stops(), TEXT))
            await waits.wait()
            writing.cancel()
            with pytest.raises(asyncio.CancelledError):
                await writing
        assert await read(blobs, "a") == b"old"
        assert await listed(blobs) == {"a"}

    async def test_of_writers_of_one_name_one_wins_whole(self, blobs: BlobDriver, again: BlobDriver) -> None:
        """And who reads meanwhile reads one of them."""
        sizes = {b"a": 3 * MIB, b"b": 9 * MIB + 1, b"c": 1, b"d": 5 * MIB}

        async def written(by: BlobDriver, letter: bytes) -> None:
            await by.write("a", given_in([letter * (sizes[letter] // 4 + 1)] * 4), TEXT)

        async def looked() -> None:
            for _ in range(5):
                with suppress(NotFound):
                    one_of_them(await read(again, "a"))

        def one_of_them(content: bytes) -> None:
            letter = content[:1]
            assert content == letter * (4 * (sizes[letter] // 4 + 1))

        tasks: list[Any] = [written(by, letter) for letter in sizes for by in (blobs, again)]
        await asyncio.gather(*tasks, looked(), looked())
        one_of_them(await read(blobs, "a"))
        assert await listed(blobs) == {"a"}

    async def test_a_reader_goes_on_with_the_version_it_began(self, blobs: BlobDriver) -> None:
        """Whoever replaces or deletes it meanwhile; where a store cannot, it must say so, and never mix two."""
        await write(blobs, "a", b"old" * MIB)
        stat, content = await blobs.open("a")
        async with aclosing(content):
            seen = await anext(content)
            await write(blobs, "a", b"new")
            assert (await blobs.stat("a")).etag != stat.etag
            async for chunk in content:
                seen += chunk
        assert seen == b"old" * MIB
        assert await read(blobs, "a") == b"new"

    async def test_what_is_not_read_to_its_end_can_be_let_go(self, blobs: BlobDriver) -> None:
        """Before the first chunk, after it, and twice."""
        await blobs.write("large", large(0), TEXT)
        for chunks in (0, 1):
            _, content = await blobs.open("large")
            for _ in range(chunks):
                await anext(content)
            await content.aclose()
            await content.aclose()

    async def test_another_instance_sees_the_same(self, blobs: BlobDriver, again: BlobDriver) -> None:
        """What one process keeps, the others have at once."""
        await write(blobs, "a/b", b"x", "text/x-one")
        found: BlobStat = await again.stat("a/b")
        assert found == await blobs.stat("a/b")
        await again.delete("a/b")
        assert await listed(blobs) == set()
