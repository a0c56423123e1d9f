"""Reading collection codes on the emulator: what is read, what is refused and why, and who may use a read."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import segno
from PIL import Image

from chalicelib.identity.model import Who
from chalicelib.orders import errors as order_errors
from chalicelib.orders import read_errors as errors
from chalicelib.orders import reads as reads_module
from chalicelib.orders.claims import Holder
from chalicelib.orders.model import State
from chalicelib.orders.read_store import KeptRead, ReadStore
from chalicelib.orders.reads import PER_WINDOW, Reads
from chalicelib.photo.s3 import Objects
from chalicelib.shared.errors import DomainError
from chalicelib.shared.ids import random_id
from chalicelib.tasks import errors as task_errors
from chalicelib.tasks.model import Level, Task
from tests.tasks_world import PLAIN_FIELDS, TasksWorld, a_task


def card(**changes: str | None) -> str:
    """Base64 of JSON with CHSI's keys; None leaves one out.  Every call is another enrolment."""
    fields: dict[str, str | None] = {
        "cjm": random_id(16),
        "yxdm": "10532",
        "zjhm": "012X",
        "xh": "2023010101",
        "cc": "本科",
        "fy": "信息学院",
        "xm": "张*三",
        "bh": "软件2201",
    }
    told = {key: value for key, value in (fields | changes).items() if value is not None}
    return base64.b64encode(json.dumps(told, ensure_ascii=False).encode()).decode()


def picture(*texts: str) -> bytes:
    """A PNG with the texts' QR codes side by side."""
    codes = []
    for text in texts:
        file = io.BytesIO()
        segno.make(text, error="m", micro=False).save(file, kind="png", scale=4, border=6)
        codes.append(Image.open(file).convert("L"))
    sheet = Image.new(
        "L", (sum(code.width for code in codes) or 300, max((code.height for code in codes), default=300)), 255
    )
    left = 0
    for code in codes:
        sheet.paste(code, (left, 0))
        left += code.width
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


class Ledger:
    """Claims as the orders context answers for them."""

    def __init__(self) -> None:
        self.holders: dict[str, Holder] = {}

    def holder(self, task_id: str, enrolment: str) -> Holder | None:
        return self.holders.get(task_id)


class World(TasksWorld):
    """Reads with a ledger to write into; `proven` are the sessions that were proved."""

    def __init__(self, aws: Any) -> None:
        super().__init__(aws.tables["tasks"], aws.tables["inbox"])
        self.objects, self.ledger = Objects(aws.bucket), Ledger()
        self.proven: list[Who] = []
        self.who = Who(person_id=random_id(), session=random_id())
        self.reads = Reads(
            objects=self.objects,
            tasks=self.tasks,
            claims=self.ledger,
            store=ReadStore(aws.tables["inbox"]),
            prove=self.proven.append,
            keys=self.keys,
            clock=self.clock,
        )

    def task(self, **changes: Any) -> Task:
        return self.tasks.create(a_task(**changes))

    def upload(self, data: bytes) -> str:
        upload_id = random_id()
        self.objects.put(f"in/qr/{self.who.person_id}/{upload_id}", data, "image/png")
        return upload_id

    def read(self, task: Task, data: bytes, **more: Any) -> KeptRead:
        return self.reads.from_picture(self.who, task.task_id, self.upload(data), **more)

    def held(self, task: Task, state: State, *, paid: bool, by: str = "somebody") -> None:
        self.ledger.holders[task.task_id] = Holder(
            order_id=random_id(), person_id=by, state=state, since=self.now - timedelta(hours=3), paid=paid
        )


@pytest.fixture
def world(aws: Any) -> World:
    return World(aws)


def refusal(kind: type[DomainError], work: Callable[[], object]) -> DomainError:
    with pytest.raises(kind) as refused:
        work()
    assert type(refused.value) is kind
    return refused.value


# ---- what is read


