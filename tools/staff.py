"""What a branch's administrators cannot do for themselves: the first one is invited, the only one let in again.

    python -m tools.staff --branch 湖南分社 --username admin --name 张三 [--new-branch]
    python -m tools.staff --branch 湖南分社 --username admin --unlock 本人当面核实，登录被锁定

Needs the settings in the environment: `python -m tools.on STACK staff …` runs it with a stack's own, and `python -m
sandbox --env` prints the sandbox's.  The link is shown once; behind it a password and an authenticator are set within
72 hours.
A branch is its name, so a mistyped one would be another: one with neither tasks nor staff needs --new-branch.
Unlocking forgets wrong logins, changes neither password nor authenticator, and is in the audit trail with its reason.
"""

from __future__ import annotations

import argparse
import sys

from chalicelib.shared.errors import DomainError
from chalicelib.shared.settings_reader import SettingsError

HOW = "请在 72 小时内打开邀请链接，设置密码和手机验证器（链接只显示这一次）："


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.staff", description="Invites or unlocks an administrator.")
    parser.add_argument("--branch", required=True)
    parser.add_argument("--username", required=True)
    deed = parser.add_mutually_exclusive_group(required=True)
    deed.add_argument("--name", help="invite somebody of this name")
    deed.add_argument("--unlock", metavar="WHY", help="let the account log in again")
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
        account, token = parts.staff.accounts.first_admin(arguments.branch, arguments.username, arguments.name)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except DomainError as error:
        print(f"{error.text}（{error.cure}）", file=sys.stderr)
        return 1
    print(f"{account.username} · {account.branch}")
    print(HOW)
    print(f"{parts.settings.console_url}/staff/#/invites/{token}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
