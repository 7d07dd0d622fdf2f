"""The benchmark itself works: it runs to its end and has every row. Nothing here looks at how long anything took."""

import json
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.dashboard import missing

ROOT = Path(__file__).resolve().parents[2]
ROWS = (
    "Omni POST / bare FastAPI POST",
    "Omni POST / bare Starlette POST",
    "Omni POST / FastAPI + SQLAlchemy",
    "keys cached in both",
    "no key cached in either",
    "Datasette plugin route GET",
    "Omni GET",
    "plugins /",
    "tenants / 1",
    "time of a login / argon2",
    "by session / by key",
    "find and call / pluggy call",
    "SQLite, enqueued in a transaction and run / bare arq",
    "PostgreSQL, enqueued in a transaction and run / bare arq",
    "claimed by a worker, SQLite",
    "claimed by a worker, PostgreSQL",
    "claimed in lots, SQLite",
    "claimed in lots, PostgreSQL",
    "row-level security, get by id, 1 at a time",
    "row-level security, list of 20, 8 at a time",
    "row-level security, insert, 1 at a time",
    "row-level security, update, 8 at a time",
    "TenantModel get, SQLite / plain Tortoise",
    "TenantModel count, PostgreSQL / plain Tortoise",
    "2 web processes / 1",
    "with the audit log / without, PostgreSQL, 1 at a time",
    "with the audit log / without, SQLite, 32 at a time",
    "audited model / unaudited",
    "audited and logged / neither",
    "blob driver file, write",
    "blob driver s3, read",
    "in force in both processes",
    "while Redis is unreachable",
    "first 200 of /healthz",
    "usage report over 6,000 events / SQL by hand",
    "pandas / usage report",
    "dashboard of 6,000 events, after new ones",
    "dashboard of 6,000 events, kept",
    "of 10 cells / bare xlsxwriter",
    "events a second through POST /v1/batch",
    "POST /v1/batch / bare Starlette",
    "events a second from POST to segment",
    "a request that is counted / not counted",
)
IN_A_BROWSER = (
    "login: largest contentful paint",
    "home: total blocking time",
    "plugins: layout shift",
    "plugins: scripts of the first load",
    "pages without a chunk of their own",
    "frames dropped, scrolling",
)


def test_quick_run_has_every_row(tmp_path: Path) -> None:
    target = tmp_path / "rows.json"

    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--quick", "--json", str(target)],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=580,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    rows = json.loads(target.read_text(encoding="utf-8"))
    for name in (*ROWS, *(() if missing() else IN_A_BROWSER)):
        assert any(name in row["name"] for row in rows), f"no row {name!r}"
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows)
    # Of pages some things may be counted and not be there: shifts, dropped frames.
    assert all(row["low"] > 0 for row in rows if not row["name"].startswith("dashboard, "))
