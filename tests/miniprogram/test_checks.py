"""The static checks: silent about what is right, and each of them finds what is planted for it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.miniprogram.compiled import HERE, SMALL

# file, what is there, what is planted instead, what the check says
MISUSES = {
    "a call WeChat does not have": (
        "pages/home/home.js", "wx.navigateTo(", "wx.navigateTwo(", r"home\.js:\d+: types: .*navigateTwo",
    ),
    "a wrong type": (
        "pages/home/home.js", "{ who: detail.value }", "{ who: 1 }", r"home\.js:\d+: types: .*number",
    ),
    "what only browsers have": (
        "services/api.js", "const { api }", "window.scroll(0, 0);\nconst { api }", r"api\.js:\d+: types: .*'window'",
    ),
    "an unknown tag": (
        "pages/next/next.wxml", "<view wx:if", "<div></div><view wx:if", r"next\.wxml:1: templates: unknown tag <div>",
    ),
    "a value without quotes": (
        "pages/next/next.wxml", 'wx:if="{{answer}}"', 'wx:if="{{answer}}" class=big',
        r"next\.wxml:1: templates: should be quoted",
    ),
    "a misspelt directive": (
        "pages/home/home.wxml", "wx:key=", "wx:kye=", r"home\.wxml:8: templates: invalid attribute",
    ),
    "an unclosed expression": (
        "components/card/card.wxml", "{{title}}", "{{title", r"card\.wxml:\d+: templates: ",
    ),
    "a handler nobody wrote": (
        "pages/home/home.wxml", 'bindsubmit="submit"', 'bindsubmit="sumbit"',
        r"home\.wxml:5: handlers: .*no sumbit\(\)",
    ),
    "a key that is not in data": (
        "pages/home/home.js", "agreed: detail", "agred: detail", r'home\.js:\d+: data: sets "agred"',
    ),
    "a computed key that is not in data": (
        "pages/home/home.js", "[`tries[", "[`trys[", r'home\.js:\d+: data: sets "trys"',
    ),
    "a key of data that nobody shows": (
        "pages/home/home.js", "data: { who", "data: { note: '', who", r'home\.wxml:1: data: does not show "note"',
    ),
    "a name the template cannot know": (
        "pages/home/home.wxml", "{{words.told(one.number)}}", "{{words.told(item.number)}}",
        r'home\.wxml:8: data: reads "item"',
    ),
    "a file that is missing": (
        "app.json", '"pages/next/next"]', '"pages/next/next", "pages/lost/lost"]', r"lost\.js:1: packages: is missing",
    ),
    "a file of another package": (
        "services/api.js", "const { api }", "require('../far/away');\nconst { api }",
        r'api\.js:\d+: packages: takes far/away from the package "far"',
    ),
    "an address nobody listed": (
        "settings.js", "https://api.example.com", "https://other.example.com",
        r"settings\.js:1: domains: https://other\.example\.com is not",
    ),
    "a connection nobody listed": (
        "services/api.js", "wx.request({", "wx.uploadFile({ filePath: '', name: '', url: '' });\n    wx.request({",
        r"api\.js:\d+: domains: a domain for uploadFile",
    ),
}  # fmt: skip


def checked(root: Path) -> list[str]:
    command = ["node", str(HERE / "checks" / "index.js"), str(root), str(SMALL / "domains.md")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = ran.stderr.splitlines()
    assert ran.returncode == (1 if lines else 0)
    return lines


def plant(root: Path, file: str, there: str, instead: str) -> None:
    text = (root / file).read_text()
    assert there in text, f"{file} has no {there}"
    (root / file).write_text(text.replace(there, instead, 1))


def test_packages_are_pinned_and_come_from_whatever_registry_is_set() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text())
    wanted = json.loads((HERE / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in wanted.values())
    assert lock["packages"][""]["devDependencies"] == wanted
    assert not [name for name, one in lock["packages"].items() if "resolved" in one]


def test_what_is_right_is_left_alone() -> None:
    assert checked(SMALL) == []


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the checks say of a copy with every misuse in it."""
    root = tmp_path_factory.mktemp("misused") / "small"
    shutil.copytree(SMALL, root)
    for file, there, instead, _ in MISUSES.values():
        plant(root, file, there, instead)
    app = json.loads((root / "app.json").read_text())
    tabs = {"list": [{"pagePath": "far/page", "iconPath": "none.png", "selectedIconPath": "large.png"}]}
    (root / "app.json").write_text(json.dumps(app | {"subPackages": [{"root": "far", "pages": []}], "tabBar": tabs}))
    (root / "far").mkdir()
    (root / "far" / "away.js").write_text("module.exports = {};\n")
    (root / "large.png").write_bytes(bytes(1_600_000))
    return checked(root)


@pytest.mark.parametrize("misuse", MISUSES)
def test_a_misuse_is_found(said: list[str], misuse: str) -> None:
    expected = MISUSES[misuse][3]
    assert any(re.search(expected, line) for line in said), "\n".join(said)


def test_a_large_package_is_found(said: list[str]) -> None:
    assert any(re.search(r'app\.json:1: packages: package "main" has 16\d+ bytes', line) for line in said)


def test_a_tab_without_its_page_and_pictures_is_found(said: list[str]) -> None:
    for expected in (
        "tab far/page is no page of the main package",
        "the tab's picture none.png is missing",
        "large.png has more than 40960 bytes",
    ):
        assert any(f"app.json:1: packages: {expected}" in line for line in said), "\n".join(said)
