"""Permissions to look for, and nothing else."""

from collections.abc import Sequence

from omni_sdk import Permission, Plugin, hookimpl

LOOK = Permission("thing.look", roles=("viewer",))
MEND = Permission("thing.mend", roles=("admin",))


class Acting(Plugin):
    """What is asked of whoever acts."""

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [LOOK, MEND]


plugin = Acting()
