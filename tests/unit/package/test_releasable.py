"""Nothing goes out with a placeholder: the repository's own settings are refused, filled ones pass, each by itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.releasable import CHECKS, ROOT, mini_faults, site_faults

API, TEMPLATE = "https://zhaopian.cnpic-hunan.cn", "aB3_" * 10 + "xyz"
RESULT, STATE = f"{TEMPLATE}", f"{TEMPLATE[::-1]}"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """The repository's settings with every placeholder filled in."""
    for folder in ("miniprogram", "web"):
        (tmp_path / folder).mkdir()
    project = json.loads((ROOT / "miniprogram/project.config.json").read_text())
    write(tmp_path / "miniprogram/project.config.json", project | {"appid": "wx0123456789abcdef"})
    settings = (ROOT / "miniprogram/settings.js").read_text()
    row = f"release: {{ api: '{API}', templates: {{ result: '{RESULT}', state: '{STATE}' }} }},"
    settings, found = re.subn(r"release: \{ api: .*\},", row, settings)
    assert found == 1
    (tmp_path / "miniprogram/settings.js").write_text(settings)
    site = json.loads((ROOT / "web/settings.json").read_text())
    police = {
        "text": "湘公网安备 43010502000123号",
        "url": "https://beian.mps.gov.cn/#/query/webSearch?code=43010502000123",
    }
    write(tmp_path / "web/settings.json", site | {"icp": "湘ICP备12345678号-1", "police": police})
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## Unreleased\n\n## 1.2.0 — 2026-12-24\n\n- Console: more.\n"
    )
    return tmp_path


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False))


def faults(root: Path) -> Iterator[str]:
    for check in CHECKS.values():
        yield from check(root)


def test_the_repositorys_own_settings_are_refused() -> None:
    mini, site = "\n".join(mini_faults(ROOT)), "\n".join(site_faults(ROOT))
    for word in ("touristappid", "photo.example.com", "release.templates.result", "release.templates.state"):
        assert word in mini
    assert ("icp is a placeholder" in site, "police.text is a placeholder" in site) == (True, True)


def test_the_command_fails_on_them_and_names_each() -> None:
    done = subprocess.run([sys.executable, "-m", "tools.releasable"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, "touristappid" in done.stderr) == (1, True)
    assert f"{len(list(faults(ROOT)))} settings are not ready" in done.stderr


def test_filled_settings_pass(filled: Path) -> None:
    assert list(faults(filled)) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "fault"),
    [
        ("miniprogram/project.config.json", "wx0123456789abcdef", "touristappid", "appid"),
        ("miniprogram/settings.js", API, "https://photo.example.com", "release.api"),
        ("miniprogram/settings.js", API, "http://zhaopian.cnpic-hunan.cn", "release.api"),
        ("miniprogram/settings.js", API, "https://127.0.0.1", "release.api"),
        ("miniprogram/settings.js", RESULT, "", "release.templates.result"),
        ("miniprogram/settings.js", STATE, "SANDBOX-state-template-0000000000000000000A", "release.templates.state"),
        ("CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- Console: new.\n", "under Unreleased"),
        ("CHANGELOG.md", "1.2.0 — 2026-12-24", "1.1.0 — 2026-12-01", "version '1.2.0' is not the newest heading"),
        ("CHANGELOG.md", "1.2.0 — 2026-12-24", "1.2.0", "version '1.2.0' is not the newest heading"),
        ("web/settings.json", "湘ICP备12345678号-1", "湘ICP备00000000号-1", "icp is a placeholder"),
        ("web/settings.json", "湘ICP备12345678号-1", "", "icp is empty"),
        ("web/settings.json", "迎宾路175号新华社湖南分社宿舍", "（示例地址）", "branch.address is a placeholder"),
        ("web/settings.json", "0731-82565066", "0731-000000", "people.0.phone"),
        ("web/settings.json", "0731-82565066", "3684576", "people.0.phone is no telephone number"),
        ("web/settings.json", '"3684575"', '"0731-3684576"', "does not name the phone 0731-3684576"),
        ("web/settings.json", "0731-82565066", "请看公告", "people.0.phone is no telephone number"),
        ("web/settings.json", "0731-82565066", "13800138001", "people.0.phone has a person's own number"),
        ("web/settings.json", '"operator": "新华社湖南', '"operator": "另一家', "does not name the operator"),
    ],
)  # fmt: skip
def test_each_placeholder_is_found(filled: Path, file: str, before: str, after: str, fault: str) -> None:
    text = (filled / file).read_text()
    assert before in text
    (filled / file).write_text(text.replace(before, after))
    found = list(faults(filled))
    assert found
    assert all(fault in one or "phone" in one for one in found), found
    assert any(fault in one for one in found)


def test_a_branch_that_nobody_can_call_is_refused(filled: Path) -> None:
    site = json.loads((filled / "web/settings.json").read_text())
    site["branch"]["people"] = []
    write(filled / "web/settings.json", site)
    assert list(faults(filled)) == ["web/settings.json: branch.people is empty, nobody can be called"]
