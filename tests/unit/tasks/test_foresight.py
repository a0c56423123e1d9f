"""What would fail only weeks after a task opened is told when it is written."""

from __future__ import annotations

import pytest

from chalicelib.tasks.foresight import CALLED, foreseen_problem
from chalicelib.tasks.model import Contact
from tests.worlds.tasks import a_task


def problem(phone: str) -> tuple[str, str] | None:
    return foreseen_problem(a_task(contacts=(Contact(role="BRANCH", name="湖南分社", phone=phone),)))


@pytest.mark.parametrize(
    "phone",
    [
        "13800000000", "138 0000 0000", "138-0000-0000", "+86 13800000000", "0731-88820000", "073188820000",
        "（0731）88820000", "010－12345678", "0731-88820000转8001", "0731-88820000 转 8001", "0731-8882000-12",
        "400-800-1234", "4008001234", "400 8001 234", "800-820-8820", "400-800-1234转5", "0731-88820000分机8001",
    ],
)  # fmt: skip
def test_a_contact_is_called_by_any_number_that_can_be_dialled(phone: str) -> None:
    assert problem(phone) is None


@pytest.mark.parametrize(
    "phone", ["abc", "1", "88820000", "12345678901", "1380000000", "138000000000", "0731", "李老师"]
)
def test_a_number_that_nobody_can_dial_is_told_with_an_example(phone: str) -> None:
    assert problem(phone) == ("contacts", CALLED)