def test_a_picture_tells_the_student(world: World) -> None:
    task, text = world.task(), card(cjm="abc123XYZ")
    kept = world.read(task, picture(text))
    student = kept.read.student
    assert (student.name, student.school_code, student.school_name) == ("张*三", "10532", "湖南大学")
    assert (student.level, student.student_no, student.college) == ("BACHELOR", "2023010101", "信息学院")
    assert (student.class_name, student.id_tail) == ("软件2201", "012X")
    assert kept.read.source == "picture"
    assert kept.expires_at == world.now + timedelta(minutes=60)
    assert kept.read.enrolment == world.keys.digest("enrolment", "abc123XYZ")
    assert world.keys.unseal(student.sealed["collect_code"], about="collect_code") == text


def test_nothing_stored_shows_the_code(world: World) -> None:
    task, text = world.task(), card(cjm="SECRETCODE42")
    kept = world.read(task, picture(text))
    stored = world.reads._store.get(kept.read_id)
    assert stored == kept
    assert "SECRETCODE42" not in repr(stored)
    assert text not in repr(stored)


def test_the_text_reads_as_the_picture_does(world: World) -> None:
    task, text = world.task(), card()
    seen = world.read(task, picture(text)).read
    said = world.reads.from_text(world.who, task.task_id, f" {text}\n").read
    assert said.source == "text"
    assert said.enrolment == seen.enrolment
    assert said.student.student_no == seen.student.student_no


def test_a_code_that_tells_nothing_takes_the_tasks_only_school_and_level(world: World) -> None:
    one = world.read(world.task(schools=("10554",)), picture(random_id(16))).read.student
    assert (one.school_code, one.school_name, one.level, one.name) == ("10554", "湖南工商大学", "BACHELOR", "")
    several = world.task(levels=(Level.BACHELOR, Level.MASTER))
    many = world.read(several, picture(random_id(16))).read.student
    assert (many.school_code, many.school_name, many.level) == ("", "", "")


def test_among_several_codes_the_collection_code_is_taken(world: World) -> None:
    kept = world.read(world.task(), picture("https://example.org/", card(xh="2023099999"), "somethingelse"))
    assert kept.read.student.student_no == "2023099999"


# ---- pictures that give no code


def test_a_picture_that_is_not_there(world: World) -> None:
    task = world.task()
    for upload_id in (random_id(), "../" + random_id(19), "short"):
        refused = refusal(
            errors.UploadMissing,
            lambda upload_id=upload_id: world.reads.from_picture(world.who, task.task_id, upload_id),  # type: ignore[misc]
        )
        assert refused.text == "采集码图片还没有上传完成，或已被清理"


def test_somebody_elses_picture_is_not_there(world: World) -> None:
    task, upload_id = world.task(), world.upload(picture(card()))
    other = Who(person_id=random_id())
    refusal(errors.UploadMissing, lambda: world.reads.from_picture(other, task.task_id, upload_id))


def test_a_file_that_is_no_picture(world: World) -> None:
    refused = refusal(errors.BadFormat, lambda: world.read(world.task(), b"%PDF-1.7 no picture"))
    assert (refused.status, refused.text) == (415, "图片无法打开")


def test_a_file_that_is_too_large(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reads_module.LIMITS, "QR", 100)
    refused = refusal(errors.FileTooLarge, lambda: world.read(world.task(), picture(card())))
    assert (refused.status, refused.text) == (413, "图片文件过大")


def test_a_picture_with_too_many_pixels(world: World) -> None:
    bomb = io.BytesIO()
    Image.new("1", (8000, 8000)).save(bomb, "PNG")
    refused = refusal(errors.TooManyPixels, lambda: world.read(world.task(), bomb.getvalue()))
    assert (refused.status, refused.text) == (422, "图片尺寸过大")


def test_a_picture_without_a_code(world: World) -> None:
    refused = refusal(errors.QrNotFound, lambda: world.read(world.task(), picture()))
    assert refused.text == "图片中没有找到二维码"
    assert "长按图片保存" in refused.cure


