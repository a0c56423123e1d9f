"""What a student costs and what the worst minute needs follow from the calls that were counted."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from chalicelib.notify.counters import EventCounters
from chalicelib.notify.money_totals import MoneyTotals
from chalicelib.orders.ledger import EntryKind, LedgerEntry
from chalicelib.orders.model import EventRecord, State
from deploy.alarms import alarms
from deploy.api.throttles import BY_STEP
from sandbox.cloud.steps import Steps
from sandbox.cloud.template import load_template
from sandbox.schedule_runner import ScheduleRunner
from tests.worlds.orders import ME, T0, a_photo, a_task, an_order
from tools.cost import bill, capacity, journey, stream
from tools.cost.units import index_units, read_units, size, touched, write_units
from tools.deployed.secret_groups import GROUPS
from tools.doctor.stack_checks import CONCURRENT_WANTED, RATE_WANTED

COUNTED, PRICES = journey.kept(), bill.price_list()
KIB = 1024


def item(size: int, **names: str) -> dict[str, dict[str, str]]:
    held = {name: {"S": text} for name, text in names.items()}
    return held | {"b": {"S": "x" * (size - 1 - sum(len(name) + len(text) for name, text in names.items()))}}


@pytest.mark.parametrize("name", COUNTED.calls)
def test_whatever_is_counted_has_a_price_that_says_where_it_is_from(name: str) -> None:
    assert PRICES.prices[name].source
    assert PRICES.prices[name].price > 0


def test_nothing_has_a_price_that_is_not_counted() -> None:
    assert set(PRICES.prices) == set(COUNTED.calls)


@pytest.mark.parametrize("name", [name for name, count in COUNTED.calls.items() if count])
def test_another_price_is_another_sum(name: str) -> None:
    dearer = replace(PRICES.prices[name], price=2 * PRICES.prices[name].price)
    before = bill.of_student(COUNTED.calls, PRICES)
    after = bill.of_student(COUNTED.calls, replace(PRICES, prices=PRICES.prices | {name: dearer}))
    added = PRICES.fen(PRICES.prices[name], COUNTED.calls[name])
    assert added > 0
    assert sum(after.values()) - sum(before.values()) == pytest.approx(added)
    assert after[dearer.service] > before[dearer.service]


def test_what_has_no_price_is_no_gift() -> None:
    with pytest.raises(KeyError, match="rockets"):
        bill.of_student({"rockets": 1}, PRICES)


def test_the_infrastructure_costs_less_than_a_fen() -> None:
    """What README and the branch's offers count on; the rest is the channel's share and the SMS."""
    services = bill.of_student(COUNTED.calls, PRICES)
    assert 0 < sum(services.values()) - services["payment channel"] - services["SMS"] < 1


def test_the_page_has_the_table_of_what_was_counted_last() -> None:
    text = capacity.PAGE.read_text()
    assert capacity.page(text, COUNTED) == text
    busier = replace(COUNTED, writes={table: units + 1 for table, units in COUNTED.writes.items()})
    assert capacity.page(text, busier) != text


def test_what_the_clock_starts_keeps_up_with_the_worst_minute() -> None:
    by_name = {row.what.partition(",")[0]: row for row in capacity.rows(COUNTED)}
    for name in ("`expire`", "`reconcile`", "`settle_due`", "`pay_webhook`", "`notify`"):
        assert by_name[name].needs <= by_name[name].has, name


def test_counters_keep_up_with_the_worst_minute_and_messages_are_not_late_for_it() -> None:
    by_name = {row.what: row for row in capacity.rows(COUNTED)}
    for name in ("One branch's counters, transactions", "One task's counters, orders of one task"):
        assert by_name[name].needs <= 0.5 * by_name[name].has, name
    assert [capacity.stream_at(orders, COUNTED).late < 3.1 for orders in (capacity.QUIET, capacity.RATE)] == [True] * 2


def test_without_the_wait_a_branchs_counters_have_no_time_left() -> None:
    busy = capacity.stream_at(capacity.RATE, COUNTED)
    at_once = replace(busy, mapping=busy.mapping | {"MaximumBatchingWindowInSeconds": 0})
    assert (at_once.batch, at_once.in_the_way > 1, busy.in_the_way < 0.5) == (1, True, True)
    assert at_once.counters > busy.counters > replace(busy, branches=1).counters


def event(name: str, source: State | None, to: State) -> EventRecord:
    return EventRecord(order_id="o", seq=1, at=T0, event=name, actor=ME, source=source, to=to)


OPEN, UNPAID, REVIEW = State.DRAFT, State.AWAITING_PAYMENT, State.IN_REVIEW
ENTRY = LedgerEntry(channel="wechat", kind=EntryKind.PAID, order_id="o", seq=4, number="o_01", amount=3000, at=T0)
MOVES = {"open": (None, OPEN), "submit": (OPEN, UNPAID), "start": (UNPAID, UNPAID), "paid": (UNPAID, REVIEW)}


@pytest.mark.parametrize("name", stream.MARKS)
def test_what_an_event_writes_is_what_is_reckoned_with(name: str) -> None:
    order = an_order(REVIEW)
    if name == "photo":
        share = EventCounters.photo_share(a_photo(), order)
    elif name == "ledger":
        share = MoneyTotals.share(ENTRY, order)
    else:
        share = EventCounters.share(event(name, *MOVES[name]), order, a_task())
    items = {(pk, sk.removesuffix("#FEN").removesuffix("#COUNT")) for pk, sk in share.keys}
    reckoned = stream.MARKS[name] + stream.OWN[name] + len(stream.SHARED[name])
    assert (0 if share.is_nothing else len(items)) == reckoned
    of_task = [sk for pk, sk in items if pk.startswith("COUNT#") and not sk.startswith("CLASS#")]
    assert len(of_task) == sum(key.partition(" ")[0] in stream.OF_TASK for key in stream.SHARED[name])


def test_an_order_is_reckoned_with_all_its_events() -> None:
    assert len(stream.MARKS) == COUNTED.events


def test_no_limit_of_ours_refuses_students_in_the_worst_minute() -> None:
    limits = [row for row in capacity.rows(COUNTED) if row.knob == capacity.ROUTES_KNOB]
    assert len(limits) == len(BY_STEP.keys() - {"Rights"})
    assert [row.what for row in limits if row.needs > 0.8 * row.has] == []


def test_what_is_asked_of_aws_is_enough_and_what_the_page_says() -> None:
    by_name = {row.what: row for row in capacity.rows(COUNTED)}
    assert by_name["API Gateway, every student's first visit, too"].needs <= RATE_WANTED
    assert by_name["Lambda, at once"].needs <= CONCURRENT_WANTED
    page = capacity.PAGE.read_text()
    assert f"| API Gateway, requests a second | 10,000 | {RATE_WANTED:,} |" in page
    assert f"| {CONCURRENT_WANTED:,} | the row above, with" in page


def test_tables_are_warmed_to_what_the_worst_minute_needs() -> None:
    told = {table: int(units) for table, units in re.findall(r"\b([A-Z]\w+)Writes=(\d+)", capacity.PAGE.read_text())}
    needed = {table.removesuffix("Table"): capacity.RATE * n for table, n in capacity.peak_writes(COUNTED).items()}
    assert told.keys() == needed.keys()
    assert [table for table, units in needed.items() if told[table] < units] == []


def test_what_is_paid_each_month_is_as_much_as_there_is() -> None:
    runner = ScheduleRunner(Steps({}), load_template())
    found = alarms({}, {step: schedule.period for step, schedule in runner.schedules().items()})
    raised = [one for one in found.values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert {name: price.count for name, price in PRICES.monthly.items()} == {
        "secrets": len(GROUPS),
        "alarms": len(raised),
        "dashboard": 1,
    }


def test_a_write_is_charged_by_the_larger_item_and_twice_in_a_transaction() -> None:
    small, large = item(KIB), item(KIB + 1)
    assert [write_units(None, small, 1), write_units(small, large, 1), write_units(large, None, 2)] == [1, 2, 4]


def test_an_items_bytes_are_those_of_its_names_and_values() -> None:
    assert size({"pk": {"S": "分社"}, "packed": {"B": bytes(range(256))}, "n": {"N": "-12.50"}}) == 8 + 262 + 5
    assert size({"m": {"SS": ["a", "bc"]}, "gone": {"NULL": True}}) == 1 + 3 + 5
    assert size(None) == 0


def test_an_index_is_charged_for_when_the_items_place_in_it_changes() -> None:
    index, other = ("k", "at"), ("elsewhere",)
    here, there, gone = item(50, k="a", at="1"), item(50, k="a", at="2"), item(50, k="a")
    assert [index_units(here, after, (index, other)) for after in (here, there, gone)] == [0, 2, 1]
    assert index_units(None, here, (index,)) == 1


def test_a_read_is_charged_by_the_four_kib_and_half_when_it_may_be_old() -> None:
    answer = {"Items": [item(3 * KIB), item(3 * KIB)]}
    assert read_units("Query", {"ConsistentRead": True}, answer) == 2
    assert read_units("Query", {}, {"Items": []}) == 0.5
    assert read_units("GetItem", {"ConsistentRead": True}, {"Item": item(10)}) == 1
    assert read_units("PutItem", {}, {}) == 0


def test_each_item_of_a_transaction_is_found() -> None:
    key, table = {"pk": {"S": "a"}, "sk": {"S": "b"}}, "OrdersTable"
    put = {"Put": {"TableName": table, "Item": key | {"body": {"S": "x"}}}}
    check = {"ConditionCheck": {"TableName": table, "Key": key}}
    found = list(touched("TransactWriteItems", {"TransactItems": [put, check]}))
    assert [(one.kind, one.key, one.times) for one in found] == [("Put", key, 2), ("ConditionCheck", key, 2)]
    batch = {"RequestItems": {table: [{"PutRequest": {"Item": key}}, {"DeleteRequest": {"Key": key}}]}}
    assert [(one.kind, one.times) for one in touched("BatchWriteItem", batch)] == [("Put", 1), ("Delete", 1)]
    assert list(touched("Query", {})) == []
