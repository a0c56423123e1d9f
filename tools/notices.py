"""The tables of messages in docs/notices.md and docs/miniprogram.zh.md, from chalicelib/notify/notices.py.

python -m tools.notices            writes them
python -m tools.notices --check    fails when one is stale
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from chalicelib.notify import circumstances as on
from chalicelib.notify.notices import ANY, NOTICES, Notice
from chalicelib.notify.reminding.reminders import AFTER_DELIVERY, BEFORE_DEADLINES

DOCS = Path(__file__).resolve().parent.parent / "docs"
REMINDERS = (*BEFORE_DEADLINES, AFTER_DELIVERY)
AUDIENCES = {"owner": "", "before": "to the owner before", "asker": "to whoever asked"}
FIELDS = "thing1 任务、phrase2 结果、thing3 说明、date4 时间"


def events() -> Iterator[str]:
    """When each message is sent, in the order in which a row is looked for."""
    rows = [row for row in NOTICES if row.event not in REMINDERS]
    yield from _table(
        ("event", "when", "says", "WeChat", "SMS"),
        ((_event(row), _when(row), _says(row), row.template, _sms(row)) for row in rows),
    )


def reminders() -> Iterator[str]:
    rows = [row for row in NOTICES if row.event in REMINDERS]
    yield from _table(
        ("kind", "when", "says", "WeChat", "SMS"),
        ((row.event.removeprefix("remind_"), _when(row), _says(row), row.template, _sms(row)) for row in rows),
    )


def scenes() -> Iterator[str]:
    """For whoever chooses the templates in the mini-program's console."""
    phrases: dict[str, dict[str, None]] = {}
    for row in NOTICES:
        phrases.setdefault(row.template, {})[row.phrase] = None
    yield from _table(
        ("名称", "何时发", "关键词"), ((template, "、".join(parts), FIELDS) for template, parts in phrases.items())
    )


def _event(row: Notice) -> str:
    return "anything else that decides a contest" if row.event == ANY else row.event


def _when(row: Notice) -> str:
    parts = [AUDIENCES[row.to], "" if row.when is on.always else str(row.when.__doc__)]
    return ", ".join(part for part in parts if part) or "–"


def _says(row: Notice) -> str:
    return f"{row.phrase}：{row.hint.format(deadline='…', fault='…')}"


def _sms(row: Notice) -> str:
    if row.sms is None:
        return "–"
    other = f"：{row.in_sms}" if row.in_sms else ""
    only = "" if row.sms_when is on.always else f", if {row.sms_when.__doc__}"
    return row.sms + other + only + ("; beside WeChat" if row.both else "")


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    yield from ("| " + " | ".join(cells) + " |" for cells in rows)


# A table's name in the marks of a file → the function that writes what is between them.
TABLES: Mapping[str, Mapping[str, Callable[[], Iterator[str]]]] = {
    "notices.md": {"events": events, "reminders": reminders},
    "miniprogram.zh.md": {"templates": scenes},
}


def filled(text: str, tables: Mapping[str, Callable[[], Iterator[str]]], command: str = "tools.notices") -> str:
    """The file with its tables written anew.  Raises ValueError if a table's marks are missing."""
    for name, rows in tables.items():
        first, last = f"<!-- {name}: written by python -m {command} -->\n", f"\n<!-- {name}: end -->"
        if text.count(first) != 1 or text.count(last) != 1:
            raise ValueError(f"no table is marked as {name}")
        before, _, rest = text.partition(first)
        text = before + first + "\n".join(rows()) + last + rest.partition(last)[2]
    return text


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.notices", description="Writes the tables of messages.")
    parser.add_argument("--check", action="store_true", help="only say whether they are up to date")
    arguments, stale = parser.parse_args(), False
    for name, tables in TABLES.items():
        text = (DOCS / name).read_text()
        current = filled(text, tables)
        if not arguments.check:
            (DOCS / name).write_text(current)
        elif text != current:
            print(f"docs/{name} is stale: run python -m tools.notices", file=sys.stderr)
            stale = True
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
