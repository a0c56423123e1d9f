"""An invitation reaches the invitee: nothing on the inviter's screen opens it, and nothing tells who is invited."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.identity.errors import SmsFailed, SmsRefused
from chalicelib.identity.sms_limits.errors import SmsBudgetOver, SmsSlow
from chalicelib.identity.tencent.sms import TencentSms
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.errors import DomainError
from chalicelib.staff.invitations import PURPOSE, new_token
from chalicelib.staff.model import StaffRole
from chalicelib.staff.store import StaffStore
from chalicelib.wire import wire
from clients.student import ApiError
from tests.worlds import staff
from tests.worlds.app import World, refused
from tests.worlds.invitees import ACCOUNTS, a_branch, accept, admins, comes, newcomer, prove, proven, received, stored
from tests.worlds.staff import Colleague

WHY = {"reason": "工作需要"}
CODE, PROVE = "/api/staff/invites/code", "/api/staff/invites/prove"


def words_of(answer: Any) -> set[str]:
    """Every text in an answer."""
    if isinstance(answer, dict):
        return set().union(*map(words_of, answer.values()))
    if isinstance(answer, list):
        return set().union(*map(words_of, answer))
    return {str(answer)}


def invited(admin: Colleague) -> tuple[dict[str, Any], str]:
    """(how a reviewer was invited, her account's id)."""
    wanted = newcomer(["REVIEWER"])
    return wanted, admin.call("POST", ACCOUNTS, wanted)["staff_id"]


def test_nothing_the_inviter_is_told_opens_the_invitation(world: World) -> None:
    one, two = admins(world, a_branch())
    wanted = newcomer(["FINANCE"])
    asked = one.call("POST", ACCOUNTS, wanted)
    path = f"{ACCOUNTS}/{asked['staff_id']}/grants/{asked['grant']['grant_id']}/confirm"
    told = words_of([asked, two.call("POST", path, WHY), one.call("GET", ACCOUNTS)])
    invite = stored(asked["staff_id"]).invite
    assert invite
    assert not {word for word in told if invite in (word, sha256_hex(word.encode()))}
    assert wanted["phone"] not in told
    show = partial(world.guest_at_console().call, "POST", "/api/staff/invites/show")
    for word in told:
        if 20 <= len(word) <= 80:
            refused(partial(show, {"token": word}), 422, "staff_invite_over")
    assert comes(world, wanted).call("GET", "/api/staff/me")["staff_id"] == asked["staff_id"]


def test_asking_for_a_code_reads_no_account(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """So answer, time and cost are the same whoever is invited; the number gets its SMS in any case."""
    (admin,) = admins(world, a_branch(), 1)
    wanted, _ = invited(admin)
    read: list[str] = []
    for method in ("load", "by_username", "of_branch"):
        whole = getattr(StaffStore, method)

        def noted(store: StaffStore, text: str, method: str = method, whole: Any = whole) -> Any:
            read.append(method)
            return whole(store, text)

        monkeypatch.setattr(StaffStore, method, noted)
    answers = []
    for phone in (wanted["phone"], staff.a_phone()):
        guest = world.guest_at_console()
        solved = world.outside.solved(guest.call("GET", "/api/staff/captcha"))
        answers.append(guest.call("POST", CODE, {"phone": phone, **solved}))
        assert world.outside.sms_code(phone)
    assert read == []
    first, second = ({name: len(str(value)) for name, value in answer.items()} for answer in answers)
    assert first == second
    assert answers[0]["retry_after"] == answers[1]["retry_after"]


def test_a_wrong_code_tells_nobody_who_is_invited(world: World) -> None:
    (admin,) = admins(world, a_branch(), 1)
    wanted, _ = invited(admin)
    active = staff.hire(branch=a_branch())
    own = staff.a_phone()
    said = []
    for username, phone in (
        (wanted["username"], wanted["phone"]),
        (wanted["username"], own),
        (active.username, wire().staff.invitations.open_phone(active.staff_id, active.phone)),
        ("nobody-at-all", staff.a_phone()),
    ):
        code, asker = received(world, phone)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        said.append(refused(partial(prove, world, username, phone, wrong, asker), 422, "sms_code_wrong", "code"))
    assert len({(one["message"], one["action"]) for one in said}) == 1


def test_whoever_holds_another_phone_learns_nothing_of_a_name(world: World) -> None:
    """One answer for a name that is invited, in use, or nobody's; who mistyped is told what to do."""
    (admin,) = admins(world, a_branch(), 1)
    wanted, staff_id = invited(admin)
    said = []
    for username in (wanted["username"], staff.hire(branch=a_branch()).username, "nobody-at-all"):
        said.append(refused(partial(proven, world, username, staff.a_phone()), 422, "staff_invite_unknown"))
    assert len({(one["message"], one["action"]) for one in said}) == 1
    assert "核对用户名和登记的手机号" in said[0]["action"]
    assert stored(staff_id).proven == ""


def test_a_code_sent_to_one_phone_opens_no_invitation_of_another(world: World) -> None:
    (admin,) = admins(world, a_branch(), 1)
    wanted, staff_id = invited(admin)
    code, asker = received(world, staff.a_phone())
    stolen = partial(prove, world, wanted["username"], wanted["phone"], code, asker)
    refused(stolen, 422, "sms_code_over", "code")
    assert stored(staff_id).proven == ""


def test_a_number_that_is_none_is_told_by_its_field(world: World) -> None:
    guest = world.guest_at_console()
    solved = world.outside.solved(guest.call("GET", "/api/staff/captcha"))
    asking = partial(guest.call, "POST", CODE, {"phone": "12345678901", **solved})
    refused(asking, 422, "staff_phone_needed", "phone")
    refused(partial(prove, world, "nobody", "12345678901", "000000", "x" * 22), 422, "staff_phone_needed", "phone")


def test_a_code_costs_a_captcha_each(world: World) -> None:
    guest, phone = world.guest_at_console(), staff.a_phone()
    solved = world.outside.solved(guest.call("GET", "/api/staff/captcha"))
    refused(
        lambda: guest.call("POST", CODE, {"phone": phone, **solved, "captcha": "wrong"}),
        422,
        "captcha_wrong",
        "captcha",
    )
    refused(lambda: guest.call("POST", CODE, {"phone": phone, **solved}), 422, "captcha_wrong", "captcha")


@pytest.mark.parametrize("late", ["expired", "disabled", "accepted"])
def test_an_invitation_that_is_over_is_told_to_its_phone(world: World, late: str) -> None:
    (admin,) = admins(world, a_branch(), 1)
    wanted, staff_id = invited(admin)
    code, asker = received(world, wanted["phone"])
    now = stored(staff_id)
    if late == "expired":
        wire().stores.staff.save(replace(now, invite_until=wire().clock() - timedelta(seconds=1)))
    elif late == "disabled":
        admin.call("POST", f"{ACCOUNTS}/{staff_id}/disable", WHY)
    else:
        accept(world, staff.shown(now))
    said = refused(partial(prove, world, wanted["username"], wanted["phone"], code, asker), 422, "staff_invite_unknown")
    assert "直接登录" in said["action"]


def test_another_phone_put_on_record_is_the_one_that_opens(world: World) -> None:
    (admin,) = admins(world, a_branch(), 1)
    wanted, staff_id = invited(admin)
    device = proven(world, wanted["username"], wanted["phone"])
    other = staff.a_phone()
    admin.call("POST", f"{ACCOUNTS}/{staff_id}/phone", WHY | {"phone": other})
    said = refused(partial(accept, world, device), 422, "staff_invite_over")
    assert "受邀开通" in said["action"]
    accept(world, proven(world, wanted["username"], other))
    assert stored(staff_id).state == "ACTIVE"


def test_who_is_invited_again_opens_the_newest(world: World) -> None:
    (admin,) = admins(world, a_branch(), 1)
    wanted, staff_id = invited(admin)
    device = proven(world, wanted["username"], wanted["phone"])
    admin.call("POST", f"{ACCOUNTS}/{staff_id}/invite", WHY)
    refused(partial(accept, world, device), 422, "staff_invite_over")
    accept(world, staff.shown(stored(staff_id)))
    assert stored(staff_id).state == "ACTIVE"


def test_a_link_of_the_release_before_leads_to_the_new_way(world: World) -> None:
    (admin,) = admins(world, a_branch(), 1)
    wanted, staff_id = invited(admin)
    link = new_token(staff_id)
    wire().stores.staff.save(replace(stored(staff_id), invite=sha256_hex(link.encode())))
    said = refused(partial(accept, world, link), 422, "staff_invite_unproven")
    assert "受邀开通" in said["action"]
    body = {"token": link, "password": staff.PASSWORD, "code": staff.code(stored(staff_id))}
    guest = world.guest_at_console()
    refused(lambda: guest.call("POST", "/api/staff/invites/accept", body), 422, "staff_invite_unproven")
    comes(world, wanted)
    assert stored(staff_id).state == "ACTIVE"


def test_the_operators_link_is_over_once_a_phone_is_on_record(world: World) -> None:
    (admin,) = admins(world, branch := a_branch(), 1)
    account, link = wire().staff.invitations.invite_by_operator(
        branch, f"op-{a_branch()}", "老张", [StaffRole.REVIEWER]
    )
    phone = staff.a_phone()
    admin.call("POST", f"{ACCOUNTS}/{account.staff_id}/phone", WHY | {"phone": phone})
    refused(partial(accept, world, link), 422, "staff_invite_unproven")
    accept(world, proven(world, account.username, phone))
    assert stored(account.staff_id).state == "ACTIVE"


def test_of_two_devices_that_prove_at_once_one_comes_in(world: World) -> None:
    """Both have the phone's codes; the later one has the invitation, and the earlier one is told where to go."""
    (admin,) = admins(world, a_branch(), 1)
    for _ in range(5):
        wanted, staff_id = invited(admin)
        issued = [wire().student.codes.codes.issue(PURPOSE, wanted["phone"]) for _ in range(2)]
        showing = partial(prove, world, wanted["username"], wanted["phone"])
        with ThreadPoolExecutor(2) as pool:
            tokens = list(pool.map(showing, [one.code for one in issued], [one.asker for one in issued]))
        over = [token for token in tokens if stored(staff_id).proven != sha256_hex(token.encode())]
        (late,) = over
        refused(partial(accept, world, late), 422, "staff_invite_over")
        (first,) = set(tokens) - {late}

        def comes_in(token: str) -> str:
            try:
                accept(world, token)
            except ApiError as error:
                return error.code
            return ""

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(comes_in, [first, first])) == ["", "staff_invite_over"]
        assert stored(staff_id).state == "ACTIVE"


@pytest.mark.parametrize(
    ("refusal", "status", "told"),
    [
        (SmsFailed(), 502, "staff_invite_sms_failed"),
        (SmsRefused(), 502, "staff_invite_sms_failed"),
        (SmsSlow(retry_after=60), 429, "staff_invite_sms_slow"),
        (SmsBudgetOver(retry_after=60), 429, "staff_invite_sms_slow"),
    ],
    ids=["failed", "refused", "slow", "budget"],
)
def test_an_sms_that_is_not_sent_leaves_the_next_try_open(
    world: World, monkeypatch: pytest.MonkeyPatch, refusal: DomainError, status: int, told: str
) -> None:
    """And is told in words of the staff, who have no mini-program."""
    (admin,) = admins(world, a_branch(), 1)
    wanted, _ = invited(admin)

    def fails(sender: TencentSms, phone: str, code: str) -> None:
        raise refusal

    with monkeypatch.context() as away:
        away.setattr(TencentSms, "send", fails)
        said = refused(partial(received, world, wanted["phone"]), status, told)
    assert "小程序" not in said["action"]
    comes(world, wanted)
