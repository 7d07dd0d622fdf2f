"""Which route a path means: a dictionary for whole paths, a trie of segments for those with parameters.

A segment is percent-decoded once and after splitting, so `%2F` stays inside its segment. A trailing slash does not
count. Where several routes fit, the one that is literal furthest to the left wins, among those with the method asked.
"""

from __future__ import annotations

from typing import Generic, TypeVar
from urllib.parse import unquote_to_bytes

T = TypeVar("T")
Found = tuple[T, tuple[str, ...]]


class MalformedPath(ValueError):
    """The path is not percent-encoded UTF-8, or has a NUL in it."""


class Node(Generic[T]):
    """One position in the trie: literal children, one child for any segment, and what ends here, by method."""

    __slots__ = ("any", "ends", "literal")

    def __init__(self) -> None:
        self.literal: dict[str, Node[T]] = {}
        self.any: Node[T] | None = None
        self.ends: dict[str, T] = {}


class Trie(Generic[T]):
    """Routes by path and method."""

    def __init__(self) -> None:
        self._root: Node[T] = Node()
        self._whole: dict[str, dict[str, T]] = {}

    def add(self, method: str, path: str, value: T) -> None:
        """Add a route; GET answers HEAD, too. Raises ValueError when the method is taken at this path."""
        node = self._root
        for segment in split(path):
            if segment.startswith("{"):
                node.any = node = node.any or Node()
            else:
                node = node.literal.setdefault(segment, Node())
        if method in node.ends and not (method == "HEAD" and node.ends.get("GET") is node.ends["HEAD"]):
            raise ValueError(f"{method} {path} is there already")
        node.ends[method] = value
        if method == "GET":
            node.ends.setdefault("HEAD", value)
        if "{" not in path:
            self._whole[path.rstrip("/") or "/"] = node.ends

    def find(self, method: str, path: str) -> Found[T] | None:
        """The route and the decoded values of its parameters; raises MalformedPath."""
        if (ends := self._whole.get(path)) is not None and (value := ends.get(method)) is not None:
            return value, ()
        segments = decoded(path)
        return straight(self._root, segments, method) or walk(self._root, segments, 0, method, ())

    def methods(self, path: str) -> set[str]:
        """Methods that some route has at this path, for `Allow`."""
        found: set[str] = set()
        gather(self._root, decoded(path), 0, found)
        return found

    def at(self, path: str) -> dict[str, T]:
        """Every route that fits this path, by method, the most literal first."""
        segments = decoded(path)
        hits = {m: walk(self._root, segments, 0, m, ()) for m in self.methods(path)}
        return {method: hit[0] for method, hit in hits.items() if hit}


def split(path: str) -> list[str]:
    """The segments of a path; none for the root."""
    inner = path[1:-1] if path.endswith("/") else path[1:]
    return inner.split("/") if inner else []


def decoded(path: str) -> list[str]:
    """The segments of a path as sent, each percent-decoded."""
    segments = split(path)
    if "%" in path:
        try:
            segments = [unquote_to_bytes(s).decode() if "%" in s else s for s in segments]
        except UnicodeDecodeError as error:
            raise MalformedPath("the path is not percent-encoded UTF-8") from error
        if any("\0" in s for s in segments):
            raise MalformedPath("the path has a NUL in it")
    return segments


def straight(node: Node[T], segments: list[str], method: str) -> Found[T] | None:
    """The way without turning back, which is nearly always the right one; None says nothing."""
    taken: list[str] = []
    for segment in segments:
        child = node.literal.get(segment)
        if child is None:
            if (child := node.any) is None or not segment:
                return None
            taken.append(segment)
        node = child
    value = node.ends.get(method)
    return None if value is None else (value, tuple(taken))


def walk(node: Node[T], segments: list[str], at: int, method: str, taken: tuple[str, ...]) -> Found[T] | None:
    """Depth first, literal before parameter; a parameter is never empty."""
    if at == len(segments):
        value = node.ends.get(method)
        return None if value is None else (value, taken)
    segment = segments[at]
    child = node.literal.get(segment)
    if child is not None and (hit := walk(child, segments, at + 1, method, taken)) is not None:
        return hit
    if node.any is not None and segment:
        return walk(node.any, segments, at + 1, method, (*taken, segment))
    return None


def gather(node: Node[T], segments: list[str], at: int, found: set[str]) -> None:
    """Collect the methods of every end that the segments reach."""
    if at == len(segments):
        found.update(node.ends)
        return
    if child := node.literal.get(segments[at]):
        gather(child, segments, at + 1, found)
    if node.any is not None and segments[at]:
        gather(node.any, segments, at + 1, found)
