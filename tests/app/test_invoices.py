"""Invoice titles: who may give one, which tax numbers are right, and what finance gets."""

from __future__ import annotations

import csv
import io

import pytest

from chalicelib.staff.model import StaffRole
from tests.app_world import World, refused, unchanged
from tests.staff_world import Colleague, colleague
from tools.student import Student

REVIEWER, MANAGER, FINANCE, ADMIN = StaffRole
PERSON = {"kind": "PERSONAL", "title": " 张 三 ", "email": "zhang@example.com"}
CREDIT_CODE = "91430100MA4L16JQ9D"  # GB 32100-2015, check sign right
COMPANY = {"kind": "COMPANY", "title": "=某某大学", "tax_no": "9143 0100-ma4l16jq9d", "email": "cw@example.com"}


@pytest.fixture(scope="module")
def finance(world: World) -> Colleague:
    return colleague(world.box.api_url, FINANCE)


@pytest.fixture(scope="module")
def buyer(world: World) -> tuple[Student, str]:
    student = world.student()
    return student, world.paid(student)


def path(order_id: str) -> str:
    return f"/api/orders/{order_id}/invoice-title"


def listed(finance: Colleague, order_id: str, query: str = "") -> list[dict[str, object]]:
    found = finance.call("GET", f"/api/staff/invoices{query}")["invoices"]
    return [one for one in found if one["order_id"] == order_id]


def test_a_title_is_given_changed_listed_and_issued_once(
    world: World, finance: Colleague, buyer: tuple[Student, str]
) -> None:
    student, order_id = buyer
    refused(lambda: student.call("GET", path(order_id)), 404, "invoice_unknown")
    given = student.call("PUT", path(order_id), PERSON)
    assert (given["title"], given["tax_no"], given["state"]) == ("张 三", "", "WAITING")
    assert student.call("PUT", path(order_id), COMPANY)["tax_no"] == CREDIT_CODE
    (line,) = listed(finance, order_id)
    assert (line["title"], line["tax_no"], line["amount"], line["rev"]) == ("=某某大学", CREDIT_CODE, 2000, 2)
    issue = f"/api/staff/invoices/{order_id}/issue"
    stale = {"number": "25432000000001", "rev": 1}
    refused(lambda: finance.call("POST", issue, stale), 409, "invoice_title_changed")
    for _ in range(2):
        assert finance.call("POST", issue, stale | {"rev": 2})["state"] == "ISSUED"
    refused(lambda: finance.call("POST", issue, {"number": "25432000000002", "rev": 2}), 409, "invoice_issued")
    assert listed(finance, order_id) == []
    shown = student.call("GET", path(order_id))
    assert (shown["state"], shown["number"]) == ("ISSUED", "25432000000001")
    assert listed(finance, order_id, f"?month={shown['issued_at'][:7]}")
    unchanged(world, lambda: student.call("PUT", path(order_id), PERSON), 409, "invoice_issued")


def test_the_table_opens_in_a_spreadsheet_and_runs_nothing(world: World, finance: Colleague) -> None:
    student = world.student()
    order_id = world.paid(student)
    student.call("PUT", path(order_id), COMPANY)
    text = finance.call("GET", "/api/staff/invoices")["csv"]
    assert text.startswith("\ufeff")
    row = next(one for one in csv.DictReader(io.StringIO(text[1:])) if one["订单号"] == order_id)
    assert (row["抬头类型"], row["发票抬头"], row["税号"], row["金额（元）"]) == (
        "企业",
        "'=某某大学",
        CREDIT_CODE,
        "20.00",
    )
    assert (row["付款渠道"], row["订单状态"], row["发票状态"]) == ("微信支付", "待审核", "待开具")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "COMPANY", "tax_no": ""}, "tax_no_needed", "tax_no"),
        ({"kind": "COMPANY", "tax_no": "91430100MA4L16JQ9C"}, "tax_no_wrong", "tax_no"),
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
    from chalicelib.invoices.model import checked

    assert checked("COMPANY", "某某店", tax_no, "a@example.com").tax_no == tax_no


def test_only_a_paid_order_of_ones_own_has_a_title(world: World, buyer: tuple[Student, str]) -> None:
    student = world.student()
    order_id = world.submitted(student)
    unchanged(world, lambda: student.call("PUT", path(order_id), PERSON), 409, "invoice_not_paid")
    unchanged(world, lambda: student.call("PUT", path(buyer[1]), PERSON), 404, "order_not_found")
    refused(lambda: student.call("GET", path(buyer[1])), 404, "order_not_found")
