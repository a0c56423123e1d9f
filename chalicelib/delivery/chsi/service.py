"""CHSI's answers to photos, as the branch imports them: each is one transition, counted with it and looked at later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.delivery.chsi.model import Refusal, season_of
from chalicelib.delivery.chsi.store import ACCEPTED, ChsiStore
from chalicelib.delivery.chsi.words import UNSAID, code_of, reason_said
from chalicelib.delivery.errors import ChsiWordUnknown, RefusalOver, RefusalUnknown
from chalicelib.delivery.results import Results
from chalicelib.desk.orders import DeskOrders
from chalicelib.desk.review.reasons import reasons
from chalicelib.orders.model import Order, Rejection, State
from chalicelib.shared.clock import Clock
from chalicelib.shared.db import Write, insist, transact
from chalicelib.staff.audit import Audit
from chalicelib.staff.model import Staff
from chalicelib.tasks.service import Tasks

PAGE = 50
BY_CHSI = "学信网："
LOOKED_THROUGH = 200  # refusals of one request: those of one reason may lie far apart


class _ExplainedError(Exception):
    """The student knows why: it is not told over what somebody wrote meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Photos that CHSI accepted, and those it refused: by our code (None where nobody has said which it is), and by its
    own words."""

    accepted: int
    by_code: dict[str | None, int]
    by_said: dict[str, tuple[str | None, int]]

    @property
    def refused(self) -> int:
        return sum(self.by_code.values())


@dataclass(frozen=True, kw_only=True)
class Which:
    """The refusals of a task, or of the branch's season."""

    task_id: str | None
    season: int


