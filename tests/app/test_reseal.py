"""After a rotation everything that is kept is sealed with the newest key, while the product works on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest

from chalicelib.identity.phone import mask
from chalicelib.staff.model import StaffRole
from chalicelib.wire import wire
from clients.outside import new_phone
from clients.student import Student
from tests.worlds import staff
from tests.worlds.app import World, card, refused
from tests.worlds.appeals import refused_order
from tests.worlds.branch import confirm, decide, deliver, files, rows
from tests.worlds.code_text import code_text
from tests.worlds.invitees import stored
from tests.worlds.messages import texts
from tests.worlds.review_desk import approve
from tests.worlds.sealed import contact_of, newer_key, only_key, sealed_text, sealed_under
from tests.worlds.staff import Colleague, colleague
from tests.worlds.staff_orders import bought, moved, order_of, own_portrait
from tests.worlds.teachers import made_link
from tools.reseal import __main__ as command
from tools.reseal.kinds import KINDS
from tools.reseal.run import SEGMENTS, TABLES, Fate, Reseal

FAST = 1e9  # units a second
TITLE = {"kind": "PERSONAL", "title": "张三", "email": "a@example.com"}
SAID = "左眼先天性上睑下垂"


@dataclass(frozen=True)
class Kept:
    """What somebody has left in the tables under an older key."""

    student: Student
    coded: str
    code: str
    whole_code: str
    typed: str
    address: str
    packed: str
    appealed: str
    link: str
    teacher: str
    manager: Colleague
    proposal: dict[str, Any]


@pytest.fixture
def older() -> Iterator[int]:
    """The id of the key that is the newest, until another comes."""
    with newer_key() as key:
        yield key


def lived(world: World, reviewer: Colleague) -> Kept:
    """Some of everything that is sealed in a table, but for what is gone within days."""
    manager, student = colleague(world.box.console_url, StaffRole.MANAGER), world.student()
    task = world.task(price=0, file_name="{collect_code}.jpg")
    read = student.read_code(task.task_id, card())
    coded = str(student.open(task.task_id, read["read_id"], contact_phone=new_phone())["order_id"])
    student.judge(coded, own_portrait())
    student.act(coded, "submit", photo_no=1)
    approve(reviewer, coded)
    packed = deliver(manager, task.task_id)["package_id"]
    typed = bought(world, student)
    student.act(typed, "contact", contact_phone=new_phone(), email="a@example.com")
    student.call("PUT", f"/api/orders/{typed}/invoice-title", TITLE)
    proposal = decide(manager, typed, "edit", fields={"college": "新学院"})["proposal"]
    appealed = refused_order(world, world.person(student), world.plain_task(price=0))
    student.act(appealed, "appeal", photo_no=2, reason="OTHER", note=SAID)
    teacher = new_phone()
    link = made_link(manager, world.plain_task(), phone=teacher)["token"]
    code, address = sealed_text(coded, "code"), contact_of(typed)["email"]
    whole = code_text(coded)
    assert code
    assert whole
    return Kept(student, coded, code, whole, typed, address, packed, appealed, link, teacher, manager, proposal)


def works(world: World, kept: Kept, reviewer: Colleague) -> None:
    """Whoever it is of still sees it."""
    assert (sealed_text(kept.coded, "code"), code_text(kept.coded)) == (kept.code, kept.whole_code)
    assert kept.student.order(kept.typed)["contact"]["email"] == kept.address
    assert kept.student.call("GET", "/api/me")["phone"]
    told = kept.manager.call("POST", f"/api/staff/orders/{kept.typed}/contact", {"reason": "来电"})
    assert told["email"] == kept.address
    assert kept.student.call("GET", f"/api/orders/{kept.typed}/invoice-title")["title"] == TITLE["title"]
    picture = wire().review.pictures.look(staff.who(reviewer.account), kept.appealed, 2)
    assert picture.said == SAID
    (row,) = rows(files(kept.manager, kept.packed)["manifest.csv"])
    assert row["采集码"] == kept.code
    members = wire().stores.packages.members(kept.packed)
    fields = wire().stores.sealed_fields
    assert [fields.read(one.order_id, "code", one.sealed["code"]) for one in members] == [kept.code]
    asking = partial(world.guest().call, "GET", f"/api/progress/{kept.link}")
    shown = refused(asking, 403, "teacher_code_needed")["data"]["phone"]
    assert shown == mask(kept.teacher)
    assert staff.code(stored(kept.manager.account.staff_id))
    other = colleague(world.box.console_url, StaffRole.MANAGER)
    confirm(other, kept.proposal)
    assert kept.student.order(kept.typed)["student"]["college"] == "新学院"


def a_run(*, write: bool = True) -> Reseal:
    return command.of_this_stack(FAST, write=write)


def through(*, write: bool = True) -> dict[str, Counter[Fate]]:
    """What became of the sealed texts of each kind, after all tables."""
    run = a_run(write=write)
    for table in TABLES:
        for number in range(SEGMENTS):
            run.segment(table, number)
    return run.counts


def test_all_of_a_journey_is_under_the_newest_key_and_the_older_may_go(
    world: World, reviewer: Colleague, older: int
) -> None:
    kept = lived(world, reviewer)
    world.box.stream.drain()
    assert len(sealed_under(older)) >= 15
    with newer_key() as newest:
        before = world.tables()
        counted = through(write=False)
        assert world.tables() == before, "a dry run writes nothing"
        assert counted.keys() >= {kind.name for kind in KINDS} - {"numbers that were left"}
        done = through()
        assert {name: fates["resealed"] for name, fates in done.items()} == {
            name: fates["resealed"] for name, fates in counted.items()
        }
        assert sealed_under(older) == []
        again = through()
        assert sum(fates["resealed"] for fates in again.values()) == 0
        works(world, kept, reviewer)
        with only_key(newest):
            assert (sealed_text(kept.coded, "code"), code_text(kept.coded)) == (kept.code, kept.whole_code)
            assert kept.student.order(kept.typed)["contact"]["email"] == kept.address


def test_nobody_is_told_and_no_order_moves(world: World, older: int) -> None:
    student, phone = world.phoned()
    order_id = world.paid(student)
    world.box.stream.drain()
    history, seen = wire().stores.orders.history(order_id), texts(world, phone)
    order = order_of(order_id)
    with newer_key():
        through()
        world.box.stream.drain()
        now = order_of(order_id)
        sealed = now.head.student.sealed
        assert sealed != order.head.student.sealed
        head = replace(order.head, student=replace(order.head.student, sealed=sealed))
        assert replace(order, head=head) == now
        assert (wire().stores.orders.history(order_id), texts(world, phone)) == (history, seen)


def test_what_somebody_writes_meanwhile_stays(world: World, older: int, monkeypatch: pytest.MonkeyPatch) -> None:
    student = world.student()
    order_id = world.draft(student)
    put, written = Reseal._put, list[str]()

    def late(self: Reseal, kind: Any, item: Any, value: Any) -> bool:
        if item["pk"]["S"] == order_id and not written:
            written.append(student.act(order_id, "contact", email="b@example.com")["contact"]["email"])
        return put(self, kind, item, value)

    monkeypatch.setattr(Reseal, "_put", late)
    with newer_key():
        through()
        assert written == ["b@example.com"]
        assert student.order(order_id)["contact"]["email"] == "b@example.com"
    assert wire().stores.orders.load(order_id)


def test_one_that_is_killed_goes_on(world: World, older: int, monkeypatch: pytest.MonkeyPatch) -> None:
    student = world.student()
    ids = [world.draft(student) for _ in range(3)]
    put, left = Reseal._put, iter((True, True))

    def killed(self: Reseal, kind: Any, item: Any, value: Any) -> bool:
        done = put(self, kind, item, value)
        if next(left, None) is None:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(Reseal, "_put", killed)
    with newer_key():
        with pytest.raises(KeyboardInterrupt):
            through()
        assert sealed_under(older)
        monkeypatch.setattr(Reseal, "_put", put)
        through()
        assert sealed_under(older) == []
        assert all(contact_of(order_id) for order_id in ids)


def test_what_does_not_open_stays_and_is_named(
    world: World, older: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    student = world.student()
    order_id = world.draft(student)
    order = order_of(order_id)
    bad = {**order.head.student.sealed, "email": f"{older}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
    moved(order_id, student=replace(order.head.student, sealed=bad))
    with newer_key():
        assert command.main(["--write", "--units", str(FAST)]) == 1
        assert f"does not open: {order_id} HEAD" in capsys.readouterr().out
        now = order_of(order_id)
        assert now.head.student.sealed["email"] == bad["email"]
        assert contact_of(order_id)["contact_phone"]


def test_it_goes_on_where_it_was_and_says_that_it_did_not_write(
    world: World, older: int, capsys: pytest.CaptureFixture[str]
) -> None:
    world.draft(world.student())
    with newer_key():
        before = world.tables()
        command.main(["--first", f"tasks:{SEGMENTS - 1}", "--units", str(FAST)])
        said = capsys.readouterr()
        assert said.err.splitlines() == [f"tasks:{SEGMENTS - 1}"]
        assert "heads of orders" not in said.out
        command.main(["--units", str(FAST)])
        said = capsys.readouterr()
        assert len(said.err.splitlines()) == len(TABLES) * SEGMENTS
        assert re.search(r"^heads of orders: .*\bresealed", said.out, re.MULTILINE)
        assert "(nothing was written: add --write)" in said.out
        assert world.tables() == before
    with pytest.raises(SystemExit):
        command.main(["--first", "tasks:64"])


def test_it_takes_no_more_of_a_table_than_it_may(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tools.reseal.run.time.sleep", slept.append)
    run = command.of_this_stack(1e-3, write=False)  # a unit in a thousand seconds
    for number in range(SEGMENTS):
        run.segment("orders", number)
    assert max(slept) > 100


def test_a_number_that_was_left_is_sealed_anew_and_not_brought_back(world: World, older: int) -> None:
    """It goes when it was told: what is gone meanwhile is not written."""
    wire().stores.moved.drop("none")
    phone, now = new_phone(), wire().clock()
    (write,) = wire().stores.moved.new(phone, now)
    item = write.item.serialize()  # type: ignore[union-attr]
    with newer_key() as newest:
        (kind,) = (kind for kind in KINDS if kind.name == "numbers that were left")
        assert not a_run()._put(kind, item, {"S": "x"})
        renewed = a_run()._renewed(kind, item)[0]["S"]
        assert renewed.startswith(f"{newest}.")
        assert wire().stores.keys.unseal(renewed, about=f"moved {item['pk']['S'].partition('#')[2]}") == phone