def test_a_code_nobody_understands(world: World) -> None:
    refused = refusal(errors.QrUnreadable, lambda: world.read(world.task(), picture("你好，世界")))
    assert refused.text == "图片中的二维码不是可以识别的采集码"
    assert "长按图片保存" in refused.cure
    assert "不要使用截图" in refused.cure


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("wxp://f2f0abcdef", "payment", "这是付款或收款码，不是采集码"),
        ("https://qr.alipay.com/fkx123", "payment", "这是付款或收款码，不是采集码"),
        ("https://example.org/a?b=1", "url", "这是一个网页链接，不是采集码"),
    ],
)
def test_another_kind_of_code(world: World, text: str, kind: str, says: str) -> None:
    refused = refusal(errors.QrOther, lambda: world.read(world.task(), picture(text)))
    assert (refused.text, refused.data) == (says, {"kind": kind})


def test_a_text_nobody_understands(world: World) -> None:
    task = world.task()
    refused = refusal(errors.TextUnreadable, lambda: world.reads.from_text(world.who, task.task_id, "我的采集码"))
    assert refused.text == "这段文字不是可以识别的采集码"


# ---- codes that do not belong here


def test_another_school(world: World) -> None:
    refused = refusal(errors.OtherSchool, lambda: world.read(world.task(), picture(card(yxdm="10530"))))
    assert refused.text == "采集码属于“湘潭大学”，不在本任务的学校范围内"
    assert refused.cure.endswith("王老师 0731-88820000")
    unknown = refusal(errors.OtherSchool, lambda: world.read(world.task(), picture(card(yxdm="10001"))))
    assert "院校代码 10001" in unknown.text


def test_another_level(world: World) -> None:
    refused = refusal(errors.OtherLevel, lambda: world.read(world.task(), picture(card(cc="硕士研究生"))))
    assert refused.text == "采集码的学历层次是“硕士研究生”，不在本任务的范围内"


def test_a_roster_admits_only_whom_it_names(world: World) -> None:
    task, text = world.task(roster="CODES"), card(cjm="onTheRoster1")
    world.tasks.put_roster(task.task_id, [world.keys.digest("enrolment", "onTheRoster1")])
    assert world.read(task, picture(text)).read.student.name == "张*三"
    refused = refusal(errors.NotOnRoster, lambda: world.read(task, picture(card())))
    assert refused.text == "本任务的名单中没有这个采集码"
    assert "王老师 0731-88820000" in refused.cure


def test_the_id_tail_must_fit_the_code(world: World) -> None:
    task, text = world.task(), card(zjhm="012X")
    for typed in ("012x", "０１２Ｘ", " 012X "):
        assert world.read(task, picture(text), id_tail=typed)
    refused = refusal(order_errors.WrongIdTail, lambda: world.read(task, picture(text), id_tail="0121"))
    assert refused.text == "证件号码后4位与采集码不一致"


def test_tasks_that_take_no_codes_now(world: World) -> None:
    plain = world.task(collect_mode="PLAIN", form_fields=PLAIN_FIELDS)
    assert refusal(errors.NoCollectCodeNeeded, lambda: world.read(plain, b"")).text == "本任务不需要上传采集码"
    refusal(task_errors.TaskClosed, lambda: world.read(world.task(state="CLOSED"), b""))
    refusal(task_errors.TaskNotOpenYet, lambda: world.read(world.task(opens_at=world.now + timedelta(1)), b""))
    refusal(task_errors.TaskUnknown, lambda: world.read(world.task(state="DRAFT"), b""))
    refusal(task_errors.TaskUnknown, lambda: world.reads.from_text(world.who, random_id(12), card()))


# ---- codes somebody has already