class Chsi:
    """A task of another branch counts as unknown.  Answers that staff enter by hand, one by one, are not counted."""

    def __init__(
        self, *, store: ChsiStore, orders: DeskOrders, results: Results, tasks: Tasks, audit: Audit, clock: Clock
    ) -> None:
        self._store, self._orders, self._results, self._tasks = store, orders, results, tasks
        self._audit, self._clock = audit, clock

    def accepted(self, who: Staff, order: Order) -> Order:
        """CHSI accepted the photo.  Of an order that is done already, it is only noted at its refusal."""
        head, season = order.head, season_of(self._clock())
        if head.state is State.DONE:
            insist(lambda: _write(self._over(order)))
            return order
        counted = self._store.accept(head.order_id, head.task_id, head.branch, season)
        return self._results.confirm(who, head.order_id, also=lambda: [*counted, *self._over(order)])

    def confirmed(self, who: Staff, order_id: str) -> Order:
        """As `accepted`, entered by hand: not counted.  Raises OrderNotFound, and what the table refuses."""
        order, _ = self._orders.show(who, order_id)
        return self._results.confirm(who, order_id, also=lambda: self._over(order))

    def _over(self, order: Order) -> list[Write]:
        """A refusal of the photo is no longer CHSI's word."""
        now = self._clock()
        return self._store.change(
            order.head.order_id,
            order.head.photo_no or 0,
            lambda refusal: replace(refusal, over_at=refusal.over_at or now),
        )

    def reads(self, who: Staff) -> Callable[[str], str | None]:
        """A function from CHSI's reason to our code, for many reasons at once."""
        own = self._store.words(who.branch)
        return lambda said: code_of(said, own)

    def refused(self, who: Staff, order: Order, result: str, note: str, reads: Callable[[str], str | None]) -> Order:
        """CHSI refused the photo: it is corrected for free, and the student is told why and what to do.

        result, note: CHSI's words; reads: of this branch.  Raises NothingToCorrect.
        """
        said, answer = _said(order, result, note), f"{BY_CHSI}{result}"
        fault = _fault(said, note, answer, reads(said))
        return self._results.correct(who, order.head.order_id, fault, answer, also=lambda: self._newest(order, said))

    def explained(self, who: Staff, order: Order, result: str, note: str, reads: Callable[[str], str | None]) -> None:
        """CHSI's reason for a photo that it refused without one, whose correction goes on: the student is told, and the
        refusal is counted by it.  Nothing where a reason is known, or still none is given.  Parameters as in `refused`.
        """
        said, answer, head = _said(order, result, note), f"{BY_CHSI}{result}", order.head
        if said == UNSAID or head.correction is None:
            return
        photo_no = head.correction.photo_no or 0

        def counted() -> list[Write]:
            return self._store.change(head.order_id, photo_no, lambda refusal: replace(refusal, said=said))

        with suppress(_ExplainedError):
            self._results.explain(
                who, head.order_id, _fault(said, note, answer, reads(said)), answer, only=_is_unexplained, also=counted
            )

    def held(self, order: Order, result: str, note: str) -> None:
        """CHSI refused the photo; the branch looks at it before it opens a correction.

        Repeated, it does nothing, unless something was decided since: the photo is then to be looked at once more.
        """
        said = _said(order, result, note)
        insist(lambda: _write(self._newest(order, said)))

    def _newest(self, order: Order, said: str) -> list[Write]:
        """CHSI's newest word about a photo.  While nothing was decided about its refusal, news is only the reason that
        it lacks; an erased order's keeps no words."""
        now = self._clock()

        def newest(refusal: Refusal) -> Refusal:
            if order.head.erased_at or not refusal.said:
                return refusal
            if not is_open(refusal, order):
                return replace(refusal, said=said, at=now, over_at=None)
            return replace(refusal, said=said) if refusal.said == UNSAID else refusal

        return self._record(order, said) or self._store.change(order.head.order_id, order.head.photo_no or 0, newest)

    def open_correction(self, who: Staff, order_id: str, photo_no: int, reason: str) -> Order:
        """Correct a photo that CHSI refused: the student is told why and what to do; opened twice, it is opened once.

        Raises OrderNotFound, RefusalUnknown, and RefusalOver once the photo was replaced or the order has gone on.
        """
        order, _ = self._orders.show(who, order_id)
        refusal = self._store.get(order_id, photo_no)
        if refusal is None:
            raise RefusalUnknown
        if order.head.state is State.CORRECTION and order.head.photo_no in (photo_no, None):
            return order
        if not is_open(refusal, order):
            raise RefusalOver
        code = self.reads(who)(refusal.said)
        fault = Rejection(reasons=reasons([code] if code else [], refusal.said), note=f"{BY_CHSI}{refusal.said}")
        return self._results.correct(who, order_id, fault, reason)

    def _record(self, order: Order, said: str) -> list[Write]:
        """Nothing for a photo that it refused before."""
        head, photo_no = order.head, order.head.photo_no or 0
        if self._store.get(head.order_id, photo_no):
            return []
        refusal = Refusal(
            order_id=head.order_id,
            photo_no=photo_no,
            task_id=head.task_id,
            branch=head.branch,
            said=said,
            at=self._clock(),
        )
        return self._store.add(refusal)

    def which(self, who: Staff, task_id: str | None, season: int | None) -> Which:
        """season: this one if None.  Raises TaskUnknown."""
        if task_id is not None:
            self._tasks.of_branch(who.branch, task_id)
        return Which(task_id=task_id, season=season or season_of(self._clock()))

    def figures(self, who: Staff, which: Which) -> Figures:
        """From sums alone: as cheap for a hundred thousand answers as for ten."""
        task, store = which.task_id, self._store
        sums = store.sums_of_task(task) if task else store.sums_of_season(who.branch, which.season)
        accepted, own = sums.pop(ACCEPTED, 0), self._store.words(who.branch)
        by_said = {said: (code_of(said, own), n) for said, n in sums.items()}
        by_code: Counter[str | None] = Counter()
        for code, n in by_said.values():
            by_code[code] += n
        return Figures(accepted=accepted, by_code=dict(by_code), by_said=by_said)

    def page(
        self, who: Staff, which: Which, code: str | None, after: str | None
    ) -> tuple[list[tuple[Refusal, str | None]], str | None]:
        """(refusals with our code, newest first, where the next are or None).

        code: those of one reason, "" for those without; a page of these may be short, even empty, before the end.
        """
        own, found = self._store.words(who.branch), list[tuple[Refusal, str | None]]()
        for _ in range(LOOKED_THROUGH // PAGE):
            task, store = which.task_id, self._store
            refusals, after = (
                store.of_task(task, limit=PAGE, after=after)
                if task
                else store.of_season(who.branch, which.season, limit=PAGE, after=after)
            )
            read = [(refusal, code_of(refusal.said, own)) for refusal in refusals]
            found += [pair for pair in read if code is None or (pair[1] or "") == code]
            if after is None or len(found) >= PAGE or code is None:
                break
        return found, after

    def learn(self, who: Staff, said: str, code: str | None, reason: str) -> None:
        """From now on the branch takes CHSI's words `said` for our `code`, None for what the table says; audited.

        What was counted before is read anew; students are told nothing again.  Raises UnknownReason, ChsiWordUnknown.
        """
        if said != reason_said(said, "") or said == UNSAID:
            raise ChsiWordUnknown(field="said")
        if code is not None:
            reasons([code], said)
        rows = self._audit.rows(who, "learn_chsi_word", "chsi", reason=reason, said=said, code=code or "")
        self._store.put_word(who.branch, said, code, rows)


def _write(writes: list[Write]) -> None:
    if writes:
        transact(writes)


def _said(order: Order, result: str, note: str) -> str:
    student = order.head.student
    return reason_said(result, note, own=(student.name, student.student_no))


def _fault(said: str, note: str, answer: str, code: str | None) -> Rejection:
    """What the student is told: our reason where CHSI's words are one, and CHSI's own."""
    return Rejection(reasons=reasons([code] if code else [], note or said), note=note or (None if code else answer))


def _is_unexplained(order: Order) -> None:
    """Raises _ExplainedError for a correction whose reason is known: only of a bare verdict of CHSI's it is not."""
    told = order.head.rejection
    note = told.note or "" if told else ""
    verdict = note.removeprefix(BY_CHSI)
    if told is None or told.reasons or verdict == note or reason_said(verdict, "") != UNSAID:
        raise _ExplainedError


def is_open(refusal: Refusal, order: Order) -> bool:
    """Whether a correction of the refused photo can be opened: it is the order's, nothing else goes on, and since then
    CHSI did not accept it, and no correction was opened and taken back."""
    head = order.head
    delivered = head.state in (State.IN_PRODUCTION, State.DONE) and head.photo_no == refusal.photo_no
    return delivered and refusal.over_at is None and head.state_at <= refusal.at
