"""A reviewer's desk is hers alone: whatever she confirmed is sent with her session, from one tab, or not at all."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worlds.review_bench import in_a_tab

DESK = """
    page.comes('A');
    const { deskOf, unsent } = await page.load('staff/review/round/desk.js');
    const { begin, leave } = await page.load('staff/session.js');
    const confirm = (outbox, id) => outbox.confirm({ kind: 'one', decisions: [page.decision(id)], before: null });
    const desk = deskOf('A');
    await desk.ready;
"""


def tab(script: str) -> Any:
    return in_a_tab(DESK + script)


@pytest.mark.parametrize("goes", ["leave(); begin('token of B', 'B');", "page.comes('B');"])
def test_what_she_confirmed_is_not_sent_with_the_session_of_whoever_comes_next(goes: str) -> None:
    """Neither in this tab, nor by another one that this tab has not heard of yet."""
    sent, kept, first = tab(f"""
        confirm(desk.outbox, 'o1');
        {goes}
        desk.outbox.release();
        desk.api.take({{ band: 'LOW', task_id: null, count: 1 }}).catch(() => {{}});
        desk.sayLast({{ decisions: [page.decision('o1')], orders: ['o2'] }});
        desk.remember({{ band: 'LOW' }});
        await page.rests();
        const other = deskOf('B');
        await other.ready;
        return [page.sent, page.kept('review.round'), other.outbox.unanswered];
    """)
    assert (sent, kept, first) == ([], None, [])


def test_what_is_under_way_when_she_leaves_asks_for_nothing_more() -> None:
    sent, kept = tab("""
        let go;
        page.answer = () => new Promise((resolve) => { go = resolve; });
        page.refuses = 'review_lease_lost';
        confirm(desk.outbox, 'o1');
        desk.outbox.release();
        await page.rests();
        leave();
        begin('token of B', 'B');
        go();
        await page.rests();
        return [page.sent, page.kept('review.outbox')];
    """)
    assert sent == [["decide", "Bearer token of A", ["o1"]]]
    assert kept is None


def test_she_herself_goes_on_after_her_session_ended() -> None:
    sent = tab("""
        confirm(desk.outbox, 'o1');
        page.local.removeItem('gradphoto.staff.token');
        page.tell('storage', { key: 'gradphoto.staff.token' });
        desk.outbox.release();
        await page.rests();
        begin('new token of A', 'A');
        deskOf('A').outbox.pump();
        await page.rests();
        return page.sent;
    """)
    assert sent == [["decide", "Bearer new token of A", ["o1"]]]


@pytest.mark.parametrize(("owner", "elsewhere", "sent"), [("A", False, ["o1"]), ("B", False, []), ("A", True, [])])
def test_what_was_kept_is_sent_if_it_is_hers_and_no_other_tab_has_it(
    owner: str, elsewhere: bool, sent: list[str]
) -> None:
    """A duplicated tab begins with a copy of all that the first one keeps."""
    found, memory, kept = in_a_tab(f"""
        page.comes('A');
        page.session.setItem('gradphoto.staff.owner', 'A');
        page.keep('review.outbox', {{ owner: '{owner}', tab: 'first', what: [page.decision('o1')] }});
        page.keep('review.round', {{ owner: '{owner}', tab: 'first', what: {{ band: 'LOW' }} }});
        if ({str(elsewhere).lower()}) page.held.add('review first');
        const {{ deskOf }} = await page.load('staff/review/round/desk.js');
        const desk = deskOf('A');
        await desk.ready;
        await page.rests();
        return [page.sent.flatMap(([, , ids]) => ids), desk.memory(), page.kept('review.outbox').what];
    """)
    assert found == sent
    assert memory == ({"band": "LOW"} if sent else None)
    assert kept == []


def test_what_was_kept_for_longer_than_a_lease_is_told_and_not_sent() -> None:
    """Others may have decided since, and a manager may have taken it back."""
    sent, missed = tab("""
        desk.outbox.resume([page.decision('o1', Date.now() - 301_000), page.decision('o2')], Date.now());
        await page.rests();
        return [page.sent.flatMap(([, , ids]) => ids), desk.outbox.missed];
    """)
    assert sent == ["o2"]
    assert [one["number"] for one in missed] == ["No1"]
    assert "5 分钟" in missed[0]["message"]
    assert "重新审核" in missed[0]["cure"]


def test_a_page_that_the_browser_kept_aside_is_loaded_anew_for_another_session() -> None:
    found = tab("""
        page.tell('pageshow', { persisted: true });
        const same = [page.reloads, desk.isHers()];
        page.comes('B');
        page.tell('pageshow', { persisted: false });
        const fresh = page.reloads;
        page.tell('pageshow', { persisted: true });
        return [same, fresh, page.reloads, desk.isHers()];
    """)
    assert found == [[0, True], 0, 1, False]


def test_how_many_are_unsent_is_known_after_a_try() -> None:
    found = tab("""
        confirm(desk.outbox, 'o1');
        const first = await unsent();
        page.answer = () => { throw new Error('no line'); };
        confirm(desk.outbox, 'o2');
        confirm(desk.outbox, 'o3');
        return [first, await unsent()];
    """)
    assert found == [0, 2]
