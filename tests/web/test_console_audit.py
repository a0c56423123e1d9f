"""The audit trail in the console: older rows, a subject's own, and a text that is looked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chalicelib.staff import audit, audit_store
from chalicelib.staff.model import StaffRole
from tests.worlds.app import school_code
from tests.worlds.browsers import Desks
from tests.worlds.looks import check

MANAGER = StaffRole.MANAGER


def test_older_rows_and_a_subjects_own(desk: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "PAGE", 2)
    manager = desk(MANAGER)
    code = school_code()
    for turn in range(3):
        body = {"name": f"审计测试学院{code}", "city": f"第{turn}市", "reason": f"第{turn}次修改", "rev": turn}
        manager.api.call("PUT", f"/api/staff/schools/{code}", body)
    manager.come_in("/audit")
    manager.page.get_by_label("对象").select_option(label="院校代码")
    manager.page.get_by_label("编号").fill(code)
    manager.button("查询").click()
    manager.sees("第2次修改")
    expect(manager.page.get_by_text("第0次修改")).to_have_count(0)
    manager.button("下一页").click()
    manager.sees("第0次修改")
    manager.sees(f"审计测试学院{code}")
    assert f"subject=school+{code}" in manager.page.url
    check(manager.page)

    manager.open(f"/audit?subject=school+{code}&text=第1次")
    expect(manager.page.get_by_label("含有文字")).to_have_value("第1次")
    manager.sees("第1次修改")
    expect(manager.page.get_by_role("row")).to_have_count(2)
    monkeypatch.setattr(audit_store, "LOOKED_AT", 1)
    monkeypatch.setattr(audit_store, "AT_A_TIME", 1)
    manager.open(f"/audit?subject=school+{code}&text=第0次")
    manager.sees("请按下一页继续往前找")

    manager.expected.append("/api/staff/audit")
    manager.open("/audit?first=2026-01-01&last=2026-03-01")
    manager.sees("一次最多查询31天")
    expect(manager.page.get_by_label("开始日期")).to_have_value("2026-01-01")
