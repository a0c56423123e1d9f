"""What checks found, as a table to read and a code to act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """UNCHECKED is no OK: nobody knows.  EMULATED: what an emulated account cannot have, which is no fault of it."""

    OK = "正常"
    WARN = "注意"
    FAIL = "错误"
    UNCHECKED = "未检查"
    EMULATED = "演练"


@dataclass(frozen=True)
class Verdict:
    """what: what was found; cure: what to do about it, "" where there is nothing to do."""

    level: Level
    what: str
    cure: str = ""


@dataclass(frozen=True)
class Line:
    """One check's verdict."""

    name: str
    verdict: Verdict


def ok(what: str) -> Verdict:
    return Verdict(Level.OK, what)


def warn(what: str, cure: str) -> Verdict:
    return Verdict(Level.WARN, what, cure)


def fail(what: str, cure: str) -> Verdict:
    return Verdict(Level.FAIL, what, cure)


def some(names: list[str], most: int = 3) -> str:
    """A few of the names, and how many there are."""
    return "、".join(names) if len(names) <= most else f"{'、'.join(names[:most])} 等 {len(names)} 个"


class Unchecked(Exception):
    """The check cannot be made here; the text says why."""


def exit_code(lines: Iterable[Line]) -> int:
    """0: all is well; 1: something deserves a look, or was not checked; 2: something is wrong."""
    levels = {line.verdict.level for line in lines}
    return 2 if Level.FAIL in levels else 1 if levels - {Level.OK, Level.EMULATED} else 0


def table(lines: Iterable[Line]) -> str:
    """A line a check, what is wrong with what to do below it, and a sum."""
    shown, counts = list[str](), dict.fromkeys(Level, 0)
    for line in lines:
        verdict = line.verdict
        counts[verdict.level] += 1
        shown.append(f"{_wide(str(verdict.level), 8)}{_wide(line.name, 18)}{verdict.what}")
        if verdict.cure:
            shown.append(f"{'':26}→ {verdict.cure}")
    shown.append("，".join(f"{level} {count}" for level, count in counts.items() if count))
    return "\n".join(shown)


def _wide(text: str, columns: int) -> str:
    """Padded for a terminal, where a Chinese character takes two columns."""
    return text + " " * max(1, columns - sum(2 if ord(char) > 0x2E80 else 1 for char in text))
