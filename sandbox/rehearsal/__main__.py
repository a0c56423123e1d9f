"""`make rehearse`: an emulated AWS account and everything outside the product, until Ctrl-C; nothing deployed yet.

--port 9000          the students' site; the simulators take the ports after it
--folder DIR         where the secrets' files and the variables of a shell are written
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from sandbox.ports import Ports, why_not_started
from sandbox.rehearsal.account import STAGE, Rehearsal


def main() -> int:
    """Returns the exit code: 0 after a clean stop; 1 if something did not start."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.rehearsal", description="A rehearsal without an account.")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--folder", type=Path, default=Path("var/rehearsal"))
    options = parser.parse_args()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    try:
        with Rehearsal(options.folder, Ports.from_base(options.port)) as account:
            print(_welcome(account), flush=True)
            over.wait()
            print("正在停止……", flush=True)
    except (OSError, RuntimeError) as error:
        print(why_not_started(error, options.port, "PORT={} make rehearse"), file=sys.stderr)
        return 1
    return 0


def _welcome(account: Rehearsal) -> str:
    box, folder = account.box, account.folder
    return "\n".join(
        (
            f"云账号    {box.aws_env['AWS_ENDPOINT_URL']}   （另开一个终端，先执行 . {folder}/env）",
            f"密钥文件  {folder}/<组>.json   （master、contact、staff 由 tools.secret 生成）",
            f"部署      make deploy STAGE={STAGE} REGION={box.aws_env['AWS_DEFAULT_REGION']} "
            "ORIGIN=https://photo.example.cn CONSOLE=https://desk.example.cn APPID=wx0123456789abcdef",
            f"网站      {box.api_url}/   （代替 https://photo.example.cn）",
            f"分社      {box.console_url}/   （代替 https://desk.example.cn）",
            f"控制台    {box.control_url}/   （短信、微信消息、付款、退款、故障）",
            "按 Ctrl-C 停止，账号里的一切都不保存",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
