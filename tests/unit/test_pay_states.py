"""What the students' clients make of each state of a payment attempt; a new state fails until it has its rows."""

from __future__ import annotations

import json

import pytest

from chalicelib.orders.money_model import AttemptState as A
from chalicelib.pay.links import LinkState
from tests.worlds.console_modules import evaluated

STATES, PHONE = "shared/both/pay_states.js", "../miniprogram/shared/pay_notes.js"
# By a link: the key of the words in place of the request, the same once the link is over, and whether the site offers
# a new attempt.
LINK_PAGE = {
    A.PENDING: ("", "PENDING", False),
    A.OK: ("", "", False),
    A.CLOSED: ("", "", True),
    A.ABANDONED: ("", "PENDING", True),
    A.SUSPECT: ("SUSPECT", "SUSPECT", False),
    A.ORPHAN: ("RETURNED", "RETURNED", False),
    A.RETURNED: ("RETURNED", "RETURNED", False),
    A.RETURNED_OUTSIDE: ("RETURNED", "RETURNED", False),
}
# On the phone that paid: whether money may still come, and the outcome that the state settles.
OUTCOMES = {
    A.PENDING: (True, None),
    A.OK: (False, "settled"),
    A.CLOSED: (False, "over"),
    A.ABANDONED: (True, None),
    A.SUSPECT: (False, "over"),
    A.ORPHAN: (False, "returned"),
    A.RETURNED: (False, "returned"),
    A.RETURNED_OUTSIDE: (False, "returned"),
}
TWICE = "不要重复付款"
# What is known of the last payment → the note while money may still come, and the note afterwards.
NOTES = {
    "ok": ("正在等待微信支付确认，请" + TWICE, ""),
    "late": ("付款后请查看支付结果，" + TWICE, ""),
    "lost": ("已经付款的请" + TWICE, ""),
    "over": ("已经付款的请" + TWICE, ""),
    "settled": ("已经付款的请" + TWICE, ""),
    "fail": ("如果已经扣款，请" + TWICE, "支付没有完成"),
    "cancel": ("您取消了支付", "您取消了支付"),
    "returned": ("款项会原路退回", "款项会原路退回"),
}


def test_a_link_says_what_became_of_its_payment() -> None:
    assert set(LINK_PAGE) == set(A)
    for state, (payable, over, dead) in LINK_PAGE.items():
        for link in LinkState:
            payment = json.dumps({"state": state, "link": link})
            ends = [payable or "PAID", payable or "PAID"] if link is LinkState.PAID else [payable, over]
            assert evaluated(STATES, f"[it.linkEndOf({payment}), it.linkEndOf({payment}, true)]") == ends, (state, link)
        assert evaluated("student/attempts.js", f"it.isDead('{state}')") is dead


def test_every_end_has_its_words() -> None:
    ends = {end for *some, _ in LINK_PAGE.values() for end in some} - {""}
    assert set(evaluated("shared/both/wording.js", "it.ENDS")) == ends | {"PAID"}


@pytest.mark.parametrize("state", A)
def test_a_phone_says_whether_money_may_still_come(state: A) -> None:
    may_come, outcome = OUTCOMES[state]
    assert evaluated(STATES, f"it.isWaiting('{state}')") is may_come
    assert evaluated(PHONE, f"it.outcomeOf('{state}')") == outcome
    for said, notes in NOTES.items():
        shown = evaluated(PHONE, f"it.noteOf('{said}', '{state}')")
        note = notes[0 if may_come else 1]
        assert note in shown["note"], said
        assert bool(note) is bool(shown["note"]), said
        assert shown["unsure"] is (may_come and said != "cancel"), said


def test_an_attempt_of_another_phone_is_not_mentioned() -> None:
    """A note about a callback stays."""
    assert set(evaluated(PHONE, "it.HINTS")) == set(NOTES)
    for said, (_, after) in NOTES.items():
        assert after in evaluated(PHONE, f"it.noteOf('{said}', '').note")
        assert evaluated(PHONE, f"it.noteOf('{said}', '').unsure") is False
