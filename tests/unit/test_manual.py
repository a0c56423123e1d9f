"""What the branch's manual says of the console is there: words on the screen, keys, pages, pictures.

Whatever stands between 「 and 」 is read on a page of the console just so; … stands for what the page fills in.  Right
behind 点, 做 or 勾上 it is what somebody presses.
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
STAFF = ROOT / "web" / "staff"
FOLDER = ROOT / "docs" / "operate"
DOOR = ROOT / "docs" / "operate.zh.md"
PAGES = [DOOR, *sorted(FOLDER.glob("*.md"))]
PICTURES = FOLDER / "pictures"
MOST_PICTURES, MOST_BYTES, MOST_OF_ALL = 20, 80_000, 1_200_000
WINDOW = (1366, 768)
LABELS = ("orders/labels.py", "orders/store/bands.py", "staff/model.py")
ROLES = {"REVIEWER": "reviewer", "MANAGER": "manager", "FINANCE": "finance", "ADMIN": "admin"}

IMPORT = re.compile(r"^(?:import|export)\b[^;]*?\bfrom '(\.{1,2}/[^']+\.js)'", re.MULTILINE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"「([^」]+)」")
PRESSED = re.compile(r"(?:点|做|勾上)「([^」]+)」")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"`<])//[^\n]*", re.DOTALL)
# What is pressed, in a script: the words before the end of a button, and those handed to one.
INSIDE = re.compile(r">([^<>]*)<(?://|/button|/a|/label|input|\$\{Key\})")
HANDED = re.compile(r"""\b(?:yes|word|act|name|issue|correct)(?:=|: )(?:"([^"]+)"|'([^']+)'|\$\{([^}]*)\})""")
WAYS = re.compile(r"""\['([^']+)', ['`]/""")
NAMES = ("desks.js", "money_words.js")  # of the navigation, and of what is done to an order
AROUND = re.compile(r"['\"`<>{}$\n]")  # what no word of a page goes over
WHOLE = 8  # characters of a word that must stand alone; a longer one may be a part of a sentence

PAGE = """
// 旧的名称
/* 更旧的名称 */
const said = '邀请员工';
html`<${Button} cap="N" onClick=${() => ask()}>邀请员工<//> <p>邀请员工以前请核对。</p> <p>通过其余 ${rest} 张</p>
  <button type="button">
    ${open ? '收起' : '查看'}
  </button><${Ask} yes="重新邀请" />`;
const DEEDS = { disable: { word: '停用' } };
"""

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.stem))


def texts_of(script: str) -> Iterator[str]:
    """The Chinese texts of a script, each as far as nothing is filled in."""
    for text in AROUND.split(COMMENT.sub("", script)):
        if CHINESE.search(text):
            yield text.strip()


def pressed_in(script: Path) -> Iterator[str]:
    """What somebody may press, as the script calls it."""
    source = COMMENT.sub("", script.read_text())
    if script.name in NAMES:
        yield from texts_of(source)
    for text in (
        *INSIDE.findall(source),
        *WAYS.findall(source),
        *(text for row in HANDED.findall(source) for text in row),
    ):
        yield from texts_of(text)


def texts_of_api(source: str) -> Iterator[str]:
    """Of a module of labels, which the pages show as they come."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            yield node.value.strip()


def with_imports(script: Path, found: set[Path]) -> set[Path]:
    """The script and all that it imports, in turn."""
    if script not in found:
        found.add(script)
        for name in IMPORT.findall(script.read_text()):
            with_imports((script.parent / name).resolve(), found)
    return found


@cache
def scripts_of(role: str) -> frozenset[Path]:
    """Of the pages that this role may use; of all pages without one."""
    rows: list[tuple[str, str, list[str]]] = evaluated("staff/routes.js", "it.PAGES")
    scripts = with_imports(STAFF / "app.js", set())
    for _, page, roles in rows:
        if not role or not roles or role in roles:
            with_imports(STAFF / "pages" / f"{page}.js", scripts)
    return frozenset(script for script in scripts if "vendor" not in script.parts)


@cache
def shown(role: str) -> frozenset[str]:
    """Every text of those pages."""
    labels = [(ROOT / "chalicelib" / path).read_text() for path in LABELS]
    ours = [text for script in scripts_of(role) for text in texts_of(script.read_text())]
    return frozenset(ours + [text for one in labels for text in texts_of_api(one)])


@cache
def pressed(role: str) -> frozenset[str]:
    """What can be pressed on them."""
    return frozenset(text for script in scripts_of(role) for text in pressed_in(script))


def is_shown(word: str, texts: Iterable[str]) -> bool:
    """Each part of the word between what is filled in: whole, or long enough to be a part of a text."""
    parts = [part for part in re.split(r"\s*…+\s*", word) if CHINESE.search(part)]
    return bool(parts) and all(part in texts or _is_within(part, texts) for part in parts)


def _is_within(part: str, texts: Iterable[str]) -> bool:
    return len(part) > WHOLE and any(part in text for text in texts)


def pictured(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(([^)]+\.png)\)", text)


def role_of(page: Path) -> str:
    """For whom it is; "" for everybody."""
    return next((role for role, name in ROLES.items() if page.name == f"{name}.zh.md"), "")


@every_page
def test_every_word_of_a_page_is_on_the_screen(page: Path) -> None:
    words = dict.fromkeys(QUOTED.findall(page.read_text()))
    assert [word for word in words if not is_shown(word, shown(role_of(page)))] == []


@every_page
def test_what_is_to_be_pressed_is_a_button(page: Path) -> None:
    words = dict.fromkeys(PRESSED.findall(page.read_text()))
    assert [word for word in words if not is_shown(word, pressed(role_of(page)))] == []


def test_a_button_that_is_called_otherwise_is_noticed(tmp_path: Path) -> None:
    script = tmp_path / "page.js"
    script.write_text(PAGE)
    assert set(pressed_in(script)) == {"邀请员工", "收起", "查看", "重新邀请", "停用"}
    texts = set(texts_of(PAGE))
    assert is_shown("通过其余 … 张", texts)
    assert not any(is_shown(word, texts) for word in ("旧的名称", "更旧的名称", "邀请", "…"))
    script.write_text(PAGE.replace(">邀请员工<", ">添加员工<"))
    assert "邀请员工" not in set(pressed_in(script))


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
