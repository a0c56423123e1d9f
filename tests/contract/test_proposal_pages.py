"""Proposals that wait come in pages, the oldest first; a page costs the same however many wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.desk.model import Params, Proposal
from chalicelib.desk.proposal_store import ProposalItem, ProposalStore
from chalicelib.shared.crypto import Keys
from chalicelib.shared.db import transact
from chalicelib.shared.errors import Invalid
from chalicelib.shared.ids import random_id
from tests.worlds.db_calls import counted

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)


@pytest.fixture
def store(aws: Any) -> ProposalStore:
    return ProposalStore(aws.tables["orders"], Keys(bytes(32)))


def asked(store: ProposalStore, branch: str, minute: int) -> Proposal:
    proposal = Proposal(
        proposal_id=random_id(16),
        branch=branch,
        order_id=random_id(),
        task_id="t",
        action="refund",
        params=Params(),
        reason="学生退学",
        by="a",
        by_name="甲",
        at=NOW + timedelta(minutes=minute),
    )
    store.create(proposal, [])
    return proposal


def pages(store: ProposalStore, branch: str, limit: int) -> list[list[Proposal]]:
    found, after = [], None
    while True:
        page, after = store.page(branch, limit=limit, after=after)
        found.append(page)
        if after is None:
            return found


def test_the_oldest_come_first_and_each_once(store: ProposalStore) -> None:
    branch = random_id()
    assert pages(store, branch, 3) == [[]]
    made = [asked(store, branch, minute) for minute in (5, 1, 4, 4, 0, 3)]
    in_order = sorted(made, key=lambda one: (one.at, one.proposal_id))
    for limit in (1, 4, 6, 9):
        found = pages(store, branch, limit)
        assert [one for page in found for one in page] == in_order
        assert len(found) == -(-len(made) // limit)
    asked(store, random_id(), 0)  # another branch's
    assert pages(store, branch, 9) == [in_order]


def test_what_was_decided_meanwhile_is_left_out(store: ProposalStore) -> None:
    branch = random_id()
    made = [asked(store, branch, minute) for minute in range(4)]
    first, after = store.page(branch, limit=2, after=None)
    for gone in (made[1], made[2]):  # the last one shown, and one to come
        transact(store.deciding(replace(gone, state="REFUSED")))
    assert (first, store.page(branch, limit=2, after=after)) == (made[:2], ([made[3]], None))


def test_those_listed_before_lists_told_when_are_not_lost(store: ProposalStore) -> None:
    branch = random_id()
    old, new = asked(store, branch, 9), asked(store, branch, 1)
    listed = store._listed(old)
    ProposalItem(listed.pk, listed.sk, proposal_id=old.proposal_id, order_id=old.order_id).save()
    assert pages(store, branch, 1) == [[old], [new]]


def test_a_page_costs_the_same_however_many_wait(store: ProposalStore) -> None:
    branch, costs = random_id(), list[int]()
    for many in (5, 30):
        for minute in range(many):
            asked(store, branch, minute)
        with counted() as seen:
            store.page(branch, limit=3, after=None)
        costs.append(seen["requests"])
    assert costs == [4, 4]


@pytest.mark.parametrize("wrong", ["", "x", "#", "2026-11-29T08:00:00.000Z", "学#abc"])
def test_a_cursor_that_no_page_gave_is_refused(store: ProposalStore, wrong: str) -> None:
    with pytest.raises(Invalid):
        store.page(random_id(), limit=3, after=wrong)
