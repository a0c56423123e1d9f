"""Two sets of limits over the same pictures: what changes, and for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tools.evaluate.groups import Seen, confusions, false_fails, rates
from tools.evaluate.judging import Judgement

NOTHING = "–"


def differences(before: Seen, after: Seen) -> Iterator[str]:
    """Lines of text: every rate that changes, how often each finding does, and every picture whose findings do."""
    yield from _moved(before, after)
    changed = [
        (picture, _changes(was, now))
        for (picture, was), (_, now) in zip(before, after, strict=True)
        if was.findings != now.findings
    ]
    yield f"{len(changed)} of {len(before)} pictures are judged otherwise"
    for change, count in sorted(Counter(one for _, changes in changed for one in changes).items()):
        yield f"{count:5}  {change}"
    for picture, changes in changed:
        yield f"{picture.name} ({picture.source.source}): {', '.join(changes)}"


def _moved(before: Seen, after: Seen) -> Iterator[str]:
    for counted in (rates, confusions, false_fails):
        was = {rate.name: rate for rate in counted(before)}
        now = {rate.name: rate for rate in counted(after)}
        for name in now | was:
            old, new = (rates_of[name].count if name in rates_of else 0 for rates_of in (was, now))
            if old != new:
                yield f"{name.strip():38} {old:4} → {new:4} of {(now.get(name) or was[name]).n:4}"


def _changes(was: Judgement, now: Judgement) -> list[str]:
    codes = sorted(was.findings.keys() | now.findings.keys())
    severities = ((code, was.findings.get(code, NOTHING), now.findings.get(code, NOTHING)) for code in codes)
    return [f"{code} {old} → {new}" for code, old, new in severities if old != new]
