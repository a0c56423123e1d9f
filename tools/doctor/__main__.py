"""`python -m tools.doctor --stage X`: whether a deployment has all it needs.

    python -m tools.doctor --stage prod                   a deployed stack
    python -m tools.doctor --stage prod --env FILE        settings before there is one: lines NAME=VALUE

Reads only, and prints no secret.  Exit code 0: all is well; 1: something deserves a look or could not be checked; 2:
something is wrong.  What only an emulated account lacks is reported as such, and does not change the exit code.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tools.deployed.stack import STAGES, Account, StackError, told
from tools.doctor.address_checks import address_checks
from tools.doctor.emulated import ACCOUNT, excused
from tools.doctor.patient import Internet, Patient
from tools.doctor.report import Level, Line, Unchecked, Verdict, exit_code, table
from tools.doctor.settings_checks import Check, settings_checks
from tools.doctor.stack_checks import stack_checks
from tools.doctor.storage_checks import storage_checks

CHECKS: dict[str, Check] = dict((*settings_checks(), *address_checks(), *stack_checks(), *storage_checks()))


def examine(patient: Patient, checks: Iterable[tuple[str, Check]] = CHECKS.items()) -> list[Line]:
    """Every check's line.  What cannot be asked here is unchecked, and never fine."""
    return [Line(name, _verdict(check, patient)) for name, check in checks]


def _verdict(check: Check, patient: Patient) -> Verdict:
    try:
        return check(patient)
    except (Unchecked, StackError) as error:
        return Verdict(Level.UNCHECKED, str(error))
    except Exception as error:  # an answer of another shape, such as an emulator's
        return Verdict(Level.UNCHECKED, f"答复看不懂（{type(error).__name__}）")


def read_env(path: Path) -> dict[str, str]:
    """NAME=VALUE a line; a PEM's lines are joined by \\n."""
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): _text(value.strip()) for name, value in pairs}


def _text(value: str) -> str:
    return value.replace("\\n", "\n") if value.startswith("-----BEGIN") else value


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.doctor", description="检查一个部署是否齐全。")
    parser.add_argument("--stage", required=True, choices=STAGES)
    parser.add_argument("--region", help="默认是 AWS_DEFAULT_REGION 或 AWS 配置中的区域")
    parser.add_argument("--env", type=Path, help="只核对这个文件里的设置，不看部署")
    asked = parser.parse_args(arguments)
    try:
        given = read_env(asked.env) if asked.env else {}
        cloud, account = (None if asked.env else Account(asked.region)), ""
        if cloud is not None:
            with told("确认 AWS 身份"):
                account = cloud.client("sts").get_caller_identity()["Account"]
    except (OSError, StackError) as error:
        print(error, file=sys.stderr)
        return 2
    lines = examine(Patient(asked.stage, cloud, Internet(), datetime.now(UTC), given))
    lines = [excused(line) for line in lines] if account == ACCOUNT else lines
    print(table(lines))
    return exit_code(lines)


if __name__ == "__main__":
    sys.exit(main())
