"""A reviewer's round when lines fail, leases end and tabs die: nothing she confirmed is lost or told otherwise."""

from __future__ import annotations

import pytest

from tests.worlds.review_bench import ALL, played


def test_decisions_that_do_not_get_through_are_kept_and_sent_again_in_their_order() -> None:
    trouble, after, calls = played("""
        const { round, outbox } = await tab(queue);
        queue.fail = (name) => (name === 'decide' ? 'lost' : '');
        round.approveRest();
        round.approveRest();
        await clock.pass(30);
        const trouble = [outbox.trouble.message, outbox.queue.length, queue.verdicts.none];
        queue.fail = (name) => (name === 'decide' ? 'unanswered' : '');
        await clock.pass(40);
        queue.fail = () => '';
        await clock.pass(200);
        const twice = Object.values(queue.pictures).filter(({ times }) => times > 1).length;
        return [trouble, [outbox.trouble, outbox.missed, outbox.done, twice], called('decide').map((ids) => ids[0])];
    """)
    assert trouble == ["no line", 24, 60]
    assert after == [None, [], 48, 0]
    assert calls[0] == "o0"
    assert calls[-1] == "o24"


@pytest.mark.parametrize(("makes_bad", "calls"), [("queue.pictures.o2.broken = true;", 1), ("", 25)])
def test_one_that_is_refused_is_told_and_the_others_are_decided(makes_bad: str, calls: int) -> None:
    """By its own answer, or because the whole call is."""
    missed, verdicts, asked = played(f"""
        {makes_bad}
        const bad = (name, body) => name === 'decide' && body.decisions.some(({{ order_id: id }}) => id === 'o2');
        if (!queue.pictures.o2.broken) queue.fail = (name, body) => (bad(name, body) ? 'bad' : '');
        const {{ round, outbox }} = await tab(queue);
        round.approveRest();
        await clock.pass(61);
        return [outbox.missed, queue.verdicts, called('decide').length];
    """)
    assert [one["number"] for one in missed] == ["No2"]
    assert missed[0]["message"]
    assert verdicts["approve"] == [one for one in ALL[:24] if one != "o2"]
    assert asked == calls


def test_a_reload_takes_up_what_she_held_and_sends_what_was_not_answered() -> None:
    said, places, draft, verdicts, calls = played("""
        const first = await tab(queue);
        first.round.approveRest();
        first.round.pull('o25');
        first.round.hands.draft('o25', { picked: ['blurred'], note: 'x' });
        const { decisions, orders } = first.round.lastWords();
        queue.calls = [];
        const said = [decisions.length, orders.length];
        const { round } = await tab(queue, { kept: structuredClone(first.kept) });
        const { draft } = round.hands.held.get('o25');
        return [said, round.places, draft, queue.verdicts, queue.calls.map(([name]) => name)];
    """)
    assert said == [24, 24]
    assert places["page"] == ALL[24:48]
    assert places["pulled"] == ["o25"]
    assert draft == {"picked": ["blurred"], "note": "x"}
    assert verdicts["approve"] == ALL[:24]
    assert calls == ["decide", "renew", "take"]


def test_of_a_tab_that_died_nothing_is_decided_and_all_return_with_their_leases() -> None:
    """Nothing of it is left to ask for them."""
    found = played("""
        const { round } = await tab(queue);
        round.pull('o2');
        const dead = new Set(clock.timers);
        clock.timers = [];
        const free = () => Object.keys(queue.pictures).filter((id) => queue.isFree(id)).length;
        const before = free();
        await clock.pass(301);
        const other = await tab(queue, { owner: 'other' });
        return [before, free(), other.round.places.page.length, queue.verdicts.none, dead.size > 0];
    """)
    assert found == [12, 12, 24, 60, True]


def test_whoever_leaves_puts_back_what_is_undecided_and_sends_what_she_confirmed() -> None:
    found = played("""
        const { round, kept } = await tab(queue);
        round.approveRest();
        round.leave();
        await settled();
        const held = Object.keys(queue.pictures).filter((id) => queue.holds('her', id)).length;
        return [queue.verdicts.approve.length, held, kept.memory, kept.unanswered];
    """)
    assert found == [24, 0, None, []]


def test_leases_are_prolonged_by_one_call_while_somebody_is_there() -> None:
    renewed, over, again = played("""
        const { round } = await tab(queue);
        queue.calls = [];
        for (let minute = 0; minute < 20; minute += 1) {
          await clock.pass(60);
          round.hands.leases.touch();
        }
        const renewed = called('renew').map((ids) => ids.length);
        const held = round.hands.of(round.places.page).every(({ order }) => queue.holds('her', order.order_id));
        await clock.pass(600);
        const over = [round.isOver, Object.keys(queue.pictures).filter((id) => queue.holds('her', id)).length];
        round.hands.draft('o1', { picked: ['blurred'] });
        Object.assign(queue.pictures.o0, { owner: 'other', until: clock.now() + 100_000 });
        Object.assign(queue.pictures.o30, { owner: 'other', until: clock.now() + 100_000 });
        await round.again();
        await settled();
        const missed = round.missed.map(({ number }) => number);
        const { picked } = round.hands.held.get('o1').draft;
        return [[renewed, held], over, [round.isOver, missed, round.places.page.length, picked]];
    """)
    assert set(renewed[0]) == {48}
    assert 4 <= len(renewed[0]) <= 8
    assert renewed[1]
    assert over == [True, 0]
    assert again == [False, ["No0"], 23, ["blurred"]]


