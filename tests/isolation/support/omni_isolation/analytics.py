"""What two tenants have in analytics, and what they do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
from omni_testbed.sides import Side

if TYPE_CHECKING:
    from omni_isolation.game import Tenants

BASE = "/api/v1/analytics"
DOORS = "/v1/"
"""What Segment libraries send to, with a key of its own that names the tenant: `test_doors_segment.py` of the hub."""
ON = ("report-usage", "format-csv")
"""Switched on, and with them the hub."""


class Analytics:
    """Of one side."""

    def __init__(self, game: Tenants, side: Side) -> None:
        self.game, self.side = game, side

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """By its key; it has to work."""
        answer = self.game.send(self.side, method, f"{BASE}{path}", **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer

    def made(self, path: str, **options: Any) -> str:
        """The id of what was made."""
        return str(self.ask("POST", path, **options).json()["id"])

    def schedule(self, name: str) -> dict[str, Any]:
        """A body for one."""
        recipients = [f"{self.side.mark}.reads@example.com"]
        return {"name": name, "type": "usage", "format": "csv", "cron": "0 7 * * 1", "recipients": recipients}

    def furnish(self) -> None:
        """One of everything."""
        living, ids, mark = self.game.living, self.side.ids, self.side.mark
        for plugin_id in ON:
            living.enable(living.kernel.registry.plugins[plugin_id].plugin, self.side.tenant)
        ids["key_id"].append(self.made("/write-keys", json={"name": mark}))
        # One that is kept, and one that is not.
        for name, told in ((mark, {"word": mark}), ("invoice.paid", {"word": mark})):
            self.ask("POST", "/events", json={"name": name, "user_id": mark, "properties": told})
        ids["run_id"].append(self.made("/generate-report", json={"type": "usage"}))
        ids["download_id"].append(self.made(f"/runs/{ids['run_id'][0]}/downloads", json={"format": "csv"}))
        file = f"name,user_id\n{mark},{mark}\n".encode()
        ids["import_id"].append(self.made("/imports", params={"filename": f"{mark}.csv"}, content=file))
        ids["erasure_id"].append(self.made("/erasures", json={"user_id": f"{mark}-gone"}))
        self.kept = self.made("/schedule-report", json=self.schedule(mark))
        ids["schedule_id"].append(self.kept)
        ids["sending_id"].append(self.made(f"/schedules/{self.kept}/dry-run"))
        living.wait(living.omni.run_jobs())

    def walk(self) -> None:
        """What takes the id of a schedule or a write key, since the kernel has such ids, too; and what wants a good body."""
        self.ask("POST", "/events", json={"name": self.side.mark})
        self.ask("POST", "/schedules/preview", json={"cron": "0 7 * * 1"})
        for path in ("/rejected-events", "/tracking-plan", "/write-keys", "/imports", "/schedules", "/runs"):
            self.ask("GET", path)
        self.ask("GET", f"/dashboard/{self.side.tenant.slug}")
        place = f"/schedules/{self.made('/schedule-report', json=self.schedule('another'))}"
        for step in ("pause", "resume", "send-now", "dry-run"):
            self.ask("POST", f"{place}/{step}")
        self.game.living.wait(self.game.living.omni.run_jobs())
        self.ask("GET", place)
        self.ask("GET", f"{place}/sendings")
        self.ask("PUT", place, json=self.schedule("renamed"))
        self.ask("DELETE", place)
        self.ask("DELETE", f"/write-keys/{self.made('/write-keys', json={'name': self.side.mark})}")
