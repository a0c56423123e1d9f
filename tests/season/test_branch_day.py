"""A branch's whole season in browsers, from an empty deployment to the purge: no call of the API by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from clients.outside import Outside
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from sandbox.loop import Loop
from tests.miniprogram.compiled import ROOT, compiled
from tests.miniprogram.phones import Phones
from tests.worlds.season import (
    chsi,
    closing,
    delivery,
    money,
    notices,
    opening,
    orders,
    review,
    rosters,
    students,
    tasks,
)
from tests.worlds.season.branch import Season
from tests.worlds.season.graduates import WHOLE, Graduate
from tests.worlds.season.students import Student

SHORT = 8
WECHAT_SHARE = 7  # of so many students one comes in WeChat
ASKING, BLURRED, BLURRED_TOO, RECALLED, UNLUCKY, DOUBTED, LEAVING = range(7)  # what happens to these students
BY_SCANNER, CHSI_DAYS, REFUNDED = 2, 9, 2
BOOKED = {"trade": "out_trade_no", "refund": "out_refund_no"}  # by the channel: what its bills are made of
STREAM_EVERY = 1.0  # seconds; read seldom, its place in it would be lost after a quarter of an hour
TITLES = {"长沙岳麓图书有限公司": "25432000000000000001", "湖南麓山文化有限公司": "25432000000000000002"}


@pytest.fixture(params=[SHORT, WHOLE])
def season(
    request: pytest.FixtureRequest, box: Sandbox, browser: Browser, outside: Outside, clock: SandboxClock
) -> Iterator[Season]:
    """A deployment without anybody, any school or any task; nothing is in the channel's books of those days."""
    box.forget("OrdersTable", "TasksTable", "PeopleTable", "InboxTable")
    for kind, number in BOOKED.items():
        for one in box.records.all(kind):
            box.records.remove(kind, one[number])
    running = Season(box, browser, outside, clock, request.param)
    reading = Loop(box.stream.poll, STREAM_EVERY, "season's stream").start()
    yield running
    reading.stop()
    running.door.close()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return compiled(ROOT / "miniprogram", tmp_path / "miniprogram")


@pytest.fixture
def phones(box: Sandbox, browser: Browser, outside: Outside) -> Iterator[Phones]:
    opened = Phones(box, browser, outside)
    yield opened
    opened.leave()


@pytest.mark.slow
def test_from_an_empty_deployment_to_the_seasons_end(season: Season, phones: Phones, bundle: Path) -> None:
    address = _the_branch_begins(season)
    came = _students_come(season, address)
    for graduate in season.graduates[len(came) :]:
        students.come_by_wechat(season, phones, bundle, graduate)
    _photos_are_reviewed(season, came)
    _finance_works(season, came)
    delivered = [one for one in season.graduates if one.number not in (UNLUCKY, LEAVING)]
    labels = _photos_are_delivered(season, came, delivered)
    _chsi_answers(season, came, labels)
    _money_adds_up(season)
    _the_season_ends(season, came)


def _the_branch_begins(season: Season) -> str:
    """Up to the notice at the school; the address on it."""
    opening.first_administrator_is_invited(season)
    season.begins()
    opening.staff_are_invited(season)
    season.passes(days=2)  # until then nobody who is new confirms anything
    tasks.school_is_added(season)
    tasks.task_is_drafted(season)
    rosters.roster_is_imported(season)
    tasks.task_is_opened(season)
    return notices.notice_is_printed(season)


