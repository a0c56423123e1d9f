"""`python -m tools.ledger [FROM [TO]]`: proves the ledger of some days (2026-11-24; without arguments yesterday), as
`chalicelib/pay/bills/proof.py` does it of each day after its bill was matched.

Prints a line per channel; exit code 1 when anything differs.
Reads the deployment's settings from the environment (`python -m sandbox --env` prints some).
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

from chalicelib.orders.labels import CHANNELS
from chalicelib.pay.bills.model import BillDifference
from chalicelib.pay.bills.proof import balances, unproven
from chalicelib.pay.model import KEPT
from chalicelib.shared.money import Fen, yuan
from chalicelib.wire import wire


def check(channel: str, days: list[date]) -> list[str]:
    """Prints a channel's line; returns what is wrong."""
    parts = wire()
    entries = [entry for day in days for entry in parts.stores.ledger.of_day(channel, day)]
    histories = {entry.order_id: parts.stores.orders.history(entry.order_id) for entry in entries}
    faults = [told(fault) for fault in unproven(entries, histories, set(days))]
    around = {
        report.day: report for report in parts.stores.bill_reports.between(channel, days[0] - KEPT, days[-1] + KEPT)
    }
    faults += [f"{day}: no bill was matched" for day in days if day not in around]
    whole = [around[day] for day in days if day in around]
    beside = [report for day, report in around.items() if day not in days]
    ours, theirs = balances(entries, whole, beside)
    if ours != theirs and len(whole) == len(days):
        faults.append(f"the ledger holds {_yuan(ours)}, the bills {_yuan(theirs)}")
    print(f"{channel}: {len(entries)} entries of {len(histories)} orders, holds {_yuan(ours)}, bills {_yuan(theirs)}")
    return faults


def told(fault: BillDifference) -> str:
    """An entry that differs from its order's events, as a line to read."""
    here, there = ("nothing" if fen is None else _yuan(fen) for fen in (fault.here, fault.there))
    return f"{fault.number}: {'out' if fault.returned else 'in'} {here} in the ledger, {there} by the events"


def _channels(days: list[date]) -> list[str]:
    """Those that are set up, and those that were when a bill of these days was matched."""
    set_up, reports = wire().outside.channels, wire().stores.bill_reports
    return [name for name in CHANNELS if name in set_up or reports.between(name, days[0], days[-1])]


def _yuan(amount: int) -> str:
    return f"-{yuan(Fen(-amount))}" if amount < 0 else yuan(Fen(amount))


def main(arguments: list[str]) -> int:
    try:
        dates = [date.fromisoformat(text) for text in arguments] or [wire().money.bills.yesterday()]
    except ValueError:
        print(__doc__, file=sys.stderr)
        return 2
    days = [dates[0] + timedelta(number) for number in range((dates[-1] - dates[0]).days + 1)]
    faults = [f"{channel}: {line}" for channel in _channels(days) for line in check(channel, days)]
    print("\n".join(faults) or "everything agrees")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
