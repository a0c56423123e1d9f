"""Every row of the order table, with an order that takes it; every refusal, with one that it meets."""

from __future__ import annotations

from tests.unit.orders.cases_appeals import APPEALING, NO_APPEALS
from tests.unit.orders.cases_money import PAID, RESOLVED
from tests.unit.orders.cases_parts import GIVEN, NO_PARTS, PARTS
from tests.unit.orders.cases_refunds import BACK
from tests.unit.orders.cases_refusals import REFUSALS
from tests.unit.orders.cases_staff import STAFFING
from tests.unit.orders.cases_student import PAYING, REVIEWING

CASES = {
    f"{group}: {name}": case
    for group, cases in {
        "paying": PAYING,
        "review": REVIEWING,
        "appeal": APPEALING,
        "staff": STAFFING,
        "channel": PAID,
        "resolve": RESOLVED,
        "back": BACK,
        "part": PARTS,
        "given": GIVEN,
    }.items()
    for name, case in cases.items()
}
NOES = REFUSALS | NO_APPEALS | NO_PARTS
