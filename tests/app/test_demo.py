"""The demo that the README names goes its whole way."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from clients.outside import Outside
from sandbox.box import Sandbox
from sandbox.seed import Seeded
from tools.demo import travel


@pytest.mark.usefixtures("fresh")
def test_one_student_from_login_to_production(
    box: Sandbox, outside: Outside, seeded: Seeded, capfd: pytest.CaptureFixture[str]
) -> None:
    with patch("tools.demo.through_the_branch", return_value=True):
        assert travel(box, outside, None, None, seeded.encrypted)  # another student, who came before
    assert travel(box, outside, None, None, seeded.encrypted)
    said = [line for line in capfd.readouterr().out.splitlines() if not line.startswith("{")]  # the log lies between
    assert not any("他人提交" in line for line in said)
    assert any("免费更换照片" in line and "待审核，支付 1 次" in line for line in said)
    assert "学生查看订单  制作中" in said[-2]
    assert said[-1].startswith("完成")
