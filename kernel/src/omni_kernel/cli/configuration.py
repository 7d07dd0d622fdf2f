"""`omni config`: what is in force, what is wrong, and the schemas of configuration and API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.running import read_settings, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

app = group("The configuration: check it, show it; its schema, and the API's.")


@app.command()
def check(json: Json = False) -> None:
    """Read all of the configuration, tables of drivers and plugins included; exit code 2 with every problem."""
    from omni_kernel import settings

    console = Console(json=json)
    path = settings.find()

    async def nothing(kernel: Kernel) -> None:
        """Opening a kernel has asked every owner of a table."""

    run(nothing, migrated=False)
    if json:
        console.print({"ok": True, "file": str(path) if path else None})
    else:
        console.say(f"{path or 'the embedded configuration'} is good")


@app.command()
def show(json: Json = False) -> None:
    """Show what is in force, from whichever source; secrets are hidden."""
    from omni_kernel import settings

    shown = settings.show(read_settings())
    Console(json=json).record(shown if json else dict(_leaves(shown)))


@app.command()
def schema(json: Json = False) -> None:
    """Print the JSON Schema of omni.toml; `config/omni.schema.json` is this."""
    from omni_kernel import settings

    del json  # it is JSON either way
    Console(json=True).print(settings.config_schema())


@app.command()
def openapi(json: Json = False) -> None:
    """Print the OpenAPI document of all that is installed, as `/api/v1/openapi.json` says it to the platform."""
    from omni_kernel.app import Kernel
    from omni_kernel.http.openapi import Documents

    del json  # it is JSON either way
    Console().print(Documents(Kernel.at_rest(read_settings())).text(None))


def _leaves(table: dict[str, object], prefix: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in table.items():
        path = f"{prefix}{key}"
        found += _leaves(value, f"{path}.") if isinstance(value, dict) else [(path, value)]
    return found
