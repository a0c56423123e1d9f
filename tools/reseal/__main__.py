"""`python -m tools.on STACK reseal`: after a ring got a new key, seals anew what older keys sealed.

    python -m tools.on gradphoto-prod reseal                              says what it would do
    python -m tools.on gradphoto-prod reseal --write                      does it, 100 items a second
    python -m tools.on gradphoto-prod reseal --write --first orders:12    goes on where one was stopped

It reads whole tables with the AWS credentials of this machine, ten minutes or more after the new key was put.  When
nothing is left to be sealed anew, an older key is needed only for what lives an hour and for networks in the log;
docs/keys.md says when it may go.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from chalicelib.shared.crypto import Sealer
from chalicelib.shared.settings_reader import SettingsError
from chalicelib.wire import wire
from tools.reseal.kinds import Group
from tools.reseal.run import SEGMENTS, TABLES, Fate, Reseal

PER_SECOND = 200.0  # units
BEGIN = f"{TABLES[0]}:0"
SHOWN = 50  # places of texts that do not open


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 when more does not open than is given up, or others wrote it all the time; 2 without settings."""
    parser = argparse.ArgumentParser(prog="python -m tools.reseal", description="Seals anew what older keys sealed.")
    parser.add_argument("--write", action="store_true", help="otherwise it only counts")
    parser.add_argument("--units", type=float, default=PER_SECOND, help="capacity units a second that it may take")
    parser.add_argument("--lost", type=int, default=0, metavar="N", help="texts that open with no key and are given up")
    parser.add_argument("--first", default=BEGIN, metavar="TABLE:SEGMENT", help="where one was stopped")
    asked = parser.parse_args(arguments)
    segments = [(table, number) for table in TABLES for number in range(SEGMENTS)]
    begin = {f"{table}:{number}": place for place, (table, number) in enumerate(segments)}.get(asked.first)
    if begin is None or asked.units <= 0:
        parser.error(f"--first is one of {TABLES} and 0 to {SEGMENTS - 1}, as orders:12; --units is above 0")
    try:
        reseal = of_this_stack(asked.units, write=asked.write)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    for table, number in segments[begin:]:
        print(f"{table}:{number}", file=sys.stderr)
        reseal.segment(table, number)
    return _told(reseal, write=asked.write, lost=asked.lost)


def of_this_stack(units: float, *, write: bool) -> Reseal:
    """For the stack whose settings this process has."""
    names = {table: str(getattr(wire().settings, f"{table}_table")) for table in TABLES}
    return Reseal(names, _sealers, units=units, write=write)


def _sealers() -> dict[Group, Sealer]:
    """Of rings that are five minutes old at most."""
    keys = wire().stores.keys
    return {"contact": keys.contact, "staff": keys.staff}


def _told(reseal: Reseal, *, write: bool, lost: int) -> int:
    for name, fates in sorted(reseal.counts.items()):
        print(f"{name}: " + ", ".join(f"{count} {fate}" for fate, count in sorted(fates.items()) if count))
    for place in reseal.unreadable[:SHOWN]:
        print(f"does not open: {place}")
    if not write:
        print("(nothing was written: add --write)")
    fates = sum(reseal.counts.values(), Counter[Fate]())
    return int(fates["unreadable"] > lost or fates["changed meanwhile"] > 0)


if __name__ == "__main__":
    sys.exit(main())
