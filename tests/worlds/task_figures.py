"""A task in the middle of its season: a roster, and counters as its events would have left them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from chalicelib.notify.counter_store import CounterItem, CounterKey
from chalicelib.notify.counters import day_of
from chalicelib.orders.model import State
from chalicelib.shared.crypto import sha256_hex
from chalicelib.tasks.model import Task
from chalicelib.tasks.roster import RosterRow
from chalicelib.wire import wire
from tests.worlds.app import World

# Of a hundred on the roster, so many are in each state; the others have not begun.
STANDS = {
    State.DONE: 24, State.IN_PRODUCTION: 10, State.APPROVED: 16, State.IN_REVIEW: 20, State.REJECTED: 4,
    State.AWAITING_PAYMENT: 5, State.CANCELLED: 1,
}  # fmt: skip
WHY = {
    "PERSON": {"hair_over_face": 118, "background_shadow": 86, "not_frontal": 71, "expression": 52, "retouched": 47,
               "glasses_glare": 39, "shoulders_uneven": 28, "other": 3},
    "MACHINE": {"background_not_plain": 230, "too_dark": 96, "head_too_small": 61},
}  # fmt: skip
JUDGED = {"PERSON#approve": 2800, "PERSON#reject": 376, "MACHINE#PASSED": 3900, "MACHINE#FAILED": 352}
Places = Sequence[tuple[str, str, int]]  # college, class, people


def season(task: Task, places: Places, *, days: int = 18) -> int:
    """Fills a task whose days are over but for today; returns how many people are on its roster."""
    states = [state for state, many in STANDS.items() for _ in range(many)]
    rows, people, total = list[RosterRow](), dict[str, State](), Counter[CounterKey]()
    pk, today = f"COUNT#{task.task_id}", date.fromisoformat(day_of(wire().clock()))
    for at, (college, name, many) in enumerate(places):
        for no in range(many):
            digest = sha256_hex(f"{task.task_id}/{at}/{no}".encode())
            rows.append(RosterRow(digest=digest, shown=f"{at:03}{no:03}", college=college, class_name=name))
            stands = (no * 37 + at * 11) % 100
            if stands < len(states):
                people[digest] = state = states[stands]
                total[pk, f"STATE#{state}"] += 1
                total[pk, f"CLASS#{college}#{name}#{state}"] += 1
                total[pk, f"DAY#{today - timedelta(days=stands * 7 % days)}#{state}"] += 1
        judged = many * 3 // 5
        slow = min(judged, judged * (12 + at % 7 * 2) // 100 + 1)
        total[pk, f"PASS#{college}#{name}#approve"] += judged - slow
        total[pk, f"PASS#{college}#{name}#reject"] += slow
    for by, codes in WHY.items():
        for code, photos in codes.items():
            total[pk, f"WHY#{today}#{by}#{code}"] += photos
    total.update({(pk, "FIRST#PASSED"): 3000, (pk, "FIRST#FAILED"): 1000})
    total.update({(pk, f"JUDGED#{today}#{verdict}"): photos for verdict, photos in JUDGED.items()})
    wire().student.tasks.put_roster(task.task_id, "season", rows, at=wire().clock())
    assert wire().stores.counters
    with CounterItem.batch_write() as batch:
        for (key, sk), n in total.items():
            batch.save(CounterItem(key, sk, n=n))
        for digest, state in people.items():
            batch.save(CounterItem(f"PROGRESS#{task.task_id}", digest, state=state.value, round=1))
    return len(rows)


def in_season(world: World, places: Places, title: str, branch: str) -> Task:
    """A branch's task that is in the middle of it."""
    opened = wire().clock() - timedelta(days=18)
    task = world.plain_task(branch=branch, title=title, roster="STUDENT_NOS", opens_at=opened)
    season(task, places)
    return task
