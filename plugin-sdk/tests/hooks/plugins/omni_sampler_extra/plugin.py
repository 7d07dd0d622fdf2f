"""A sample for the hub."""

from collections.abc import Sequence

from omni_sampler import Sample, SamplerHooks
from pydantic import BaseModel

from omni_sdk import Context, Plugin, hookimpl


class ExtraSettings(BaseModel):
    """Its own settings, which the hub does not see."""

    flavour: str = "mint"


async def taste(ctx: Context[ExtraSettings]) -> str:
    """Taste as this plugin's settings say."""
    return f"{ctx.settings.flavour} for {ctx.tenant.slug}"


class Extra(Plugin, SamplerHooks):
    """Contributes one sample."""

    @hookimpl
    def omni_settings(self) -> type[ExtraSettings]:
        return ExtraSettings

    @hookimpl
    def sampler_samples(self) -> Sequence[Sample]:
        return [Sample("sweet", taste)]


plugin = Extra()
