"""`python -m sandbox`: the whole system on this machine, until Ctrl-C.

--port 8000     the site; the simulators take the ports after it
--state DIR     the data that survives a restart
--tick SECONDS  how long a minute of the schedules takes
--published     the pages as `make deploy` publishes them
--env           prints the product's settings for a shell, and ends
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
import threading
from contextlib import nullcontext, redirect_stdout
from datetime import timedelta
from pathlib import Path

from sandbox.box import Sandbox
from sandbox.ports import Ports, why_not_started
from sandbox.seed import Seeded, seed
from sandbox.seed_staff import PASSWORD, STAFF
from tools.stack.release import version

LOG = "product.log"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The whole system on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--state", type=Path, default=Path("var/sandbox"))
    parser.add_argument("--tick", type=float, default=60.0)
    parser.add_argument("--published", action="store_true")
    parser.add_argument("--env", action="store_true")
    return parser.parse_args()


def main() -> int:
    """Returns the exit code: 0 after a clean stop; 1 if something did not start."""
    options = _arguments()
    box = Sandbox(state_dir=options.state, ports=Ports.from_base(options.port), tick=options.tick, notice_speed=10)
    if options.env:
        for name, value in sorted(box.env.items()):
            print(f"{name}={shlex.quote(value)}")
        return 0
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    from tools.replay import replay

    try:
        pages = box.published() if options.published else nullcontext()
        with box, pages, (box.state_dir / LOG).open("a", buffering=1) as log, redirect_stdout(log):
            codes = seed()
            replay(timedelta(days=2))  # the emulator loses its streams when it stops
            print(_welcome(box, codes), file=sys.__stdout__, flush=True)
            over.wait()
            print("正在停止……", file=sys.__stdout__, flush=True)
    except (OSError, RuntimeError) as error:
        print(why_not_started(error, options.port, "PORT={} make run"), file=sys.stderr)
        return 1
    return 0


def _welcome(box: Sandbox, codes: Seeded) -> str:
    return "\n".join(
        (
            *([f"时间      {box.clock.describe()}   （在控制台移动，只能向前）"] if box.clock.ahead else []),
            f"控制台    {box.control_url}/   （从这里开始：小程序、示例图片、各角色登录、短信、支付、故障）",
            f"网站      {box.api_url}/",
            f"分社      {box.console_url}/   （分社工作台）",
            f"微信      {box.wechat.url}    微信支付 {box.pay.url}    短信 {box.sms.url}",
            f"云服务    {box.aws_env['AWS_ENDPOINT_URL']}",
            f"特征码    {codes.encrypted}（采集码）、{codes.plain}（填表）",
            f"员工      {'、'.join(account.username for account in STAFF)}   密码 {PASSWORD}",
            f"日志      {box.state_dir / LOG}",
            f"版本      {version()}",
            "按 Ctrl-C 停止",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
