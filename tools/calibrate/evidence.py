"""What real pictures say of each limit, kept beside the limits, and the rule that it has to meet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from chalicelib.photo import limits
from chalicelib.photo.judge import severity
from chalicelib.photo.limits import revision, rows_for
from chalicelib.photo.limits.row import Row
from chalicelib.photo.spec import CHSI
from tools.calibrate.cases import Case
from tools.calibrate.figures import lower95, people, upper95
from tools.evaluate.truth import OF_PICTURE, Truth
from tools.pictures.recipe import Picture

FILE = Path(limits.__file__).parent / "evidence.json"
RECIPE = "recipe"  # of a row's evidence: its limits were chosen on the half `fit`
ENOUGH_PEOPLE = 300  # clean ones: fewer cannot show that at most 1 % are failed wrongly
MOST_FALSE_FAILS = 0.01


@dataclass(frozen=True)
class Counted:
    """Of one row, in pictures on which no limit was chosen: clean and faulty people, how many of the clean ones it
    warns of and fails, with the upper 95 % bound of the share it fails, how many of the faulty ones it tells (warns of
    or fails), with the lower bound of the share.  Fractions: a person some of whose pictures are."""

    row: str
    clean: int
    false_warns: float
    false_fails: float
    false_fail_upper95: float
    faulty: int
    told: float
    told_lower95: float


Evidence = Mapping[str, Counted]  # by the revision of its row alone, so that it holds for no other limit


def every_row() -> list[Row]:
    """Those about the person, of the standard and of a task that minds clear glasses."""
    rows = (row for spec in (CHSI, replace(CHSI, glasses="REFUSE")) for row in rows_for(spec))
    return list(dict.fromkeys(row for row in rows if row.code not in OF_PICTURE))


def counted(row: Row, truth: Truth, cases: Iterable[Case]) -> Counted:
    """On the half `check`, and on both of a row that was not chosen on the recipe but has another source.  A picture in
    which the row's measure was not taken is one that it does not fail."""
    halves = {"check"} if row.rests_on.source == RECIPE else {"check", "fit"}
    checked = [(case, case.is_faulty(row.code, truth)) for case in cases if _is_asked(case, halves)]
    clean = [case for case, faulty in checked if faulty is False]
    false_fails, n_clean = people(clean, _who, lambda case: severity(row, case.measures) == "fail")
    false_warns, _ = people(clean, _who, lambda case: severity(row, case.measures) == "warn")
    faulty = [case for case, faulty in checked if faulty]
    told, n_faulty = people(faulty, _who, lambda case: severity(row, case.measures) is not None)
    return Counted(
        row=f"{row.code}.{row.measure}",
        clean=n_clean,
        false_warns=round(false_warns, 2),
        false_fails=round(false_fails, 2),
        false_fail_upper95=round(upper95(false_fails, n_clean), 4) if n_clean else 1.0,
        faulty=n_faulty,
        told=round(told, 2),
        told_lower95=round(lower95(told, n_faulty), 4) if n_faulty else 0.0,
    )


def _is_asked(case: Case, halves: set[str]) -> bool:
    """What a reviewer decided may choose limits, and never checks them."""
    return case.half in halves and isinstance(case.seen, Picture)


def _who(case: Case) -> str:
    return case.who


def key(row: Row) -> str:
    return revision([row])


def may_fail(found: Counted | None) -> bool:
    """Whether a limit with this evidence may refuse a person's picture, and not only warn."""
    return found is not None and found.clean >= ENOUGH_PEOPLE and found.false_fail_upper95 <= MOST_FALSE_FAILS


def refused(rows: Iterable[Row], evidence: Evidence) -> list[Row]:
    """The rows of person-related codes that fail without evidence that they may."""
    failing = (row for row in rows if row.fail is not None and row.code not in OF_PICTURE)
    return [row for row in failing if not may_fail(evidence.get(key(row)))]


def stale(rows: Iterable[Row], evidence: Evidence) -> list[str]:
    """Names of the rows whose limits or conditions have moved since they were counted, or that are gone."""
    current = {key(row) for row in rows}
    return sorted({found.row for by, found in evidence.items() if by not in current})


def kept(path: Path = FILE) -> Evidence:
    """Raises TypeError for a file of something else."""
    return {by: Counted(**found) for by, found in json.loads(path.read_text(encoding="utf-8")).items()}


def keep(evidence: Evidence, path: Path = FILE) -> None:
    lines = (f"{json.dumps(by)}: {json.dumps(asdict(found))}" for by, found in evidence.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
