"""Decisions that come after their lease: made if nobody else had the picture since, else told to her."""

from __future__ import annotations

import pytest

from tests.worlds.review_bench import played


def test_a_lease_that_ended_is_taken_once_more_for_what_was_decided_unless_another_has_it() -> None:
    missed, verdicts = played("""
        const { round, outbox } = await tab(queue, { band: 'DOUBT' });
        for (const id of ['o0', 'o1', 'o2']) queue.pictures[id].until = 0;
        Object.assign(queue.pictures.o1, { owner: 'other', until: clock.now() + 100_000 });
        queue.pictures.o2.photo_no = 2;
        for (const id of ['o0', 'o1', 'o2']) round.decide('approve');
        round.decide('reject');
        await clock.pass(1);
        await clock.pass(1);
        return [outbox.missed.map(({ orderId }) => orderId), queue.verdicts];
    """)
    assert missed == ["o1", "o2"]
    assert verdicts == {"approve": ["o0"], "reject": [], "none": 59}


@pytest.mark.parametrize("goes_on", ["", "await round.again();", "queue.fail = () => ''; await round.fill();"])
def test_a_decision_that_comes_late_undoes_nothing_that_happened_meanwhile(goes_on: str) -> None:
    """Her line is lost; another approves, and the manager takes that back: the picture waits to be looked at anew,
    whether she goes on, takes the next ones or does nothing."""
    missed, verdicts, held = played(
        f"""
        const {{ round, outbox }} = await tab(queue, {{ band: 'DOUBT' }});
        queue.fail = () => 'lost';
        round.decide('approve');
        outbox.release();
        await clock.pass(400);
        const other = queue.api('other');
        queue.fail = () => '';
        await other.renew({{ orders: ['o0'] }});
        await other.letGo({{ orders: ['o0'] }});
        queue.fail = (name) => (name === 'decide' ? 'lost' : '');
        {goes_on}
        queue.fail = () => '';
        await clock.pass(60);
        return [outbox.missed.map(({{ orderId }}) => orderId), queue.verdicts.none, queue.holds('her', 'o0')];
        """,
        count=3,
    )
    assert missed == ["o0"]
    assert verdicts == 3
    assert not held, "put back"


def test_a_late_decision_on_a_photo_that_was_handed_in_again_is_made_too() -> None:
    """Whatever became of the first one, hours ago."""
    missed, times = played(
        """
        const { round, outbox } = await tab(queue, { band: 'DOUBT' });
        for (const no of [1, 2]) {
          Object.assign(queue.pictures.o0, { photo_no: no, verdict: null, until: 0 });
          await round.fill();
          round.decide('reject');
          await settled();
          queue.pictures.o0.until = 0;
          await clock.pass(61);
        }
        return [outbox.missed, queue.pictures.o0.times];
        """,
        count=1,
    )
    assert (missed, times) == ([], 2)
