"""What the branch's manual says of the console is there: words on the screen, keys, pages, pictures.

Whatever stands between 「 and 」 is read on a page of the console just so; … stands for what the page fills in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from tests.worlds.console_modules import evaluated

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "operate"
DOOR = ROOT / "docs" / "operate.zh.md"
PAGES = [DOOR, *sorted(FOLDER.glob("*.md"))]
PICTURES = FOLDER / "pictures"
MOST_PICTURES, MOST_BYTES, MOST_OF_ALL = 20, 80_000, 1_200_000
WINDOW = (1366, 768)
LABELS = ("orders/labels.py", "orders/store/bands.py", "staff/model.py")
ROLES = {"REVIEWER": "reviewer", "MANAGER": "manager", "FINANCE": "finance", "ADMIN": "admin"}

CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"「([^」]+)」")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"`])//[^\n]*", re.DOTALL)
AROUND = re.compile(r"['\"`<>{}$\n]")  # what no word of a page goes over
WHOLE = 8  # characters of a word that must stand alone; a longer one may be a part of a sentence

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.stem))


def texts_of(script: str) -> Iterator[str]:
    """The Chinese texts of a script, each as far as nothing is filled in."""
    for text in AROUND.split(COMMENT.sub("", script)):
        if CHINESE.search(text):
            yield text.strip()


def texts_of_api(source: str) -> Iterator[str]:
    """Of a module of labels, which the pages show as they come."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            yield node.value.strip()


@cache
def shown() -> frozenset[str]:
    """Every text of the console's pages."""
    scripts = [path for room in ("staff", "shared") for path in (ROOT / "web" / room).rglob("*.js")]
    ours = [path.read_text() for path in scripts if "vendor" not in path.parts]
    labels = [(ROOT / "chalicelib" / path).read_text() for path in LABELS]
    return frozenset(
        [text for script in ours for text in texts_of(script)] + [text for one in labels for text in texts_of_api(one)]
    )


def is_shown(word: str, texts: Iterable[str]) -> bool:
    """Each part of the word between what is filled in: whole, or long enough to be a part of a text."""
    parts = [part for part in re.split(r"\s*…+\s*", word) if CHINESE.search(part)]
    return bool(parts) and all(part in texts or _is_within(part, texts) for part in parts)


def _is_within(part: str, texts: Iterable[str]) -> bool:
    return len(part) > WHOLE and any(part in text for text in texts)


def pictured(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", text)


@every_page
def test_every_word_of_a_page_is_on_the_screen(page: Path) -> None:
    words = dict.fromkeys(QUOTED.findall(page.read_text()))
    assert [word for word in words if not is_shown(word, shown())] == []


def test_a_button_that_is_called_otherwise_is_noticed() -> None:
    before = 'html`<${Button} cap="N" onClick=${ask}>邀请员工<//> <p>邀请员工以前请核对。// 通过其余 ${rest} 张</p>`'
    texts = set(texts_of(before)) | set(texts_of("// 旧的名称\n/* 更旧的名称 */ const a = '通过其余 ' + n + ' 张';"))
    assert is_shown("邀请员工", texts)
    assert is_shown("通过其余 … 张", texts)
    renamed = set(texts_of(before.replace(">邀请员工<", ">添加员工<")))
    assert not is_shown("邀请员工", renamed)
    assert not any(is_shown(word, texts) for word in ("旧的名称", "更旧的名称", "邀请", "…"))


@pytest.mark.parametrize("role", ROLES)
def test_a_roles_page_names_all_that_is_in_its_navigation(role: str) -> None:
    """But for what stands at the manual's door: the first page, and one's own."""
    desks: list[list[str]] = evaluated("staff/desks.js", f"it.desksOf({{ roles: [{{ role: '{role}' }}] }})")
    said = (FOLDER / f"{ROLES[role]}.zh.md").read_text()
    door = DOOR.read_text()
    missing = [name for _, name, *_ in desks if f"「{name}」" not in said and name != "我的登录"]
    assert missing == []
    assert "「我的登录」" in door


def test_every_key_of_the_review_desk_is_explained() -> None:
    said = (FOLDER / "reviewer.zh.md").read_text()
    help_ = (ROOT / "web" / "staff" / "review" / "help.js").read_text()
    keys = re.findall(r"^  \['([^']+)', '([^']+)'\],$", help_, re.MULTILINE)
    assert len(keys) > 15
    assert [does for _, does in keys if does.split("，")[0] not in said] == []


def test_every_picture_is_shown_once_and_none_is_missing() -> None:
    found = [(page.parent / one).resolve() for page in PAGES for one in pictured(page.read_text())]
    assert sorted(found) == sorted(PICTURES.glob("*.png"))


def test_the_pictures_are_few_and_light() -> None:
    pictures = sorted(PICTURES.glob("*.png"))
    sizes = {path.name: path.stat().st_size for path in pictures}
    assert len(pictures) <= MOST_PICTURES
    assert {name: size for name, size in sizes.items() if size > MOST_BYTES} == {}
    assert sum(sizes.values()) < MOST_OF_ALL
    assert {path.name: Image.open(path).size for path in pictures} == dict.fromkeys(sizes, WINDOW)


def test_the_door_leads_to_every_page() -> None:
    said = DOOR.read_text()
    assert [page.name for page in PAGES[1:] if f"(operate/{page.name})" not in said] == []
