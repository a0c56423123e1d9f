"""The trail of an account: who logged in, from where, and what was changed, for an incident that is being looked into.

    python -m tools.on gradphoto-prod trail --phone 13800000000          whose number it is now
    python -m tools.on gradphoto-prod trail --person ID --days 30
    python -m tools.on gradphoto-prod trail --order ORDER-ID             of the order's account

It reads the logs of the stack with the AWS credentials of this machine and unseals the networks with the stack's key.
What it prints is about a person: it goes into the file of the incident and nowhere else.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.identity.trail import Act, account_of, network_of
from chalicelib.shared.clock import SHANGHAI
from chalicelib.shared.crypto import Keys
from chalicelib.wire import wire

STEPS = ("login", "rights", "decode", "staff")  # those that write it
KEPT = 180  # days
WORDS = {
    Act.LOGIN_SMS: "短信登录",
    Act.LOGIN_WECHAT: "微信登录",
    Act.PROVED: "证明本人",
    Act.TAIL_TOLD: "填写证件号码后四位",
    Act.PROVED_BY_CODE: "用采集码证明本人",
    Act.LOGOUT: "退出登录",
    Act.SESSION_ENDED: "退出一处登录",
    Act.OTHERS_ENDED: "退出其他登录",
    Act.PHONE_CHANGED: "更换手机号",
    Act.PHONE_CHANGED_BY_STAFF: "员工更换手机号",
    Act.PHONE_KEPT_BY_STAFF: "员工核实手机号仍是本人的",
    Act.EXPORTED: "导出数据",
    Act.DELETED: "删除数据",
    Act.CLOSED: "注销账号",
}


def lines(logs: Any, stage: str, account: str, since: datetime) -> list[dict[str, Any]]:
    """The lines of an account, oldest first.  logs: a client of CloudWatch Logs."""
    return sorted((line for step in STEPS for line in _of_step(logs, stage, step, account, since)), key=_at)


def _at(line: dict[str, Any]) -> float:
    return float(line["at"])


def _of_step(logs: Any, stage: str, step: str, account: str, since: datetime) -> Iterator[dict[str, Any]]:
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/aws/lambda/gradphoto-{stage}-{step}",
        filterPattern=f'{{ $.account = "{account}" }}',
        startTime=round(since.timestamp() * 1000),
    )
    found = (json.loads(event["message"]) for page in pages for event in page["events"])
    yield from (line for line in found if line.get("account") == account)


def row(keys: Keys, line: dict[str, Any]) -> str:
    """A line in words: time, act, client, network and ref.  A network that does not open is said to be so."""
    try:
        network = network_of(keys, line["account"], line["network"]) or "未知"
    except ValueError:
        network = "打不开（不是这个密钥封存的）"
    at = datetime.fromtimestamp(line["at"], SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    act = WORDS.get(line["event"], line["event"])
    doubt = "" if line["proven"] else "（未证明本人）"
    return "\t".join((at, act + doubt, line["client"], network, line["ref"]))


def person_of(asked: argparse.Namespace) -> str | None:
    """Id of the person who is meant; None if there is none."""
    if asked.person:
        return str(asked.person)
    if asked.phone:
        return wire().stores.people.by_phone(asked.phone)
    order = wire().stores.orders.load(asked.order)
    return order.head.person_id if order else None


def main(arguments: Sequence[str] | None = None, logs: Any = None) -> int:
    """Prints the trail; 1 if nobody is meant.  logs: as in `lines`."""
    parser = argparse.ArgumentParser(prog="python -m tools.on STACK trail", description="一个账号的登录和变更记录")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", help="账号编号")
    who.add_argument("--phone", help="账号现在的手机号")
    who.add_argument("--order", help="账号的一个订单编号")
    parser.add_argument("--days", type=int, default=KEPT, help="最近几天，默认全部（180 天）")
    asked = parser.parse_args(arguments)
    person_id = person_of(asked)
    if person_id is None:
        print("没有这个账号或订单：请核对，或用账号的另一个订单编号（--order）查找", file=sys.stderr)
        return 1
    if logs is None:
        import boto3

        logs = boto3.client("logs")
    since = datetime.now(UTC) - timedelta(days=asked.days)
    found = lines(logs, os.environ["STAGE"], account_of(person_id), since)
    print("\n".join(row(wire().stores.keys, line) for line in found) or "这段时间没有记录")
    return 0


if __name__ == "__main__":
    sys.exit(main())
