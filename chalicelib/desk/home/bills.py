"""The last week's bills that finance must see to: those that differ from the ledger, and those nobody matched."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta

from chalicelib.desk.home.model import HomeAlarm, WaitingRow
from chalicelib.pay.bills.store import BillReports
from chalicelib.shared.clock import SHANGHAI, Clock

DAYS = 7  # as long the step that matches bills looks back for one that is missing
EXPECTED = time(11, tzinfo=SHANGHAI)  # of the next day: bills are matched at 10:30


class BillDays:
    """channels: those that are set up."""

    def __init__(
        self, reports: Callable[[], BillReports], channels: Callable[[], Collection[str]], clock: Clock
    ) -> None:
        self._reports, self._channels, self._clock = reports, channels, clock

    def alarms(self) -> list[HomeAlarm]:
        """One for each channel's day that differs, and one for all that a channel misses; the newest first."""
        now = self._clock()
        days = [now.astimezone(SHANGHAI).date() - timedelta(days=back) for back in range(1, DAYS + 1)]
        found = [alarm for channel in sorted(self._channels()) for alarm in self._of(channel, days, now)]
        return sorted(found, key=lambda alarm: (alarm.day, alarm.channel), reverse=True)

    def _of(self, channel: str, days: list[date], now: datetime) -> Iterator[HomeAlarm]:
        reports = {report.day: report for report in self._reports().between(channel, days[-1], days[0])}
        missing = [day for day in days if day not in reports and _since(day) <= now]
        if missing:
            since = _since(missing[-1])
            yield HomeAlarm(kind="BILL_MISSING", at=since, count=len(missing), channel=channel, day=missing[0])
        for day, report in reports.items():
            if report.differences:
                count = report.differences
                since = min(_since(day), report.made_at)
                yield HomeAlarm(kind="BILL_DIFFERS", at=since, count=count, channel=channel, day=day)


def row_of(alarms: list[HomeAlarm]) -> list[WaitingRow]:
    """The row of the days that the alarms are about."""
    if not alarms:
        return []
    oldest = min((alarm.at for alarm in alarms if alarm.at), default=None)
    days = sum(alarm.count if alarm.kind == "BILL_MISSING" else 1 for alarm in alarms)
    return [WaitingRow(kind="BILLS", count=days, oldest=oldest)]


def _since(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), EXPECTED)
