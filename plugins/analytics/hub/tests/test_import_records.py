"""Records of files: the same ones however the file is cut."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_analytics.doors.importing import csv_rows, json_lines, records
from omni_analytics.doors.importing.columns import Columns
from omni_analytics.doors.importing.csv_rows import CsvRows
from omni_analytics.doors.importing.json_lines import JsonLines
from omni_analytics.doors.importing.records import BadFile, Reader, Record

CELLS = st.text(st.sampled_from('ab",;\n\r\té€'), max_size=6)
NOISE = st.text(st.sampled_from('a",\n\r;{}[]1'), max_size=60).map(str.encode) | st.binary(max_size=40)
CUTS = st.lists(st.integers(1, 9), max_size=40)


def pieces(content: bytes, cuts: Sequence[int]) -> list[bytes]:
    """The content cut into pieces of these sizes; what is left is the last one."""
    found, at = [], 0
    for size in cuts:
        found.append(content[at : at + size])
        at += size
    return [*found, content[at:]]


def read(reader: Reader, parts: Sequence[bytes]) -> list[Record]:
    """All records."""
    found = [record for part in parts for record in reader.feed(part)]
    return [*found, *reader.finish()]


def table(rows: Sequence[Sequence[str]], delimiter: str = ",", end: str = "\r\n") -> bytes:
    """A CSV file as Python writes it."""
    out = io.StringIO()
    # Python itself leaves a lone \r without quotes, and then cannot read it.
    odd = any("\r" in cell for row in rows for cell in row)
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if odd else csv.QUOTE_MINIMAL).writerows(rows)
    return out.getvalue().encode()


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8), CUTS, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_a_table_comes_back(rows: list[tuple[str, str]], cuts: list[int], delimiter: str, end: str) -> None:
    """Whatever stands in the cells, and wherever the file is cut: every row, with its values."""
    content = table([("name", "properties.a"), *rows], delimiter, end)
    found = read(CsvRows(), pieces(content, cuts))
    assert [(r.item.get("name", ""), r.item.get("properties", {}).get("a", "")) for r in found] == rows
    assert all(record.reason is None for record in found)


@given(NOISE, CUTS, st.sampled_from([3, 12, records.LONGEST]))
def test_any_file_is_cut_the_same(noise: bytes, cuts: list[int], longest: int) -> None:
    """Records, their lines and ends do not depend on the pieces, however broken the file and however long its lines."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (records, csv_rows, json_lines):
            patched.setattr(module, "LONGEST", max(longest, 5))
        header = csv_rows.Header("name,b\n")
        for make in (lambda: CsvRows(end=7, line=2, header=header), lambda: JsonLines(end=7, line=2)):
            whole, cut = make(), make()
            assert read(cut, pieces(noise, cuts)) == read(whole, [noise])
            assert (cut.end, cut.line) == (whole.end, whole.line)
            assert cut.end == 7 + len(noise)


@given(NOISE, st.data())
def test_going_on_behind_any_record(noise: bytes, data: st.DataObject) -> None:
    """Where a record ends reading can begin anew, and gives the rest."""
    header = csv_rows.Header("name,b\n")
    found = read(CsvRows(end=7, line=2, header=header), [noise])
    if not found:
        return
    at = data.draw(st.integers(0, len(found) - 1))
    last = found[at]
    rest = read(CsvRows(end=last.end, line=last.after, header=header), [noise[last.end - 7 :]])
    assert rest == found[at + 1 :]


def test_what_programs_write() -> None:
    """A byte order mark, semicolons, empty lines and a last line without an end."""
    content = '\ufeffName;plan;properties.address.city;time\r\n\r\nsigned;pro;"Zürich; CH";\r\nleft;;;2026-01-01'.encode()
    found = read(CsvRows(), [content[:1], content[1:]])
    assert [(r.line, r.item) for r in found] == [
        (3, {"name": "signed", "properties": {"plan": "pro", "address": {"city": "Zürich; CH"}}}),
        (4, {"name": "left", "time": "2026-01-01"}),
    ]


def test_bad_rows_do_not_hide_others() -> None:
    """A quote that is never closed, too few cells, no UTF-8: the line with its number, and the ones after it."""
    content = b'name,n\na,1"\nb,2\nc\nd,\xff\ne,"5"x\nf,6\n"open,7\n'
    found = {record.line: (record.item, record.reason) for record in read(CsvRows(), [content])}
    assert list(found) == [2, 3, 4, 5, 6, 7, 8]
    assert found[3][0]["name"] == "b"
    assert found[7][0]["name"] == "f"
    assert found[2][0]["properties"] == {"n": '1"'}, "a quote inside of a cell is no quote"
    assert "unexpected end of data" in str(found[8][1])
    assert found[4][1] == "it has 1 cells, the header 2"
    assert found[5][1] == "it is not UTF-8"
    assert "expected after" in str(found[6][1])


def test_json_lines() -> None:
    """An object a line; what is none is named."""
    found = read(JsonLines(), [b'\xef\xbb\xbf{"name": "a"}\r\n\n[1]\n{"name"\n{"name": "b"}'])
    assert [(r.line, r.reason) for r in found if r.reason] == [
        (3, "a JSON list, not an object"),
        (4, "no JSON: EOF while parsing an object at line 1 column 7"),
    ]
    assert [r.item["name"] for r in found if not r.reason] == ["a", "b"]


@pytest.mark.parametrize(
    ("reader", "content", "says"),
    [
        (CsvRows, b"a,b\n1,2\n", "no column `name`"),
        (CsvRows, "name,b\n".encode("utf-16"), "UTF-16"),
        (CsvRows, b"name,\xff\n", "not UTF-8"),
        (CsvRows, b"name,name\n", "two columns"),
        (CsvRows, b"name,a,a.b\n", "lies inside"),
        (CsvRows, b"name,\n", "no name"),
        (CsvRows, b'name,"a\rb"c\n', "no column|no CSV|header"),
        (CsvRows, b"x" * 200_000, "more than 130000 bytes"),
        (JsonLines, b'[\n{"name": "a"}\n]', "JSON array"),
    ],
)
def test_files_that_cannot_be_read(reader: type[Reader], content: bytes, says: str) -> None:
    """The message says what is wrong with the file as a whole."""
    with pytest.raises(BadFile, match=says):
        read(reader(), [content])


def test_columns_of_json() -> None:
    """A column `properties` or `context` holds an object."""
    columns = Columns(["name", "properties", "context.app"])
    assert columns.item(["a", '{"n": 1}', "x"]) == {"name": "a", "properties": {"n": 1}, "context": {"app": "x"}}
    for cell in ("{", "[]"):
        with pytest.raises(ValueError, match="properties: "):
            columns.item(["a", cell, ""])
