"""The route of a season's figures."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.desk.door import FINANCE, staff
from chalicelib.api.endpoint import routes
from chalicelib.desk.money.season import Sums
from chalicelib.notify.money_totals import season_of
from chalicelib.orders.labels import LABELS
from chalicelib.orders.model import State
from chalicelib.shared.clock import SHANGHAI
from chalicelib.staff.model import Staff
from chalicelib.wire import wire


class WhichSeason(Struct, frozen=True, forbid_unknown_fields=True):
    """year: in which its students graduate; the season of today when it is left out."""

    year: Annotated[int, Meta(ge=2020, le=2100)] | None = None


class MoneySums(Struct, frozen=True):
    """income, returned, net: fen; payments, refunds: entries of the ledger, corrections among them."""

    income: int
    returned: int
    net: int
    payments: int
    refunds: int


class SeasonDay(Struct, frozen=True):
    day: str
    sums: MoneySums


class SeasonChannel(Struct, frozen=True):
    channel: str
    sums: MoneySums


class SeasonTask(Struct, frozen=True):
    task_id: str
    title: str
    sums: MoneySums


class SeasonSchool(Struct, frozen=True):
    school_name: str
    sums: MoneySums


class SeasonState(Struct, frozen=True):
    state: State
    label: str
    orders: int


class SeasonView(Struct, frozen=True):
    """first, last: its days; days: those on which money moved, oldest first; tasks: those with money, the highest net
    first; states: the orders of these tasks.  It may be some seconds old."""

    year: int
    current: int
    first: str
    last: str
    total: MoneySums
    days: list[SeasonDay]
    channels: list[SeasonChannel]
    tasks: list[SeasonTask]
    schools: list[SeasonSchool]
    states: list[SeasonState]


@routes.route("/api/staff/season", methods=["GET"], name="staff")
@staff(FINANCE, query=WhichSeason, answer=SeasonView)
def show_season(who: Staff, query: WhichSeason) -> SeasonView:
    """Show a season's money.  By day, channel, task and school, to the fen what the ledger says, with its orders by
    state; from counters, whatever the number of orders."""
    current = season_of(wire().clock().astimezone(SHANGHAI).date())
    season = wire().finance.season.of(who, query.year or current)
    return SeasonView(
        year=season.year,
        current=current,
        first=season.first.isoformat(),
        last=season.last.isoformat(),
        total=_sums(season.total),
        days=[SeasonDay(day, _sums(sums)) for day, sums in season.days.items()],
        channels=[SeasonChannel(channel, _sums(sums)) for channel, sums in season.channels.items()],
        tasks=[SeasonTask(task.task_id, task.title, _sums(sums)) for task, sums in season.tasks],
        schools=[SeasonSchool(name, _sums(sums)) for name, sums in season.schools.items()],
        states=[SeasonState(state, LABELS[state], orders) for state, orders in season.states.items()],
    )


def _sums(sums: Sums) -> MoneySums:
    return MoneySums(sums.income, sums.returned, sums.net, sums.payments, sums.refunds)
