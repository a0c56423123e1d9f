"""What people left with us is there after a deployment over the last release, and after the same one again."""

from __future__ import annotations

from tests.worlds.deployed import Deployed


def test_what_the_last_release_kept_is_there_today(stack: Deployed) -> None:
    assert stack.was_left
    assert set(stack.was_left.values()) == {1}
    assert stack.was_left.items() <= stack.left().items()  # a bucket of today had nothing to keep


def test_the_same_again_changes_nothing(stack: Deployed) -> None:
    before, uploaded = stack.tables, stack.uploaded()
    stack.said.clear()
    stack.deploy(stack.packages())
    assert any("没有变化" in line for line in stack.said), stack.said
    assert (stack.tables, stack.uploaded()) == (before, uploaded)
