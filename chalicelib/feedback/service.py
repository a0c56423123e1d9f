"""What reviewers decided, joined with the measures once a day is over: one object a day, without a name or picture.

A day's object is written once, whole, or not at all.  So a run may be late, come twice or die: the next one writes what
is missing, and writes the same.  What cannot be read costs its own line only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import chain

from chalicelib.feedback.decisions import ACTIONS, decisions, sample
from chalicelib.feedback.model import UNREADABLE, DecidedPhoto, Decision, as_lines, decided_photo, week_of
from chalicelib.identity.texts import ConsentKind
from chalicelib.orders.model import Order
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.log import alarm, fault, log
from chalicelib.staff.audit_store import AuditEntry
from chalicelib.storage import keys
from chalicelib.storage.objects import Objects
from chalicelib.tasks.model import Task

DAYS = 7  # back, for which a missing object is still written
REST = timedelta(hours=1)  # after midnight: whatever began before it is written by then
MOST = 10_000  # photos of a day; more would tell no more, and take minutes to read
AT_ONCE = 8  # orders read in parallel
NAMED_SINCE = "2027-01"  # version of the consent to the handling of the face that first names this use
EntriesOf = Callable[[str, date, Sequence[str]], Iterable[AuditEntry]]


class Feedback:
    """branches: whose decisions are gathered; entries_of: (branch, day in Shanghai, actions) → rows of the audit trail,
    oldest first; load: order id → order, None if there is none; agreed_since: see Consents; task_of: task id → task."""

    def __init__(
        self,
        *,
        branches: Callable[[], Iterable[str]],
        entries_of: EntriesOf,
        load: Callable[[str], Order | None],
        agreed_since: Callable[[str, ConsentKind, str], bool],
        task_of: Callable[[str], Task],
        objects: Objects,
        clock: Clock,
    ) -> None:
        self._branches, self._entries_of, self._load, self._task_of = branches, entries_of, load, task_of
        self._agreed_since, self._objects, self._clock = agreed_since, objects, clock

    def gather(self) -> list[date]:
        """Writes the days that are over and have no object yet; returns them, newest first.

        A day that fails raises an alarm and is left for the next run.
        """
        return [day for day in self._days() if not self._objects.exists(keys.feedback(day)) and self._written(day)]

    def _days(self) -> Iterator[date]:
        today = (self._clock() - REST).astimezone(SHANGHAI).date()
        return (today - timedelta(days=back) for back in range(1, DAYS + 1))

    def _written(self, day: date) -> bool:
        try:
            photos = list(self._photos(day))
            first = self._objects.put(keys.feedback(day), as_lines(photos), "application/x-ndjson")
        except Exception as error:
            fault("feedback not gathered", error, id=day.isoformat())
            alarm("what reviewers decided was not gathered: the next run tries again", id=day.isoformat())
            return False
        log("feedback gathered", id=day.isoformat(), count=len(photos))
        return first

    def _photos(self, day: date) -> Iterator[DecidedPhoto]:
        rows = chain.from_iterable(self._entries_of(branch, day, ACTIONS) for branch in self._branches())
        chosen, week = sample(decisions(rows), MOST), week_of(day)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            yield from filter(None, pool.map(lambda decision: self._photo(decision, week), chosen))

    def _photo(self, decision: Decision, week: str) -> DecidedPhoto | None:
        try:
            return self._of_consenting(decision, week)
        except UNREADABLE as error:
            told = {"order_id": decision.order_id, "photo_no": decision.photo_no}
            fault("decided photo not read", error, **told)
            alarm("a decision has no line of feedback: its order cannot be read", **told)
            return None

    def _of_consenting(self, decision: Decision, week: str) -> DecidedPhoto | None:
        """None for a student whose consent does not name this use, or was taken back."""
        order = self._load(decision.order_id)
        if order is None or not self._agreed_since(order.head.person_id, ConsentKind.FACE, NAMED_SINCE):
            return None
        return decided_photo(decision, order, self._task_of(order.head.task_id), week)