def test_a_renewal_that_does_not_get_through_is_tried_again() -> None:
    found = played("""
        const { round } = await tab(queue);
        queue.fail = (name) => (name === 'renew' ? 'lost' : '');
        await clock.pass(230);
        queue.fail = () => '';
        await clock.pass(60);
        return [round.isOver, queue.holds('her', 'o0'), round.missed];
    """)
    assert found == [False, True, []]


def test_what_was_not_to_be_seen_is_not_approved_with_the_page_and_is_loaded_anew() -> None:
    rest, alone, seen = played("""
        let dead = true;
        const { round } = await tab(queue, { dead: (url) => dead && url.startsWith('o6?') });
        const rest = round.rest.length;
        round.approveRest();
        const alone = [round.one.order.order_id, round.one.seen];
        dead = false;
        await clock.pass(1);
        await round.again();
        await settled();
        return [rest, alone, [round.one.seen, round.hands.held.get('o30').url]];
    """)
    assert rest == 23
    assert alone == ["o6", "lost"]
    assert seen == ["there", "o30?1000000"]  # loaded before: it keeps its link


def test_what_is_taken_too_late_is_put_back() -> None:
    found = played("""
        const { round } = await tab(queue);
        round.approveRest();
        queue.fail = () => '';
        round.leave();
        await settled();
        return Object.keys(queue.pictures).filter((id) => queue.holds('her', id)).length;
    """)
    assert found == 0


def test_one_whose_lease_ended_unnoticed_lies_in_one_place() -> None:
    page, ahead = played("""
        const { round } = await tab(queue, { band: 'DOUBT' });
        queue.pictures.o3.until = 0;
        round.decide('approve');
        await settled();
        return [round.places.page, round.places.ahead];
    """)
    assert page + ahead == sorted({*page, *ahead})
    assert "o3" in ahead


def test_a_round_that_lost_all_of_it_looks_again_and_says_that_nothing_waits() -> None:
    """Rather than to load for ever: by a renewal, and by taking back what is no longer hers."""
    lost, back = played(
        """
        const first = await tab(queue, { band: 'DOUBT' });
        const take = () => Object.assign(queue.pictures.o0, { owner: 'other', until: clock.now() + 100_000 });
        take();
        await first.round.hands.renew();
        await settled();
        const lost = [first.round.isDone, first.round.isEmpty];
        queue.pictures.o0.until = 0;
        const { round } = await tab(queue, { band: 'DOUBT' });
        round.decide('approve');
        await settled();
        round.hands.drop(['o0']);
        round.isEmpty = false;
        take();
        round.undo();
        await settled();
        return [lost, [round.isDone, round.isEmpty]];
        """,
        count=1,
    )
    assert lost == [True, True]
    assert back == [True, True]


def test_reasons_are_of_one_photo_and_not_of_the_one_that_came_in_its_place() -> None:
    renewed, reloaded, same = played("""
        const first = await tab(queue, { band: 'DOUBT' });
        for (const id of ['o0', 'o1']) first.round.hands.draft(id, { picked: ['blurred'], note: 'x' });
        const kept = structuredClone(first.kept);
        queue.pictures.o0.photo_no = 2;
        await first.round.hands.renew();
        const { round } = await tab(queue, { band: 'DOUBT', kept });
        const of = (hands, id) => hands.held.get(id).draft.picked;
        return [of(first.round.hands, 'o0'), of(round.hands, 'o0'), of(round.hands, 'o1')];
    """)
    assert renewed == []
    assert reloaded == []
    assert same == ["blurred"]


def test_whatever_comes_back_is_another_look() -> None:
    """A decision on it waits until she may have seen it."""
    turns, looks = played("""
        const { lookOf } = await import(new URL('../../web/staff/review/settled.js', BENCH));
        let dead = true;
        const { round } = await tab(queue, { dead: (url) => dead && url.startsWith('o6?') });
        const look = () => lookOf(round.turn, round.page);
        const turns = [round.turn];
        const looks = [look()];
        dead = false;
        await clock.pass(1);
        await round.hands.renew();
        await settled();
        looks.push(look());
        queue.pictures.o7.photo_no = 2;
        await round.hands.renew();
        await settled();
        looks.push(look());
        await round.again();
        turns.push(round.turn);
        return [turns, looks];
    """)
    assert turns[1] > turns[0]
    assert len(set(looks)) == 3


def test_a_round_that_is_left_before_it_begins_takes_nothing_and_tells_nobody() -> None:
    told, calls = played("""
        const { round, outbox } = await tab(queue);
        const { Round } = await import(new URL('../../web/staff/review/round/round.js', BENCH));
        const late = new Round({ ...round.given, band: 'DOUBT' });
        await late.leave();
        round.given.outbox.listen = 'of the round that is there';
        queue.calls = [];
        await late.begin(null);
        return [outbox.listen, queue.calls];
    """)
    assert told == "of the round that is there"
    assert calls == []


def test_when_the_focused_one_is_lost_the_focus_stays_at_its_place() -> None:
    places = played("""
        const { placeOf } = await import(new URL('../../web/staff/review/round/places.js', BENCH));
        return [placeOf(5, 9, 24), placeOf(-1, 7, 23), placeOf(-1, 23, 23), placeOf(-1, 0, 24)];
    """)
    assert places == [5, 7, 22, 0]


def test_an_outbox_that_ended_asks_for_nothing_more_of_what_was_under_way() -> None:
    calls, kept = played("""
        const { round, outbox, kept } = await tab(queue, { band: 'DOUBT' });
        round.decide('approve');
        queue.pictures.o0.until = 0;
        queue.calls = [];
        outbox.release();
        outbox.end();
        await settled();
        return [queue.calls.map(([name]) => name), outbox.queue];
    """)
    assert (calls, kept) == (["decide"], [])
