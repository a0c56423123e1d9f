"""Invoice titles: who may give one, which tax numbers are right, and what finance gets."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.invoices import desk
from chalicelib.invoices.model import Invoice, Title
from chalicelib.invoices.store import WAITING
from chalicelib.orders.model import State
from chalicelib.orders.money_model import AttemptState
from chalicelib.orders.number import grouped
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.db import Write
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.student import ApiError, Student
from tests.worlds.app import World, refused, unchanged
from tests.worlds.finance import invoice_number
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought, made_order, made_unpaid, moved, order_of, with_payment

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
PERSON = {"kind": "PERSONAL", "title": " 张 三 ", "email": "zhang@example.com"}
CREDIT_CODE = "91430100MA4L16JQ9D"  # GB 32100-2015, check sign right
COMPANY = {"kind": "COMPANY", "title": "=某某大学", "tax_no": "9143 0100-ma4l16jq9d", "email": "cw@example.com"}


@pytest.fixture(scope="module")
def finance(world: World) -> Colleague:
    return colleague(world.box.console_url, FINANCE)


@pytest.fixture(scope="module")
def buyer(world: World) -> tuple[Student, str]:
    student = world.student()
    return student, bought(world, student)


def path(order_id: str) -> str:
    return f"/api/orders/{order_id}/invoice-title"


def listed(finance: Colleague, order_id: str, **query: str) -> list[dict[str, object]]:
    return [one for one in every(finance, **query)[0] if one["order_id"] == order_id]


def every(finance: Colleague, **query: str) -> tuple[list[dict[str, object]], list[dict[str, str]]]:
    """All pages of a list: its lines, and the rows of its table."""
    found, text, cursor = list[dict[str, object]](), "", dict[str, str]()
    while True:
        page = finance.call("GET", "/api/staff/invoices", None, **query, **cursor)
        found += page["invoices"]
        text += page["csv"]
        if page["cursor"] is None:
            assert text.startswith("\ufeff")
            return found, list(csv.DictReader(io.StringIO(text[1:])))
        cursor = {"cursor": page["cursor"]}


def test_a_title_is_given_changed_listed_and_issued_once(
    world: World, finance: Colleague, buyer: tuple[Student, str]
) -> None:
    student, order_id = buyer
    blank = student.call("GET", path(order_id))
    assert (blank["kind"], blank["title"], blank["state"]) == ("PERSONAL", "", None)
    given = student.call("PUT", path(order_id), PERSON)
    assert (given["title"], given["tax_no"], given["state"]) == ("张 三", "", "WAITING")
    assert student.call("PUT", path(order_id), COMPANY)["tax_no"] == CREDIT_CODE
    (line,) = listed(finance, order_id)
    assert (line["title"], line["tax_no"], line["amount"], line["rev"]) == ("=某某大学", CREDIT_CODE, 2000, 2)
    issue = f"/api/staff/invoices/{order_id}/issue"
    stale = {"number": invoice_number(), "rev": 1}
    refused(lambda: finance.call("POST", issue, stale), 409, "invoice_title_changed")
    for _ in range(2):
        assert finance.call("POST", issue, stale | {"rev": 2})["state"] == "ISSUED"
    said = refused(
        lambda: finance.call("POST", issue, {"number": invoice_number(), "rev": 2}),
        409,
        "invoice_issued_already",
        "number",
    )
    assert str(stale["number"]) in said["message"]
    assert "联系分社" not in said["action"]
    assert listed(finance, order_id) == []
    shown = student.call("GET", path(order_id))
    assert (shown["state"], shown["number"]) == ("ISSUED", stale["number"])
    assert listed(finance, order_id, month=shown["issued_at"][:7])
    unchanged(world, lambda: student.call("PUT", path(order_id), PERSON), 409, "invoice_issued")


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(world: World, finance: Colleague) -> None:
    student = world.student()
    order_id = bought(world, student)
    student.call("PUT", path(order_id), COMPANY)
    row = next(one for one in every(finance)[1] if one["订单号"] == grouped(world.called(order_id)))
    assert (row["抬头类型"], row["发票抬头"], row["税号"], row["金额（元）"]) == (
        "企业",
        "'=某某大学",
        CREDIT_CODE,
        "20.00",
    )
    order = order_of(order_id)
    paid = order.paid_attempt()
    assert paid is not None
    assert paid.transaction_id != row["付款交易号"] == grouped(paid.transaction_id)  # no number that is cut short
    assert (row["付款渠道"], row["订单状态"], row["发票状态"]) == ("微信支付", "待审核", "待开具")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "COMPANY", "tax_no": ""}, "tax_no_needed", "tax_no"),
        ({"kind": "COMPANY", "tax_no": "91430100MA4L16JQ9C"}, "tax_no_mistyped", "tax_no"),
        ({"kind": "COMPANY", "tax_no": "91430100MA4L16JQ9O"}, "tax_no_mistyped", "tax_no"),
        ({"kind": "COMPANY", "tax_no": "11010519491231002Y"}, "tax_no_mistyped", "tax_no"),
        ({"kind": "COMPANY", "tax_no": "4301001234"}, "tax_no_wrong", "tax_no"),
        ({"kind": "COMPANY", "tax_no": "税号91430100MA4L16J"}, "tax_no_wrong", "tax_no"),
        ({"title": "  "}, "invalid", "title"),
        ({"title": "张\u0000三"}, "invalid", "title"),
        ({"email": "nobody"}, "invalid", "email"),
        ({"kind": "OTHER"}, "invalid", "kind"),
    ],
)
def test_a_wrong_title_is_refused(
    world: World, buyer: tuple[Student, str], changes: dict[str, str], code: str, field: str
) -> None:
    student, order_id = buyer
    unchanged(world, lambda: student.call("PUT", path(order_id), PERSON | changes), 422, code, field)


@pytest.mark.parametrize("tax_no", ["430100123456789", "11010519491231002X", "43010012345678901234"])
def test_older_tax_numbers_are_taken(tax_no: str) -> None:
    from chalicelib.invoices.model import read_title

    assert read_title("COMPANY", "某某店", tax_no, "a@example.com").tax_no == tax_no


def test_only_a_paid_order_of_ones_own_has_a_title(world: World, buyer: tuple[Student, str]) -> None:
    student = world.student()
    order_id = made_unpaid(world, world.person(student))
    unchanged(world, lambda: student.call("PUT", path(order_id), PERSON), 409, "invoice_not_paid")
    unchanged(world, lambda: student.call("PUT", path(buyer[1]), PERSON), 404, "order_not_found")
    refused(lambda: student.call("GET", path(buyer[1])), 404, "order_not_found")


def titled(world: World, order_id: str, student: Student) -> str:
    student.call("PUT", path(order_id), PERSON)
    return f"/api/staff/invoices/{order_id}"


def test_no_invoice_is_issued_for_money_on_its_way_back(world: World, finance: Colleague) -> None:
    student = world.student()
    order_id = bought(world, student)
    issue = {"number": invoice_number(), "rev": 1}
    url = titled(world, order_id, student)
    asked = {"action": "refund", "reason": "学生要求退款"}
    finance.call("POST", f"/api/staff/orders/{order_id}/decisions", asked)
    unchanged(world, lambda: student.call("PUT", path(order_id), COMPANY), 409, "invoice_refunding")
    lines, rows = every(finance)
    assert [one["state_label"] for one in lines if one["order_id"] == order_id] == ["退款中"]
    assert [row["发票状态"] for row in rows if row["订单号"] == grouped(world.called(order_id))] == ["退款中"]
    unchanged(world, lambda: finance.call("POST", f"{url}/issue", issue), 409, "invoice_refund_open")
    world.box.run_step("reconcile")
    student.wait_for(order_id, "REFUNDED")
    assert waits(order_id)
    assert listed(finance, order_id) == []
    assert not waits(order_id)
    unchanged(world, lambda: finance.call("POST", f"{url}/issue", issue), 409, "invoice_money_returned")
    unchanged(world, lambda: student.call("PUT", path(order_id), COMPANY), 409, "invoice_not_paid")
    assert student.call("GET", path(order_id))["title"] == "张 三"


def waits(order_id: str) -> bool:
    """Whether the list still has it."""
    return order_id in wire().stores.invoices.listed("hunan", WAITING, limit=1000, after=None)[0]


def test_a_long_list_comes_in_pages_and_its_table_is_whole(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PAGE", 3)
    task, store, now = world.plain_task(branch="zz"), wire().stores.invoices, wire().clock()
    ids = []
    for count in range(7):
        order_id = made_order(world, task, State.DONE)
        with_payment(order_id, AttemptState.RETURNED if count < 3 else AttemptState.OK)
        title = Title(kind="PERSONAL", title=f"学生{count}", tax_no="", email="a@example.com")
        waiting = Invoice(order_id=order_id, branch="zz", title=title, asked_at=now + timedelta(seconds=count))
        store.ask(waiting, [])
        ids.append(order_id)
    clerk = colleague(world.box.console_url, FINANCE, branch="zz")
    assert wire().desk.invoices.how_many("zz", WAITING) == 7
    first = clerk.call("GET", "/api/staff/invoices")
    assert (first["invoices"], bool(first["cursor"])) == ([], True)  # these three were paid back, and are off the list
    lines, rows = every(clerk)
    assert [one["order_id"] for one in lines] == ids[3:]
    assert [row["订单号"] for row in rows] == [grouped(world.called(one)) for one in ids[3:]]
    assert len(clerk.call("GET", "/api/staff/invoices")["invoices"]) == 3
    for count, one in enumerate(lines):
        clerk.call("POST", f"/api/staff/invoices/{one['order_id']}/issue", {"number": f"ZZ{count:04}", "rev": 1})
    assert every(clerk) == ([], [])
    assert wire().desk.invoices.how_many("zz", WAITING) == 0
    month = now.astimezone(SHANGHAI).strftime("%Y-%m")
    lines, rows = every(clerk, month=month)
    assert wire().desk.invoices.how_many("zz", month) == 4
    assert [one["number"] for one in lines] == [row["发票号码"] for row in rows] == [f"ZZ{n:04}" for n in range(4)]


def test_an_order_that_moves_while_its_title_goes_off_the_list_is_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    task, store = world.plain_task(branch="zy"), wire().stores.invoices
    order_id = made_order(world, task, State.REFUNDED)
    with_payment(order_id, AttemptState.RETURNED)
    title = Title(kind="PERSONAL", title="张三", tax_no="", email="a@example.com")
    store.ask(Invoice(order_id=order_id, branch="zy", title=title, asked_at=wire().clock()), [])
    off_list = store.off_list

    def moves(invoice: Invoice, also: list[Write]) -> None:
        moved(order_id)
        off_list(invoice, also)

    clerk = colleague(world.box.console_url, FINANCE, branch="zy")
    with monkeypatch.context() as patched:
        patched.setattr(store, "off_list", moves)
        assert every(clerk) == ([], [])
    assert store.listed("zy", WAITING, limit=10, after=None)[0] == [order_id]
    assert every(clerk) == ([], [])
    assert store.listed("zy", WAITING, limit=10, after=None)[0] == []


def test_a_number_is_one_orders_and_a_mistyped_one_is_corrected(world: World, finance: Colleague) -> None:
    student, wrong, right = world.student(), invoice_number(), invoice_number()
    one, other = (titled(world, bought(world, student), student) for _ in range(2))

    def issue(url: str) -> str:
        try:
            return str(finance.call("POST", f"{url}/issue", {"number": wrong, "rev": 1})["number"])
        except ApiError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(issue, (one, other))) == sorted([wrong, "invoice_number_taken"])
    first, late = (one, other) if issue(one) == wrong else (other, one)
    fix = {"number": right, "rev": 1, "reason": "号码录错"}
    refused(lambda: finance.call("POST", f"{late}/correct", fix), 409, "invoice_not_issued")
    for _ in range(2):
        assert finance.call("POST", f"{first}/correct", fix)["number"] == right
    refused(lambda: finance.call("POST", f"{first}/correct", fix | {"number": wrong}), 409, "invoice_not_issued")
    assert issue(late) == wrong
    taken = fix | {"number": wrong, "rev": 2}
    refused(lambda: finance.call("POST", f"{first}/correct", taken), 409, "invoice_number_taken", "number")
    manager, order_id = colleague(world.box.console_url, MANAGER), first.rpartition("/")[2]
    rows = manager.call("GET", "/api/staff/audit", subject=f"order {order_id}")["rows"]
    assert (rows[0]["action"], rows[0]["reason"]) == ("correct_invoice", "号码录错")
    assert rows[0]["data"] == {"number": right, "instead_of": wrong}


def test_a_number_is_used_once_whatever_the_branch(world: World, finance: Colleague) -> None:
    student, used = world.student(), invoice_number()
    ours = titled(world, bought(world, student), student)
    theirs = titled(world, bought(world, student, world.plain_task(branch="guangdong")), student)
    stranger = colleague(world.box.console_url, FINANCE, branch="guangdong")
    asked = {"number": used, "rev": 1}

    def issue(who: Colleague, url: str) -> str:
        try:
            return str(who.call("POST", f"{url}/issue", asked)["state"])
        except ApiError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(issue, (finance, stranger), (ours, theirs))) == ["ISSUED", "invoice_number_taken"]
