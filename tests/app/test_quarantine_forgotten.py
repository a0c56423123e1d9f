"""What somebody uploaded goes from quarantine with the rest of their data, not a day later."""

from __future__ import annotations

import pytest

from tests.worlds.app import World, card, picture
from tests.worlds.proven import proven
from tools.suite.patience import wait_for


@pytest.mark.parametrize("path", ["deletion", "closing"])
def test_no_upload_of_the_account_stays_in_quarantine(world: World, path: str) -> None:
    """The whole face that became an avatar, and the card that was read: both are told to be gone."""
    student = world.student()
    person_id = world.person(student)
    student.call("PATCH", "/api/me", {"nickname": "小雨"})
    student.upload("AVATAR", picture(), "image/png")
    student.read_code(world.task().task_id, card())
    uploads = [f"in/{kind}/{person_id}/" for kind in ("avatar", "qr")]
    wait_for(lambda: world.objects(f"avatars/{person_id}/"), "the avatar")
    assert all(world.objects(prefix) for prefix in uploads)
    proven(student).call("POST", f"/api/me/{path}", {"confirmed": True})
    assert not any(world.objects(prefix) for prefix in [*uploads, f"avatars/{person_id}/"])
