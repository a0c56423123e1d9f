"""After review: the approved photos go into packages, onto paper, and to their students."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import pypdfium2
from playwright.sync_api import Locator, expect

from chalicelib.shared.sheets import csv_bytes
from tests.worlds.prints import pages
from tests.worlds.season.branch import Season
from tests.worlds.season.employee import Employee
from tests.worlds.season.graduates import SCHOOL, Graduate
from tests.worlds.season.students import Student
from tests.worlds.season.tasks import TITLE
from tests.worlds.wording import says

MANAGER = "li"
PRINTS = {"一寸 8 张": 8, "二寸 4 张": 4, "一寸 4 张 + 二寸 2 张": 6}  # on a sheet
A4_LABELS = 14  # on a page
Files = dict[str, bytes]
Rows = list[dict[str, str]]


def photos_are_packed(season: Season, of: Sequence[Graduate], count: int = 1) -> Files:
    """The approved photos go into a package, which holds those and nobody else's; its files.

    count: of the packages there are with it."""
    manager = _at_task(season, "制作包")
    manager.button("生成制作包").click()
    manager.confirm("生成", told=["订单转为“制作中”"])
    expect(_packages(manager)).to_have_count(count)
    files = _downloaded(manager, _packages(manager).first, f"可以下载 {len(of)} 张照片")
    manifest = _rows(files["manifest.csv"])
    assert sorted(row["学号"] for row in manifest) == sorted(one.student_no for one in of)
    _are_named(manifest, files)
    return files


def package_is_made_again(season: Season, files: Files) -> None:
    """The same files come of it; another package has nothing to hold, and says so."""
    manager = _at_task(season, "制作包")
    newest = _packages(manager).first
    with manager.page.expect_response("**/again"):
        newest.get_by_role("button", name="重新生成").click()
    assert _downloaded(manager, newest, "可以下载") == files
    manager.expected.append("/packages")
    manager.button("生成制作包").click()
    dialog = manager.page.get_by_role("dialog")
    dialog.get_by_role("button", name="生成", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text(says("nothing_to_deliver"))
    dialog.get_by_role("button", name="取消").click()


def manifest_is_read(season: Season, files: Files) -> None:
    """On its page each photo has its order, its student and the checksum of the list."""
    manager = _at_task(season, "制作包")
    _packages(manager).first.get_by_role("link", name="查看清单").click()
    manager.heading("制作包清单")
    manifest = _rows(files["manifest.csv"])
    manager.sees(f"在包里 {len(manifest)}")
    manager.sees("已移出 0")
    table = manager.page.get_by_role("region", name="在包里的照片")
    for row in manifest:
        line = table.get_by_role("row").filter(has_text=row["sha256"])
        expect(line).to_contain_text(row["学号"])
        expect(line).to_contain_text(row["姓名"])


def _are_named(manifest: Rows, files: Files) -> None:
    """Every photo is where the list says, is the one it says, and there is no other."""
    found = {
        (name, inside): archive.read(inside)
        for name, archive in _archives(files).items()
        for inside in archive.namelist()
        if inside.endswith(".jpg")
    }
    listed = {(row["压缩包"], row["照片文件名"]): row["sha256"] for row in manifest}
    assert {place: sha256(photo).hexdigest() for place, photo in found.items()} == listed
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files) if name != "SHA256SUMS")
    assert files["SHA256SUMS"].decode() == sums


# -- prints --------------------------------------------------------------------------------------------------------


def sheets_are_printed(season: Season, of: Sequence[Graduate]) -> None:
    """As each student chose: a PDF for each class, a page for each student, as many prints on it as she chose."""
    manager = _at_task(season, "冲印")
    card = _ask_prints(manager, "CHOSEN", "按学生选择的版面")
    files = _downloaded(manager, card, f"可以下载 {len(of)} 人")
    pdfs = {name: archive.read(name) for archive in _archives(files).values() for name in archive.namelist()}
    wanted = Counter((*one.place, one.layout) for one in of)
    assert set(pdfs) == {f"{SCHOOL}-{college}-{name}-{_in_name(layout)}.pdf" for college, name, layout in wanted}
    for college, name, layout in wanted:
        pdf = pdfs[f"{SCHOOL}-{college}-{name}-{_in_name(layout)}.pdf"]
        numbers = sorted(one.student_no for one in of if one.place == (college, name) and one.layout == layout)
        assert [re.findall(r"\d{9}", words) for words in pages(pdf)] == [[number] for number in numbers]
        assert _pictures(pdf) == [PRINTS[layout]] * len(numbers)
    places = [(row["学院"], row["班级"], row["学号"]) for row in _rows(files["prints.csv"])]
    assert places == sorted((*one.place, one.student_no) for one in of)


def labels_are_printed(season: Season, of: Sequence[Graduate]) -> dict[str, str]:
    """On A4 and on a roll, in the order of the sheets; student number → the order's number on her label."""
    manager = _at_task(season, "冲印")
    ordered = sorted(of, key=lambda one: (*one.place, one.student_no))
    a4, roll = (
        pages(_downloaded(manager, _ask_prints(manager, kind, name), f"可以下载 {len(of)} 人")["labels-001.pdf"])
        for kind, name in (("LABELS_A4", "地址标签，A4"), ("LABELS_ROLL", "地址标签，面单"))
    )
    assert len(a4) == -(-len(ordered) // A4_LABELS)
    words = "".join(a4)
    places = [words.index(one.address) for one in ordered]
    assert places == sorted(places)
    assert len(roll) == len(ordered)
    found = dict[str, str]()
    for one, label in zip(ordered, roll, strict=True):
        assert one.address in label
        assert re.search(r"1\d{10}", label)
        (number,) = re.findall(r"\d{4}(?: \d{4}){2,}", label)
        found[one.student_no] = number.replace(" ", "")
    return found


def _ask_prints(manager: Employee, kind: str, name: str) -> Locator:
    """The card of what was asked for."""
    manager.button("生成冲印文件").click()
    manager.confirm("生成", kind=kind)
    card = manager.page.locator(".card").filter(has=manager.page.get_by_role("heading", name=name))
    return card.first


def _in_name(layout: str) -> str:
    """Of a file."""
    return re.sub("[ +]", "", layout)


def _pictures(pdf: bytes) -> list[int]:
    """How many lie on each page."""
    image = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    return [len(list(page.get_objects(filter=[image]))) for page in pypdfium2.PdfDocument(pdf)]


# -- post ----------------------------------------------------------------------------------------------------------


def posted_by_scanner(season: Season, labels: dict[str, str], first: int = 1) -> dict[str, str]:
    """Parcel by parcel: its label, then its waybill, and the next one, without a mouse.

    labels: student number → the order's number on her label; first: of the waybills.  Student number → waybill.
    """
    manager = _at_task(season, "邮寄")
    manager.page.get_by_label("快递公司", exact=True).select_option("SF")
    waybills = _waybills(labels, first)
    label = manager.page.get_by_label("扫描标签")
    for at, (student_no, number) in enumerate(labels.items(), 1):
        label.focus()
        _scan(manager, number)
        expect(label).not_to_be_focused()  # the row of that parcel has it
        _scan(manager, waybills[student_no])
        manager.sees(f"本页已寄 {at} /")
        expect(label).to_be_focused()
    return waybills


def posted_by_list(season: Season, labels: dict[str, str], first: int = 1) -> dict[str, str]:
    """Of those that still wait, the list that the post office filled in is imported; as `posted_by_scanner`."""
    manager = _at_task(season, "邮寄")
    manager.sees(f"{len(labels)} 单，顺序同冲印版面")
    rows = _rows(_content(manager, manager.button("下载待寄名单").click))
    assert {row["学号"]: row["订单号"] for row in rows} == labels
    waybills = _waybills(labels, first)
    filled = [list(rows[0]), *(list((row | _sent(waybills[row["学号"]])).values()) for row in rows)]
    manager.link("导入快递单号").click()
    manager.heading("导入表格")
    manager.pick("文件", "快递单号.csv", "text/csv", csv_bytes(filled))
    manager.page.get_by_label("原因").fill("邮局返回的单号")
    manager.button("上传并检查").click()
    manager.sees(f"共 {len(rows)} 行，已导入 {len(rows)} 行")
    _at_task(season, "邮寄").sees("没有待寄的照片")
    return waybills


def _waybills(labels: dict[str, str], first: int) -> dict[str, str]:
    return {student_no: f"SF{at:013}" for at, student_no in enumerate(labels, first)}


def student_sees_her_parcel(student: Student, waybill: str) -> None:
    """Her order says that it was sent, and by which number she finds it."""
    student.returns_days_later()
    student.sees("顺丰速运")
    student.sees(re.compile("寄出$"))
    student.sees(waybill)
    student.leaves()


def _scan(manager: Employee, text: str) -> None:
    """As a scanner does, which is a keyboard that ends with Enter."""
    manager.page.keyboard.type(text)
    manager.page.keyboard.press("Enter")


def _sent(waybill: str) -> dict[str, str]:
    return {"快递公司": "顺丰速运", "快递单号": waybill}


# -- shared --------------------------------------------------------------------------------------------------------


def _at_task(season: Season, *places: str) -> Employee:
    """The manager, at a page of the season's task."""
    manager = season[MANAGER]
    manager.go("任务", TITLE, *places)
    manager.heading(places[-1])
    return manager


def _packages(manager: Employee) -> Locator:
    """Their cards, the newest first."""
    return manager.page.locator(".card").filter(has=manager.page.get_by_role("heading", name=re.compile("的制作包$")))


def _downloaded(manager: Employee, card: Locator, state: str) -> Files:
    """The files of a card, each saved by its link, once it says this."""
    expect(card.get_by_role("status").first).to_contain_text(state)
    card.get_by_role("button", name="取得下载链接").click()
    links = card.locator("td a[download]")
    expect(links.first).to_be_visible()
    return {link.inner_text(): _content(manager, link.click) for link in links.all()}


def _content(manager: Employee, click: Callable[[], None]) -> bytes:
    return Path(manager.saves(click).path()).read_bytes()


def _archives(files: Files) -> dict[str, zipfile.ZipFile]:
    return {name: zipfile.ZipFile(io.BytesIO(data)) for name, data in files.items() if name.endswith(".zip")}


def _rows(data: bytes) -> Rows:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
