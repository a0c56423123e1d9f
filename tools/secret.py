"""`python -m tools.secret DEED STAGE GROUP [FILE]`: a deployment's secrets, checked before they are stored.

    python -m tools.secret check prod wxpay wxpay.json    says what is wrong, stores nothing
    python -m tools.secret put prod wxpay wxpay.json      checks, then stores
    python -m tools.secret put prod master                makes MASTER_KEY, once and never again
    python -m tools.secret rotate prod contact            a new newest key of a ring; the older ones still open
    python -m tools.secret retire prod contact            takes the older ones and key 0 out, once nothing is
                                                          sealed with them; takes twenty minutes or more

FILE is a JSON object of names and texts; "@apiclient_key.pem" stands for the text of that file, beside it.  No value is
ever printed.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from chalicelib.shared.settings_reader import secret_name
from tools.deployed.rings import RINGS, put_back, retire, rotate
from tools.deployed.secret_groups import GROUPS, faults, read_values
from tools.deployed.stack import STAGES, Absent, Account, Cloud, StackError, function_name, secret, told

MADE = {"master": "MASTER_KEY"}  # what nobody else gives us
NOT_THERE = "not there"


def read_file(path: Path) -> dict[str, str]:
    """Raises StackError for a file that is not there, or is no JSON object of texts."""
    try:
        values = read_values(path.read_text("utf-8"))
        return {name: _text(path.parent, value) for name, value in values.items()}
    except OSError as error:
        raise StackError(f"读不了文件 {error.filename}") from None
    except ValueError as error:
        raise StackError(f"{path}：{error}") from None


def _text(folder: Path, value: str) -> str:
    return (folder / value[1:]).read_text("utf-8") if value.startswith("@") else value


def store(cloud: Cloud, stage: str, group: str, values: Mapping[str, str], *, made: bool = False) -> list[str]:
    """Creates the secret, or gives it a new version; returns what to tell.  made: the values are new here, and open
    nothing that is stored already.  Raises StackError."""
    client, name, text = (
        cloud.client("secretsmanager"),
        secret_name(stage, group),
        json.dumps(values, ensure_ascii=False),
    )
    try:
        if group in RINGS:
            return put_back(client, stage, group, values)
        old = secret(client, name)
    except Absent:
        if made and _deployed(cloud, stage):
            raise StackError(
                f"gradphoto-{stage} 已经部署，但密钥 {name} 不在了；新的密钥读不出已有的数据："
                f"把另存的 {group} 写进文件，再运行 put {stage} {group} 文件"
            ) from None
        with told(f"建立密钥 {name}"):
            client.create_secret(Name=name, SecretString=text, Description=GROUPS[group].title)
        return [f"{name}：已建立，{len(values)} 项"]
    if group in MADE:
        raise StackError(f"{name} 已经有了，不能再改：改了以后，已加密的手机号等都读不出来")
    if old == values:
        return [f"{name}：没有变化"]
    with told(f"更新密钥 {name}"):
        client.put_secret_value(SecretId=name, SecretString=text)
    changed = sorted(key for key in values.keys() | old.keys() if values.get(key) != old.get(key))
    return [f"{name}：已更新（{'、'.join(changed)}），五分钟内生效，不用重新部署"]


def _deployed(cloud: Cloud, stage: str) -> bool:
    """Whether there may be data."""
    try:
        with told("读取函数的配置", missing=NOT_THERE):
            cloud.client("lambda").get_function_configuration(FunctionName=function_name(stage, "login"))
    except StackError as error:
        if str(error) != NOT_THERE:
            raise
        return False
    return True


def _values(asked: argparse.Namespace) -> dict[str, str]:
    if asked.file is not None:
        return read_file(asked.file)
    if made := MADE.get(asked.group):
        return {made: base64.b64encode(os.urandom(32)).decode()}
    if asked.group in RINGS:
        raise StackError(
            f"{asked.group} 由命令生成：rotate {asked.stage} {asked.group}；恢复另存的一份，才在最后写文件"
        )
    raise StackError(f"请在最后写上 {asked.group} 的 JSON 文件")


def _all_current(region: str, lost: int, stage: str) -> bool:
    """Whether the tool that seals anew opens everything but what is `lost`, and would write nothing.

    Its region is said: the environment's may have a stack of the same name.
    """
    command = [sys.executable, "-m", "tools.on", "--region", region, f"gradphoto-{stage}", "reseal"]
    if lost:
        command += ["--lost", str(lost)]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    print(done.stdout, end="")
    return done.returncode == 0 and "resealed" not in done.stdout


def _pause(time_to_wait: timedelta) -> None:
    minutes = time_to_wait // timedelta(minutes=1)
    print(f"{minutes} 分钟后再数一次：运行中的函数可能刚把旧的内容写回去；可以中断，以后再运行", flush=True)
    time.sleep(time_to_wait.total_seconds())


def _turn(asked: argparse.Namespace) -> list[str]:
    """rotate or retire."""
    if asked.group not in RINGS:
        raise StackError(f"只有 {'、'.join(RINGS)} 能这样更换；{asked.group} 用 put")
    cloud = Account(asked.region)
    if asked.deed == "rotate":
        return rotate(cloud, asked.stage, asked.group, first=asked.first or not _deployed(cloud, asked.stage))
    all_current = partial(_all_current, cloud.region, asked.lost)
    return retire(cloud, asked.stage, asked.group, now=datetime.now(UTC), all_current=all_current, pause=_pause)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 1 for values that are wrong, 2 when nothing could be checked or stored."""
    parser = argparse.ArgumentParser(prog="python -m tools.secret", description="核对、保存一个部署的密钥。")
    parser.add_argument("--region", help="默认是 AWS_DEFAULT_REGION 或 AWS 配置中的区域")
    parser.add_argument("deed", choices=("put", "check", "rotate", "retire"))
    parser.add_argument("stage", choices=STAGES)
    parser.add_argument("group", choices=tuple(GROUPS))
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--first", action="store_true", help="rotate：已经部署，而这一组从来没有建过")
    parser.add_argument("--lost", type=int, default=0, metavar="N", help="retire：有 N 处查明再也打不开，不再等")
    asked = parser.parse_args(arguments)
    try:
        if asked.deed in ("rotate", "retire"):
            print("\n".join(_turn(asked)))
            return 0
        values = _values(asked)
        wrong = list(faults(asked.stage, asked.group, values))
        for fault in wrong:
            print(fault, file=sys.stderr)
        if wrong:
            return 1
        if asked.deed == "check":
            print(f"{asked.group}：{len(values)} 项，没有问题（没有保存）")
            return 0
        said = store(Account(asked.region), asked.stage, asked.group, values, made=asked.file is None)
    except StackError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(said))
    return 0


if __name__ == "__main__":
    sys.exit(main())
