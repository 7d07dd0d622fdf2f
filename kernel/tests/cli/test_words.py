"""Commands below a word that a plugin reserved."""

from __future__ import annotations

from omni_ran import Omni
from omni_strangers import Stranger

from omni_kernel.cli import _kernel_commands, errors
from omni_kernel.cli.root import app
from omni_kernel.plugins.words import OWN

SOURCE = """
async def about(ctx: ConsoleContext, name: str = "all") -> None:
    "Say what there is."
    ctx.print(f"about {name}")


async def here(ctx: CommandContext) -> None:
    "Say where it is."
    ctx.print(f"here {ctx.tenant.slug}")


class It(Plugin):
    @hookimpl
    def omni_commands(self) -> Sequence[Command]:
        return [Command("about", about, group="parcel"), Command("here", here, group="parcel"), Command("about", here)]
"""


def why(omni: Omni, plugin: str) -> str:
    """How a plugin stands, and why."""
    row = next(row for row in omni("plugin", "list", "--json").json if row["id"] == plugin)
    return f"{row['state']}: {row['reason']}"


def test_omnis_own_words_are_known_without_its_commands() -> None:
    """The kernel's list is what the command line has."""
    assert OWN - {"help"} == _kernel_commands(app)


def test_a_command_below_a_reserved_word(installed: Omni, stranger: Stranger) -> None:
    """With and without a tenant; the plugin's id stands for the commands without a group, even of the same name."""
    stranger("acme-post", SOURCE, 'commands = ["parcel"]')
    assert installed("parcel", "about", "--name", "x").out == "about x\n"
    assert installed("tenant", "create", "first").code == 0
    off = installed("parcel", "here", "--tenant", "first")
    assert (off.code, "acme-post" in off.err) == (errors.NOT_FOUND, True)
    assert installed("plugin", "enable", "acme-post", "--tenant", "first").code == 0
    assert installed("parcel", "here", "--tenant", "first").out == "here first\n"
    assert installed("acme-post", "about", "--tenant", "first").out == "here first\n"
    told = installed("parcel", "--help").out
    assert "Usage: omni parcel" in told
    assert "Say what there is." in told
    commands = installed("plugin", "info", "acme-post", "--json").json["commands"]
    assert commands == ["omni parcel about", "omni parcel here", "omni acme-post about"]


def test_a_word_without_commands_says_where_they_are(installed: Omni, stranger: Stranger) -> None:
    """The plugin's id, where all of its commands have a group; and a word that nothing was put below."""
    stranger("acme-post", SOURCE.replace(', Command("about", here)', ""), 'commands = ["parcel", "letter"]')
    for word in ("acme-post", "letter"):
        ran = installed(word, "about")
        assert (ran.code, "see omni parcel" in ran.err) == (errors.NOT_FOUND, True)


def test_a_group_that_the_manifest_does_not_reserve(installed: Omni, stranger: Stranger) -> None:
    """It is refused when the plugin is loaded, and the word leads to the reason."""
    stranger("acme-post", SOURCE, 'commands = ["letter"]')
    assert "quarantined: the command 'about' is of the group 'parcel'" in why(installed, "acme-post")
    ran = installed("letter", "about")
    assert (ran.code, "acme-post" in ran.err and "quarantined" in ran.err) == (errors.FAILED, True)


def test_words_that_are_somebody_elses(installed: Omni, stranger: Stranger) -> None:
    """Omni's own, another plugin's id, its own id, or one that an earlier plugin has; read from manifests alone."""
    broken = "1 / 0"  # is never imported
    stranger("acme-a", SOURCE, 'commands = ["parcel"]')
    stranger("acme-b", broken, 'commands = ["parcel"]')
    stranger("acme-c", broken, 'commands = ["tenant"]')
    stranger("acme-d", broken, 'commands = ["acme-a"]')
    stranger("acme-e", broken, 'commands = ["acme-e"]')
    stranger("acme-f", broken, 'commands = ["Parcel"]')
    assert why(installed, "acme-a") == "loaded: "
    for plugin, reason in {
        "acme-b": "reserves the command 'parcel', as 'acme-a' does",
        "acme-c": "reserves the command 'tenant', which is Omni's own",
        "acme-d": "reserves the command 'acme-a', which is the id of another plugin",
        "acme-e": "reserves the command 'acme-e', which is its id",
        "acme-f": "commands.0",
    }.items():
        found = why(installed, plugin)
        assert found.startswith("quarantined")
        assert reason in found


def test_two_commands_of_a_name_below_a_word(installed: Omni, stranger: Stranger) -> None:
    """Refused, with the whole command."""
    stranger("acme-post", SOURCE.replace('"here", here', '"about", here'), 'commands = ["parcel"]')
    assert "'omni parcel about' is taken by" in why(installed, "acme-post")