def _students_come(season: Season, address: str) -> list[Student]:
    """Those who come to the web site, by their numbers."""
    asking, *others = season.graduates[: -max(1, len(season.graduates) // WECHAT_SHARE)]
    came = [students.come_with_doubtful_photos(season, address, asking)]
    students.pay_by_web(came[ASKING])
    season.waits(minutes=2)
    rosters.wrong_roster_is_taken_back(season, begun=asking)
    students.stranger_is_refused(season, address)
    for graduate in others:
        came.append(students.come_by_web(season, address, graduate))
        if graduate.number == UNLUCKY:
            money.lost_payment_is_found(season, came[-1], "qian")
        elif graduate.number == DOUBTED:
            money.doubtful_payment_counts(season, came[-1], "qian", "sun")
        else:
            students.pay_by_web(came[-1])
    for student in came:
        student.leaves()
    return came


def _photos_are_reviewed(season: Season, came: Sequence[Student]) -> None:
    blurred = came[BLURRED : BLURRED_TOO + 1]
    review.review_to_zero(season, {student.order for student in blurred})
    for student in blurred:
        students.replaces_photo(student, review.BLURRED)
    orders.approval_is_recalled(season, came[RECALLED].graduate)
    review.review_to_zero(season)


def _finance_works(season: Season, came: Sequence[Student]) -> None:
    """Invoices, a refund by two, and the bills of the first day."""
    one, other = came[RECALLED], came[LEAVING]
    (title, number), (title_too, number_too) = TITLES.items()
    for student, asked in ((one, title), (other, title_too)):
        student.returns()
        money.invoice_is_asked_for(student, asked)
    mistyped = number[:-2] + "99"
    money.invoices_are_issued(season, "qian", {title: mistyped, title_too: number_too})
    money.invoice_is_corrected(season, one, "sun", mistyped, number)
    money.refund_takes_two(season, other, "sun", "qian")
    money.invoice_was_refunded_since(season, "qian", number_too)
    for student in (one, other):
        student.leaves()  # in the evening: a page left open over the night may ask, and is told to log in
    came[UNLUCKY].returns()
    money.bills_are_closed(season, came[UNLUCKY], "qian")
    came[UNLUCKY].leaves()


def _photos_are_delivered(season: Season, came: Sequence[Student], delivered: Sequence[Graduate]) -> dict[str, str]:
    """Packed, printed and posted; student number → the number of her order."""
    files = delivery.photos_are_packed(season, delivered)
    delivery.package_is_made_again(season, files)
    delivery.manifest_is_read(season, files)
    delivery.sheets_are_printed(season, delivered)
    labels = delivery.labels_are_printed(season, delivered)
    first = dict(list(labels.items())[:BY_SCANNER])
    waybills = delivery.posted_by_scanner(season, first)
    waybills |= delivery.posted_by_list(
        season, {one: labels[one] for one in labels if one not in first}, len(first) + 1
    )
    student = came[RECALLED]
    delivery.student_sees_her_parcel(student, waybills[student.graduate.student_no])
    return labels


def _chsi_answers(season: Season, came: Sequence[Student], labels: dict[str, str]) -> None:
    """It refuses three photos; one of them it accepts after all, two are taken anew."""
    season.passes(days=CHSI_DAYS)
    anew = came[BLURRED : BLURRED_TOO + 1]
    refused = [labels[student.graduate.student_no] for student in (*anew, came[ASKING])]
    chsi.results_are_imported(
        season, list(labels.values()), dict(zip(refused, (chsi.UNKNOWN, *chsi.KNOWN), strict=True))
    )
    chsi.unknown_words_are_explained(season, refused[0])
    chsi.corrections_are_opened(season, refused)
    chsi.correction_is_taken_back(season, refused[-1])
    season.waits(minutes=1)  # they were told by SMS, of which a number gets one in half a minute
    for student, message in zip(anew, (chsi.MEANS[1], "头顶"), strict=True):
        chsi.student_comes_with_another_photo(student, message)
    review.review_to_zero(season)
    delivery.photos_are_packed(season, [student.graduate for student in anew], count=2)
    chsi.accepted_at_last(season, refused, len(refused))


def _money_adds_up(season: Season) -> None:
    """To the fen, on every page and in every file that says it."""
    paid, returned = len(season.graduates), REFUNDED
    money.bills_fit(season, "sun", paid=paid, returned=returned)
    money.season_adds_up(season, "qian", paid=paid, returned=returned)
    for file in ("CSV", "XLSX"):
        money.payments_are_exported(season, "qian", file, paid=paid)


def _the_season_ends(season: Season, came: Sequence[Student]) -> None:
    """What was kept of its students goes; what they paid stays."""
    paid = len(season.graduates)
    closing.time_of_keeping_is_shortened(season)
    closing.task_is_closed(season)
    closing.what_goes_next_is_said(season, paid)
    closing.all_is_deleted(season, paid)
    closing.packages_are_gone(season)
    closing.student_was_away_for_long(season, came[RECALLED])
    closing.student_finds_nothing_of_herself(came[RECALLED])
    closing.order_keeps_its_money(season, came[RECALLED], str(tasks.PRICE))
    money.season_adds_up(season, "sun", paid=paid, returned=REFUNDED)
