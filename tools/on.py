"""`python -m tools.on STACK TOOL …`: a tool with the settings of a deployed stack.

    python -m tools.on gradphoto-prod staff --branch 湖南分社 --username admin --name 张三 --new-branch
    python -m tools.on gradphoto-prod ledger 2026-11-20 2026-11-24

The settings are those of the stack's functions and its secrets, read with the AWS credentials of this machine.  They
are handed to the tool's process alone: no file and no history of a shell has them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

from tools.deployed.stack import SETTINGS, Account, StackError, settings_of, stage_of

TOOLS = {
    "restore": "从某一时刻的备份补回缺失的数据",
    "seed": "学校目录和第一个分社",
    "staff": "邀请第一位系统管理员，解除锁定",
    "replay": "补发通知、补记统计",
    "ledger": "核对某几天的账",
    "trail": "一个账号的登录和变更记录",
    "concerned": "事件涉及的学生和手机号",
    "reseal": "换密钥后重新加密旧数据",
    "witness": "核对审计记录有没有被改动",
}
FROM_ELSEWHERE = SETTINGS | {"STEP"}  # also what this stack has not, such as another's merchant


def environment(settings: Mapping[str, str], region: str, ours: Mapping[str, str]) -> dict[str, str]:
    """A tool's environment: this process's, less what another stack's or a sandbox's settings left in it."""
    kept = {name: value for name, value in ours.items() if name not in FROM_ELSEWHERE}
    return {**kept, **settings, "AWS_DEFAULT_REGION": region}


def main(arguments: Sequence[str] | None = None) -> int:
    """The tool's exit code; 2 when it could not be started."""
    tools = "\n".join(f"  {name:9} {what}" for name, what in TOOLS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tools.on",
        description="用一个部署的设置运行一个工具：\n" + tools,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--region", help="默认是 AWS_DEFAULT_REGION 或 AWS 配置中的区域")
    parser.add_argument("stack", metavar="STACK", help="gradphoto-prod 等")
    parser.add_argument("tool", metavar="TOOL")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…")
    asked = parser.parse_args(arguments)
    try:
        if asked.tool not in TOOLS:
            raise StackError(f"没有“{asked.tool}”这个工具：可以用 {'、'.join(TOOLS)}")
        stage = stage_of(asked.stack)
        account = Account(asked.region)
        settings = settings_of(account, stage)
    except StackError as error:
        print(error, file=sys.stderr)
        return 2
    command = [sys.executable, "-m", f"tools.{asked.tool}", *asked.rest]
    return subprocess.run(command, env=environment(settings, account.region, os.environ), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
