"""A release that does not work is undone by itself, one that works if somebody asks; a deleted stack comes back."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
import requests

from tests.worlds.deployed import Deployed
from tools.deployed.stack import StackError
from tools.stack.deploy import rollback
from tools.suite.patience import PATIENCE
from tools.web_publish import WEB

BROKEN = "raise RuntimeError('this release does not start')\n"
OTHER = "<title>another "


def page(stack: Deployed) -> str:
    answer = requests.get(stack.site.url + "/", timeout=PATIENCE)
    assert answer.status_code == 200
    return answer.text


def test_code_that_does_not_start_gives_way_to_what_stood_before(stack: Deployed) -> None:
    folder = stack.packages("broken")
    (folder / "core.zip").unlink()
    with zipfile.ZipFile(folder / "core.zip", "w") as archive:
        archive.writestr("app.py", BROKEN)
    with pytest.raises(StackError) as caught:
        stack.deploy(folder)
    assert "（login）" in str(caught.value)
    assert "已退回" in str(caught.value)
    assert stack.deployments()[-1].state == "undone"
    assert requests.get(f"{stack.site.url}/api/schools?q=a", timeout=PATIENCE).status_code == 200


def test_code_settings_and_pages_go_back_when_somebody_asks(stack: Deployed, tmp_path: Path) -> None:
    tables, items, hours = stack.tables, stack.items(), stack.environment("remind")["REVIEW_HOURS"]
    web = shutil.copytree(WEB, tmp_path / "web")
    text = (web / "index.html").read_text()
    (web / "index.html").write_text(text.replace("<title>", OTHER))
    stack.deploy(stack.packages(), web, ReviewHours="31")
    assert OTHER in page(stack)
    assert stack.environment("remind")["REVIEW_HOURS"] == "31" != hours

    rollback(stack.target)
    stack.lead()
    assert OTHER not in page(stack)
    assert stack.environment("remind")["REVIEW_HOURS"] == hours
    assert (stack.tables, stack.items()) == (tables, items)


def test_a_deleted_stack_is_deployed_again_over_what_stayed(stack: Deployed) -> None:
    """Tables stay as they are, and buckets are taken over.  New tables get other names, but here the same and anew."""
    old = list(stack.tables.values())
    buckets = {name: count for name, count in stack.left().items() if name not in old}
    stack.delete()
    assert stack.left_in(old) == dict.fromkeys(old, 1)
    stack.again()
    assert buckets
    assert {name: count for name, count in stack.left().items() if name in buckets} == buckets
