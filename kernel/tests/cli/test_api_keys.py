"""`omni api-key`: rotated at the command line."""

from __future__ import annotations

from omni_ran import Omni

from omni_kernel.cli import errors


def test_rotate(installed: Omni) -> None:
    """The successor's text is shown this once; the old key ends."""
    installed("tenant", "create", "first")
    made = installed("api-key", "create", "--tenant", "first", "--name", "ci", "--json").json
    new = installed("api-key", "rotate", made["id"], "--overlap", "1", "--expires", "2099-01-01", "--json").json
    assert (new["name"], new["roles"], new["expires_at"]) == ("ci", ["admin"], "2099-01-01T00:00:00Z")
    assert new["key"] != made["key"]
    listed = {each["id"]: each for each in installed("api-key", "list", "--tenant", "first", "--json").json}
    assert listed[made["id"]]["expires_at"] == new["old_key_ends_at"]
    assert (listed[new["id"]]["uses"], listed[new["id"]]["used_at"]) == (0, None)
    assert installed("api-key", "rotate", made["id"]).code == errors.CONFLICT
    assert new["key"] not in installed("api-key", "list").out


def test_rotate_what_there_is_not(installed: Omni) -> None:
    """A wrong id, an unknown one, an overlap without measure."""
    assert installed("api-key", "rotate", "nonsense").code == errors.USAGE
    assert installed("api-key", "rotate", "019a0000-0000-7000-8000-000000000000").code == errors.NOT_FOUND
    assert installed("api-key", "rotate", "019a0000-0000-7000-8000-000000000000", "--overlap", "-1").code == errors.USAGE


def test_whose_key_it_is(installed: Omni) -> None:
    """A tenant's, or the platform's: one of the two."""
    installed("tenant", "create", "first")
    assert installed("api-key", "create").code == errors.USAGE
    assert installed("api-key", "create", "--tenant", "first", "--platform").code == errors.USAGE
