"""What a branch's administrators cannot do for themselves: the first two are invited, the only one is let in again, and
what one of them asked for is confirmed where there is no second.

    python -m tools.staff --branch 湖南分社 --username admin --name 张三 [--new-branch]
    python -m tools.staff --branch 湖南分社 --username admin --unlock 本人当面核实，登录被锁定
    python -m tools.staff --branch 湖南分社 --username admin --invite-again 唯一的系统管理员换了手机
    python -m tools.staff --branch 湖南分社 --username admin --disable 账号被盗，其他系统管理员都被停用
    python -m tools.staff --branch 湖南分社 --username finance --confirm 只有一位系统管理员，已电话核实

Needs the settings in the environment: `python -m tools.on STACK staff …` runs it with a stack's own, and `python -m
sandbox --env` prints the sandbox's.  The link is shown once; behind it a password and an authenticator are set within
72 hours.  Who has a phone on record, as whoever an administrator asked for, needs no link: she opens /invite with it.
A branch is its name, so a mistyped one would be another: one with neither tasks nor staff needs --new-branch.
The operator is the second person here: whom the command invites may confirm from the start.
Unlocking forgets wrong logins, changes neither password nor authenticator, and is in the audit trail with its reason.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from chalicelib.shared.errors import DomainError
from chalicelib.shared.settings_reader import SettingsError

if TYPE_CHECKING:
    from chalicelib.staff.model import Account
    from chalicelib.wire.staff import StaffWire

BY_PHONE = "请本人在 72 小时内打开下面的网址，用用户名和登记的手机号开通："
HOW = "请在 72 小时内打开邀请链接，设置密码和手机验证器（链接只显示这一次）："


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.staff", description="Invites or unlocks an administrator.")
    parser.add_argument("--branch", required=True)
    parser.add_argument("--username", required=True)
    deed = parser.add_mutually_exclusive_group(required=True)
    deed.add_argument("--name", help="invite somebody of this name")
    deed.add_argument("--unlock", metavar="WHY", help="let the account log in again")
    deed.add_argument("--disable", metavar="WHY", help="end the account's sessions; it logs in no more")
    deed.add_argument("--invite-again", metavar="WHY", help="a new password and authenticator")
    deed.add_argument("--confirm", metavar="WHY", help="agree to what the administrator asked for this account")
    parser.add_argument("--new-branch", action="store_true", help="the branch has neither tasks nor staff yet")
    arguments = parser.parse_args()
    from chalicelib.wire import wire

    try:
        parts = wire()
        existing = parts.stores.staff.of_branch(arguments.branch) or parts.student.tasks.all_of_branch(arguments.branch)
        if not existing and not arguments.new_branch:
            print(
                f"没有“{arguments.branch}”这个分社（请核对名称；要建立新的分社，请加上 --new-branch）", file=sys.stderr
            )
            return 1
        if arguments.unlock is not None:
            account = parts.staff.accounts.unlock_by_operator(arguments.branch, arguments.username, arguments.unlock)
            print(f"{account.username} · {account.branch}：已解除登录锁定")
            return 0
        if arguments.disable is not None:
            account = parts.staff.accounts.disable_by_operator(arguments.branch, arguments.username, arguments.disable)
            print(f"{account.username} · {account.branch}：已停用")
            return 0
        account, token = _invited(parts.staff, arguments)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except DomainError as error:
        print(f"{error.text}（{error.cure}）", file=sys.stderr)
        return 1
    print(f"{account.username} · {account.branch}")
    if token:
        print(HOW)
        print(f"{parts.settings.console_url}/staff/#/invites/{token}")
    elif account.state == "INVITED":
        print("已确认。" + BY_PHONE)
        print(f"{parts.settings.console_url}/staff/#/invite")
    else:
        print("已确认")
    return 0


def _invited(staff: StaffWire, arguments: argparse.Namespace) -> tuple[Account, str]:
    """(the account, the token of its link; "" if there is none)."""
    branch, username = arguments.branch, arguments.username
    if arguments.invite_again is not None:
        return staff.invitations.invite_again_by_operator(branch, username, arguments.invite_again)
    if arguments.confirm is not None:
        return staff.grants.confirm_by_operator(branch, username, arguments.confirm), ""
    return staff.invitations.first_admin(branch, username, arguments.name)


if __name__ == "__main__":
    sys.exit(main())
