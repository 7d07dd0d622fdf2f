"""A report type's code, called with the tenant's events and nothing else of the hub's."""

from __future__ import annotations

from typing import Any

from pydantic import JsonValue

from omni_analytics.contract.hooks import ReportType
from omni_analytics.contract.parameters import Parameters
from omni_analytics.contract.period import Period
from omni_analytics.contract.report import Report, Result
from omni_analytics.segments.reading import BoundEvents, events_of
from omni_sdk import Context, parse


def parameters_of(kind: ReportType[Any], given: dict[str, JsonValue]) -> Parameters:
    """What was asked for, validated; `Invalid` names the field below `parameters`."""
    found: Parameters = parse(kind.parameters, given, at="parameters")
    return found


def period_of(ctx: Context[Any], parameters: Parameters) -> Period:
    """The instants that are meant, in the tenant's zone unless another one was asked for."""
    return parameters.resolve(ctx.tenant.zone, ctx.clock.now())


async def events_for(ctx: Context[Any], period: Period) -> BoundEvents:
    """The events that a report over the period may need: also of what it is compared with, and of days before."""
    return (await events_of(ctx)).during(*period.reach)


async def compute(
    ctx: Context[Any], plugin_id: str, kind: ReportType[Any], parameters: Parameters, events: BoundEvents, period: Period
) -> Report:
    """The report; what fails in the plugin's code comes out as `ContributionFailed`."""
    async with ctx.child(plugin_id) as its:
        result: Result = await kind.compute(its, events, period, parameters)
    return Report(
        type=kind.name,
        title=ctx.locale.text(kind.title),
        tenant=ctx.tenant.name,
        language=ctx.locale.language,
        generated=ctx.clock.now(),
        period=period,
        parameters=list(told(parameters)),
        result=result,
    )


def told(parameters: Parameters) -> list[tuple[str, str]]:
    """Parameters as people read them: title and value of those that are set."""
    found = []
    for name, field in type(parameters).model_fields.items():
        value: Any = getattr(parameters, name)
        if value in (None, "", [], (), {}):
            continue
        text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        found.append((field.title or name.replace("_", " ").capitalize(), text))
    return found
