"""At which times a move of the sandbox's clock stops to run the schedules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from deploy.schedules import DAY, HOUR, MINUTE, Schedule

PACES = (  # (up to this length of a move, seconds between stops); a stop costs a tenth of a second
    (2 * HOUR, 5 * MINUTE), (2 * DAY, HOUR), (14 * DAY, 6 * HOUR), (60 * DAY, 12 * HOUR),
)  # fmt: skip


def stops(schedules: Mapping[str, Schedule], start: float, end: float) -> Iterator[float]:
    """Every time a daily schedule fires, and times in between, closer for a shorter move; the last is `end`.

    None is so near before `end` that nothing would run there: what falls due in between would be found by nobody.
    """
    pace = Schedule(next((step for most, step in PACES if end - start <= most), DAY))
    daily = [schedule for schedule in schedules.values() if schedule.period >= DAY]
    nearest = min(schedule.period for schedule in schedules.values())
    at = start
    while at < end:
        at = min(schedule.next(at) for schedule in (pace, *daily))
        at = at if at <= end - nearest else end
        yield at


def steps_due(schedules: Mapping[str, Schedule], after: float, until: float) -> list[str]:
    """The steps that fire after `after` and until `until`, the most frequent schedule first, each step once."""
    steps = [step for step, schedule in schedules.items() if schedule.last(until) > after]
    return sorted(steps, key=lambda step: schedules[step].period)
