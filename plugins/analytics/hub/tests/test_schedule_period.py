"""Which days a scheduled report is about, whenever it is made."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from omni_analytics import Parameters, Period
from omni_analytics.contract.parameters import Preset
from omni_analytics.schedules.timing import period_for

PRESETS: list[Preset] = [
    "today", "yesterday", "last_7_days", "last_30_days", "this_week", "last_week", "this_month", "last_month", "this_year",
    "last_year", "last_12_months",
]  # fmt: skip
ZONES = st.sampled_from(["UTC", "Europe/Zurich", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia"]).map(ZoneInfo)
TIMES = st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (aware by timezones)
DELAYS = st.timedeltas(timedelta(), timedelta(days=40))


def days(period: Period) -> tuple[datetime, datetime]:
    """From when to when."""
    return period.start, period.end


@given(st.sampled_from(PRESETS), ZONES, TIMES, DELAYS)
def test_late_is_about_the_same_days(preset: Preset, zone: ZoneInfo, due: datetime, late: timedelta) -> None:
    """However late it is made: only what has passed of them is another."""
    asked, now = Parameters(period=preset), due + late
    on_time, made = asked.resolve(zone, due), period_for(asked, zone, due, now)
    assert days(made) == days(on_time)
    assert made.now == now
    assert made.partial == (made.end > now)


@given(st.sampled_from(PRESETS), ZONES, TIMES)
def test_on_time_is_as_by_hand(preset: Preset, zone: ZoneInfo, due: datetime) -> None:
    """Made at once, it is what somebody who asks for it then would get."""
    asked = Parameters(period=preset)
    assert period_for(asked, zone, due, due) == asked.resolve(zone, due)


@given(ZONES, ZONES, TIMES)
def test_the_parameters_zone_counts(own: ZoneInfo, schedules: ZoneInfo, due: datetime) -> None:
    """Where they name one."""
    asked = Parameters(period="yesterday", zone=own.key)
    assert period_for(asked, schedules, due, due).zone == own
    assert period_for(Parameters(period="yesterday"), schedules, due, due).zone == schedules
