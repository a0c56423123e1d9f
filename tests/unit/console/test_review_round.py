"""A reviewer's round: nothing is decided twice, and whatever she may take back is not sent."""

from __future__ import annotations

import pytest

from tests.worlds.review_bench import ALL, played


def test_a_page_is_approved_but_for_those_pulled_out_when_the_next_one_is() -> None:
    first, aside, second = played("""
        const { round } = await tab(queue);
        round.pull('o3');
        round.pull('o5');
        round.pull('o5');
        round.pull('o7');
        round.approveRest();
        await settled();
        const first = [round.one.order.order_id, queue.verdicts.none];
        round.hands.draft('o3', { picked: ['blurred'], note: ' x ' });
        round.decide('reject');
        round.decide('approve');
        await settled();
        const aside = [queue.verdicts, queue.pictures.o3.note, round.places.page.length];
        round.approveRest();
        await settled();
        return [first, aside, queue.verdicts];
    """)
    assert first == ["o3", 60]
    assert aside == [{"approve": [], "reject": ["o3"], "none": 59}, "x", 24]
    assert second == {"approve": [one for one in ALL[:24] if one != "o3"], "reject": ["o3"], "none": 36}


def test_a_page_is_taken_back_for_a_minute_and_not_longer() -> None:
    back, still, sent = played("""
        const { round } = await tab(queue);
        round.pull('o1');
        round.approveRest();
        round.undo();
        const back = [round.places.page.length, round.places.pulled, round.places.ahead.length];
        round.pull('o1');
        round.approveRest();
        await clock.pass(59);
        const still = queue.verdicts.none;
        await clock.pass(2);
        round.undo();
        return [back, still, [queue.verdicts.approve.length, round.places.page[0]]];
    """)
    assert back == [24, ["o1"], 24]
    assert (still, sent) == (60, [24, "o24"])


def test_the_last_of_those_one_by_one_is_taken_back_with_what_she_chose() -> None:
    found = played("""
        const { round } = await tab(queue, { band: 'DOUBT' });
        round.hands.draft('o0', { picked: ['blurred'] });
        round.decide('reject');
        round.undo();
        const { order, draft } = round.one;
        round.decide('reject');
        round.decide('approve');
        await settled();
        return [order.order_id, draft.picked, queue.verdicts, round.one.order.order_id];
    """)
    assert found == ["o0", ["blurred"], {"approve": [], "reject": ["o0"], "none": 59}, "o2"]


@pytest.mark.parametrize("line", ["", "unanswered"])
def test_the_page_goes_back_without_those_of_it_that_are_decided(line: str) -> None:
    """Or on their way."""
    places, verdicts = played(f"""
        queue.fail = (name) => (name === 'decide' ? '{line}' : '');
        const {{ round }} = await tab(queue);
        for (const id of ['o1', 'o2', 'o3']) round.pull(id);
        round.approveRest();
        round.decide('approve');
        round.decide('approve');
        await settled();
        round.undo();
        round.undo();
        return [round.places, queue.verdicts];
    """)
    assert verdicts == {"approve": ["o1"], "reject": [], "none": 59}
    assert places["page"] == [one for one in ALL[:24] if one != "o1"]
    assert places["pulled"] == ["o2", "o3"]
    assert places["aside"] == []


def test_one_of_the_page_may_be_looked_at_alone() -> None:
    found = played("""
        const { round } = await tab(queue);
        round.open('o4');
        const alone = round.one.order.order_id;
        round.open(null);
        const none = round.one;
        round.open('o4');
        round.decide('approve');
        return [alone, none, round.one, round.rest.length];
    """)
    assert found == ["o4", None, None, 23]


def test_an_empty_band_is_told_and_shows_what_comes() -> None:
    assert played(
        """
        const { round } = await tab(queue);
        const first = [round.isEmpty, round.places.page.length];
        queue.pictures.o0 = { owner: '', until: 0, verdict: null, times: 0 };
        await round.fill();
        return [first, [round.isEmpty, round.places.page]];
        """,
        count=0,
    ) == [[True, 0], [False, ["o0"]]]


def test_one_that_is_put_back_is_not_asked_for_at_once() -> None:
    assert played(
        """
        const { round } = await tab(queue, { band: 'DOUBT' });
        queue.calls = [];
        round.letGo();
        await settled();
        return [queue.calls, round.isEmpty, queue.isFree('o0')];
        """,
        count=1,
    ) == [[["letGo", ["o0"]]], True, True]


@pytest.mark.parametrize("band", ["LOW", "DOUBT"])
def test_whatever_happens_nothing_is_decided_twice_or_otherwise_than_she_said(band: str) -> None:
    """Random hands, lines that fail, reloads; her last word on each picture counts."""
    rounds = played(
        f"""
        const results = [];
        for (let seed = 1; seed <= 40; seed += 1) {{
          const own = new Queue(clock, 80);
          const roll = dice(seed);
          own.fail = () => ['', '', '', '', '', '', 'lost', 'unanswered'][roll(8)];
          const said = new Map();
          let here = await tab(own, {{ band: '{band}' }});
          const record = (batch, sign) => {{
            for (const {{ order_id: id, verdict }} of batch?.decisions ?? [])
              sign > 0 ? said.set(id, verdict) : said.delete(id);
          }};
          for (let step = 0; step < 60; step += 1) {{
            const {{ round, outbox }} = here;
            const does = roll(10);
            const {{ page }} = round.places;
            if (does < 3 && page.length > 1) round.pull(page[roll(page.length)]);
            else if (does < 7) {{
              const count = outbox.batches.length;
              if (round.one) {{
                const verdict = ['approve', 'reject'][roll(2)];
                round.hands.draft(round.one.order.order_id, {{ picked: ['blurred'] }});
                round.decide(verdict);
                record(outbox.batches.at(-1), 1);
              }} else if (page.length > 0) {{
                round.approveRest();
                record(outbox.batches.at(-1), 1);
              }}
            }} else if (does === 7) {{
              record(outbox.batches.at(-1), -1);
              round.undo();
            }} else if (does === 8) {{
              round.lastWords();
              clock.timers = [];
              here = await tab(own, {{ band: '{band}', kept: structuredClone(here.kept) }});
            }} else await clock.pass(roll(40));
            here.round.hands.leases.touch();
            await settled();
          }}
          own.fail = () => '';
          here.round.leave();
          await clock.pass(120);
          const wrong = [...said].filter(([id, verdict]) => own.pictures[id].verdict !== verdict).map(([id]) => id);
          const untold = wrong.filter((id) => !here.outbox.missed.some(({{ orderId }}) => orderId === id));
          const twice = Object.values(own.pictures).filter(({{ times }}) => times > 1).length;
          const more = Object.keys(own.pictures).filter((id) => own.pictures[id].verdict && !said.has(id)).length;
          results.push([seed, said.size, untold, twice, more]);
          clock.timers = [];
        }}
        return results;
        """
    )
    assert sum(said for _, said, *_ in rounds) > 400
    assert [one for one in rounds if one[2:] != [[], 0, 0]] == []
