"""Deploys a stage, goes back, tries it, or says where it is.  Needs only AWS credentials in the environment.

    make deploy STAGE=prod REGION=cn-north-1 ORIGIN=https://… CONSOLE=https://… APPID=wx…
    make rollback STAGE=prod REGION=cn-north-1
    python -m tools.stack deploy|rollback|prune|smoke|outputs --stage STAGE --region REGION --help

A deployment may be interrupted and run again.  If what was deployed does not answer, the one before comes back.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from deploy.wheels import ARCHES
from tools.deployed.stack import DENIED, STAGES, StackError, code_of
from tools.stack import smoke
from tools.stack.cloud import connect
from tools.stack.commit import ROOT, check
from tools.stack.deploy import Target, before_packing, deploy, rollback
from tools.stack.prune import prune


def main(words: list[str] | None = None) -> int:
    """Runs one command; 0, or 1 with a sentence on the standard error stream."""
    options = _parser().parse_args(words)
    try:
        if missing := [f"{name.upper()}=" for name in ("stage", "region") if not getattr(options, name)]:
            raise StackError(f"还需要：{' '.join(missing)}（例如 STAGE=prod REGION=cn-north-1）")
        to = Target(cloud=connect(options.region), stage=options.stage, bucket=options.bucket or None)
        _run(options, to)
    except StackError as error:
        print(error, file=sys.stderr)
        return 1
    except ClientError as error:
        do = "请管理员按《上线》的“操作人员的权限”授权" if code_of(error) in DENIED else "请按这个原因改正"
        print(f"AWS 拒绝了请求：{error}\n{do}，再运行一次", file=sys.stderr)
        return 1
    except BotoCoreError as error:
        print(f"与 AWS 的连接断了：{error}\n请再运行一次，会从断开的地方继续", file=sys.stderr)
        return 1
    return 0


def _run(options: argparse.Namespace, to: Target) -> None:
    match options.command:
        case "deploy":
            given = {"WebOrigin": options.origin, "ConsoleOrigin": options.console, "WechatAppid": options.appid}
            given = {name: value for name, value in given.items() if value} | dict(options.set)
            if options.arch:
                before_packing(to, given, anew=options.anew)
                _package(options.arch, options.packages)
            else:
                check(options.packages)
            deploy(to, options.packages, given, anew=options.anew)
        case "rollback":
            rollback(to)
        case "prune":
            prune(to, delete=options.delete)
        case "outputs":
            print("\n".join(f"{name} {value}" for name, value in sorted(to.stack.standing().outputs.items())))
        case "smoke":
            if wrong := smoke.faults(to.stack.standing()):
                raise StackError("检查没有通过：\n  " + "\n  ".join(wrong))
            print("检查通过")


def _package(arch: str, folder: Path) -> None:
    command = [sys.executable, "-m", "tools.package", "--arch", arch, "--out", str(folder)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        raise StackError("部署包没有做成，什么也没有部署：请按上面的原因改正后再运行一次")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--stage", choices=(*STAGES, ""), default="", help="part of every name; one stack each")
    shared.add_argument("--region", default="", help="such as cn-north-1")
    shared.add_argument("--bucket", help="for packages and the record (default: the account's own, made if absent)")
    new = commands.add_parser("deploy", parents=[shared], help="deploy, publish, try; go back if it does not answer")
    new.add_argument("--origin", help="WebOrigin: the site's address; kept once the stack stands")
    new.add_argument("--console", help="ConsoleOrigin: the address of the branch's console")
    new.add_argument("--appid", help="WechatAppid: the mini-program's id")
    new.add_argument("--set", action="append", default=[], type=_pair, metavar="NAME=VALUE", help="another parameter")
    new.add_argument(
        "--arch",
        choices=ARCHES,
        help="package for this processor first; without it: what is there, if it is of this commit",
    )
    new.add_argument("--packages", type=Path, default=ROOT / "out", metavar="FOLDER", help="default: out")
    new.add_argument("--anew", action="store_true", help="delete what a failed first try left, then deploy")
    commands.add_parser("rollback", parents=[shared], help="back to the deployment before: code, template and pages")
    old = commands.add_parser("prune", parents=[shared], help="which versions nothing calls and no way back needs")
    old.add_argument("--delete", action="store_true", help="and delete them")
    commands.add_parser("smoke", parents=[shared], help="whether pages and steps answer")
    commands.add_parser("outputs", parents=[shared], help="where the stack's parts are")
    return parser


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise argparse.ArgumentTypeError(f"{text}: NAME=VALUE")
    return name, value


if __name__ == "__main__":
    sys.exit(main())
