"""What Excel can hold (Excel specifications and limits), and what is noted of a report that holds more."""

from datetime import date

ROWS = 1_048_576
"""Of a sheet, its header included."""
COLUMNS = 16_384
CHARACTERS = 32_767
"""Of a cell, in UTF-16 units."""
DIGITS = 15
EXACT = 10**DIGITS
"""Integers from here on have more digits than Excel keeps."""
LARGEST, POWER = 9.99999999999999e307, 307
"""Of numbers; decimals are compared by their power of ten, which is faster."""
SHEET_NAME = 31
FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a 29 February 1900, which never was, and knows no years."""
DRAWN = 32_000
"""Points of a series that are drawn; Excel gets slow long before its limit."""

CUT = "{place}: texts cut to the 32,767 characters that Excel holds in a cell: {count}"
MENDED = "{place}: texts without characters that no file can hold: {count}"
LONG = "{place}: numbers with more digits than Excel keeps, written as text: {count}"
ROUNDED = "{place}: numbers rounded to the 15 digits that Excel keeps: {count}"
EARLY = "{place}: dates before March 1900, where Excel's calendar is wrong, written as text: {count}"
LOST = "{place}: numbers that are infinite or undefined, left empty: {count}"
"""Notes of which `Cells` counts how often they apply."""

CONTINUED = "{place}: more rows than a sheet holds; they go on in {sheets}"
NARROWED = "{place}: columns left out, since a sheet holds {limit}: {columns}"
SHORTENED = "{place}: the chart draws the first {count} rows"
EMPTY = "{place}: there is nothing to draw"