def test_an_unpaid_code_of_somebody_else_may_be_taken_over_with_a_proof(world: World) -> None:
    task, text = world.task(), card(zjhm="0123")
    world.held(task, State.AWAITING_PAYMENT, paid=False)
    refused = refusal(order_errors.EnrolmentInUseUnpaid, lambda: world.read(task, picture(text)))
    assert refused.text == "该学籍已于11月24日 13:00在本任务中建立了订单（尚未支付）"
    assert refused.data == {"takeover": True}
    assert "somebody" not in refused.text + refused.cure
    assert world.read(task, picture(text), id_tail="0123").read.student.id_tail == "0123"


def test_a_paid_code_of_somebody_else_is_for_the_branch(world: World) -> None:
    task, text = world.task(), card(zjhm="0123")
    world.held(task, State.IN_REVIEW, paid=True)
    refused = refusal(order_errors.EnrolmentInUsePaid, lambda: world.read(task, picture(text), id_tail="0123"))
    assert refused.text == "该学籍已于11月24日 13:00在本任务中完成支付"
    assert refused.cure.endswith("湖南分社 0731-84300000")
    assert refused.data == {"takeover": False}


def test_somebody_elses_expired_order_is_in_nobodys_way(world: World) -> None:
    task = world.task()
    world.held(task, State.EXPIRED, paid=False)
    assert world.read(task, picture(card()))


def test_the_own_code_goes_on_and_proves_a_doubtful_session(world: World) -> None:
    task, text = world.task(), card()
    world.held(task, State.IN_REVIEW, paid=True, by=world.who.person_id)
    assert world.read(task, picture(text))
    assert world.proven == []
    world.who = Who(person_id=world.who.person_id, session=world.who.session, proven=False)
    assert world.read(task, picture(text))
    assert world.proven == [world.who]


def test_somebody_elses_code_proves_nothing(world: World) -> None:
    task = world.task()
    world.who = Who(person_id=world.who.person_id, proven=False)
    world.read(task, picture(card()))
    world.held(task, State.DRAFT, paid=False)
    refusal(order_errors.EnrolmentInUseUnpaid, lambda: world.read(task, picture(card())))
    assert world.proven == []


# ---- using a read


def test_a_read_is_used_by_its_reader_in_its_task_for_an_hour(world: World) -> None:
    task = world.task()
    kept = world.read(task, picture(card()))
    for _ in range(2):
        assert world.reads.use(world.who, task.task_id, kept.read_id) == kept.read
    world.now += timedelta(minutes=60) - timedelta(milliseconds=1)
    assert world.reads.use(world.who, task.task_id, kept.read_id) == kept.read
    world.now += timedelta(milliseconds=1)
    refused = refusal(errors.ReadExpired, lambda: world.reads.use(world.who, task.task_id, kept.read_id))
    assert (refused.status, refused.text, refused.cure) == (404, "采集码信息已过期", "请重新上传采集码")


def test_a_foreign_read_an_absent_one_and_one_for_another_task_look_alike(world: World) -> None:
    task, other = world.task(), world.task()
    kept = world.read(task, picture(card()))
    asked = [
        (Who(person_id=random_id()), task.task_id, kept.read_id),
        (world.who, other.task_id, kept.read_id),
        (world.who, task.task_id, random_id()),
        (world.who, task.task_id, "READ#" + kept.read_id),
    ]
    said = {refusal(errors.ReadExpired, lambda one=one: world.reads.use(*one)).text for one in asked}  # type: ignore[misc]
    assert said == {"采集码信息已过期"}


def test_one_person_reads_so_often_and_no_more(world: World) -> None:
    task, text = world.task(), card()
    for _ in range(PER_WINDOW):
        world.reads.from_text(world.who, task.task_id, text)
    refused = refusal(errors.TooManyReads, lambda: world.reads.from_text(world.who, task.task_id, text))
    assert refused.retry_after == 600
    world.now += timedelta(minutes=10)
    assert world.reads.from_text(world.who, task.task_id, text)
