"""A round of practice: which pictures it shows, that the review desk works on it, and what was right."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.worlds.console_modules import WEB, evaluated
from tests.worlds.review_bench import played
from tools.practice import people

ANSWERS, LOT = "staff/review/practice/answers.js", "staff/review/practice/lot.js"
PRACTICE = (WEB / "staff" / "review" / "practice").as_uri()
PEOPLE = [[f"{one.no:02}", one.look, one.faults] for one in people()]
SEEDED = "((at) => () => ((at = (at * 16807) % 2147483647) / 2147483647))"
LOTS = [
    {"name": name, "good": name[:2], "fault": name[3:], "look": ""} for name in ("01-blurred", "02", "03-blurred", "04")
]


def rounds(count: int) -> list[list[dict[str, Any]]]:
    """What as many rounds show, one after the other."""
    seeds = f"Array.from({{ length: {count} }}, (_, at) => it.drawn({PEOPLE}, {SEEDED}(1000003 * (at + 1))))"
    found: list[list[dict[str, Any]]] = evaluated(LOT, seeds)
    return found


def test_a_round_shows_everybody_once_and_a_third_or_so_with_a_fault_of_theirs() -> None:
    faults = {name: codes for name, _, codes in PEOPLE}
    many = Counter[int]()
    for shown in rounds(60):
        assert len({one["good"] for one in shown}) == len(shown) == 24
        assert all(one["fault"] in ["", *faults[one["good"]]] for one in shown)
        assert all(one["name"] == "-".join(filter(None, (one["good"], one["fault"]))) for one in shown)
        many[sum(bool(one["fault"]) for one in shown)] += 1
    assert many.keys() == {6, 7, 8, 9, 10}


def test_faults_stand_anywhere_and_come_all() -> None:
    all_rounds = rounds(60)
    assert {at for shown in all_rounds for at, one in enumerate(shown) if one["fault"]} == set(range(24))
    assert {one["fault"] for shown in all_rounds for one in shown} == {
        "",
        *(code for *_, codes in PEOPLE for code in codes),
    }


def test_what_was_right() -> None:
    said = [
        {"order_id": good, "verdict": verdict, "reasons": reasons}
        for good, verdict, reasons in (
            ("01", "reject", ["too_dark"]),
            ("02", "reject", ["blurred"]),
            ("03", "approve", []),
        )
    ]
    answers = evaluated(ANSWERS, f"it.answers({LOTS}, {said})")
    assert [one["kind"] for one in answers] == ["found", "wrong", "missed", "left"]
    assert answers[0]["reasons"] == ["too_dark"]
    assert evaluated(ANSWERS, f"it.figures({answers})") == {"planted": 2, "caught": 1, "good": 1, "wrong": 1}
    assert evaluated(ANSWERS, f"it.firstOf({answers})") == 2  # what she missed
    assert evaluated(ANSWERS, "it.firstOf([{ kind: 'right' }])") == 0


def test_the_review_desk_works_on_it_and_it_is_hers_without_an_end() -> None:
    page, end, left, kinds = played(f"""
        const {{ practiceQueue }} = await import('{PRACTICE}/queue.js');
        const {{ answers }} = await import('{PRACTICE}/answers.js');
        const lots = {LOTS};
        const practice = practiceQueue(lots, (name) => `${{name}}.webp`);
        const {{ round, outbox }} = await tab({{ clock, api: () => practice.api }});
        const page = round.page.map(({{ order, url }}) => [order.order_id, url]);
        const end = round.hands.leases.end;
        await clock.pass(7 * 24 * 3600);
        const isOver = round.isOver;
        round.pull('01');
        round.pull('04');
        round.approveRest();
        await clock.pass(61);
        round.hands.draft('01', {{ picked: ['blurred'] }});
        round.decide('reject');
        await settled();
        round.letGo();
        await settled();
        const said = [...practice.said, ...outbox.unanswered];
        return [page, end, [isOver, round.isEmpty], answers(lots, said).map(({{ kind }}) => kind)];
    """)
    assert page == [[lot["good"], f"{lot['name']}.webp"] for lot in LOTS]
    assert end is None
    assert left == [False, True]
    assert kinds == ["found", "right", "missed", "left"]
