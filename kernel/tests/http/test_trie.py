"""The trie against the obvious way to match."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.http.trie import MalformedPath, Trie

WORDS = st.sampled_from(["a", "b", "c", "{x}", "{y}"])
ROUTES = st.lists(st.tuples(st.sampled_from(["GET", "POST"]), st.lists(WORDS, max_size=4)), max_size=12)
ASKED = st.lists(st.sampled_from(["a", "b", "c", "d", "ä/b", "%"]), max_size=4)


def naive(routes: dict[tuple[str, tuple[str, ...]], int], method: str, segments: list[str]) -> int | None:
    """The fitting route that is literal furthest to the left."""
    fitting = [
        (tuple(0 if w == s else 1 for w, s in zip(words, segments, strict=True)), value)
        for (m, words), value in routes.items()
        if m == method and len(words) == len(segments) and all(w in ("*", s) for w, s in zip(words, segments, strict=True))
    ]
    return min(fitting)[1] if fitting else None


@given(ROUTES, ASKED, st.sampled_from(["GET", "POST"]), st.booleans())
def test_agrees_with_naive_matching(made: list[tuple[str, list[str]]], asked: list[str], method: str, slash: bool) -> None:
    trie: Trie[int] = Trie()
    routes: dict[tuple[str, tuple[str, ...]], int] = {}
    for number, (m, words) in enumerate(made):
        key = (m, tuple("*" if w.startswith("{") else w for w in words))
        if key not in routes:
            routes[key] = number
            trie.add(m, "/" + "/".join(words), number)
    path = "/" + "/".join(quote(s, safe="") for s in asked) + ("/" if slash and asked else "")
    found = trie.find(method, path)
    assert (found[0] if found else None) == naive(routes, method, asked)
    both = {m for m in ("GET", "POST") if naive(routes, m, asked) is not None}
    assert trie.methods(path) - {"HEAD"} == both


def test_parameters_are_decoded_once_and_stay_in_their_segment() -> None:
    trie: Trie[str] = Trie()
    trie.add("GET", "/files/{name}/x", "one")
    assert trie.find("GET", "/files/a%2Fb%2520c/x") == ("one", ("a/b%20c",))
    assert trie.find("GET", "/files//x") is None


def test_head_is_answered_by_get() -> None:
    trie: Trie[str] = Trie()
    trie.add("GET", "/a", "one")
    assert trie.find("HEAD", "/a") == ("one", ())


@pytest.mark.parametrize("path", ["/%ff", "/%00", "/a%ed%a0%80"])
def test_malformed_paths(path: str) -> None:
    with pytest.raises(MalformedPath):
        Trie[int]().find("GET", path)


def test_taken() -> None:
    trie: Trie[int] = Trie()
    trie.add("GET", "/a/{b}", 1)
    with pytest.raises(ValueError, match="there already"):
        trie.add("GET", "/a/{c}", 2)
