"""The first administrator of a branch: an invitation for somebody nobody is there yet to invite.

    python -m tools.staff --branch 湖南分社 --username admin --name 张三

Needs the settings of the staff step in the environment, such as `python -m sandbox --env` prints them.  The token is
shown once; it opens /staff/ of the site, where a password and an authenticator are set within 72 hours.
"""

from __future__ import annotations

import argparse
import sys

from chalicelib.shared.errors import DomainError
from chalicelib.shared.settings import SettingsError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.staff", description="Invites a branch's administrator.")
    parser.add_argument("--branch", required=True)
    parser.add_argument("--username", required=True)
    parser.add_argument("--name", required=True)
    asked = parser.parse_args()
    from chalicelib.wire import wire

    try:
        account, token = wire().branch.accounts.first_admin(asked.branch, asked.username, asked.name)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    except DomainError as error:
        print(f"{error.text}（{error.cure}）", file=sys.stderr)
        return 1
    print(f"{account.username} · {account.branch} · 邀请码 {token}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
