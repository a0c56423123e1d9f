"""One student's whole journey, headless: `make demo`, or with your own pictures `make demo QR=… PHOTO=… TASK=…`.

Uses the sandbox on --port if one is running there, otherwise a private one that is deleted afterwards.  Prints a line
per step with its time; exits 0 only if the order reached 待审核 by a real, signed notice.
"""

from __future__ import annotations

import argparse
import io
import mimetypes
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from pathlib import Path

import requests

from chalicelib.shared.clock import from_iso, shanghai
from clients.outside import Outside, new_phone
from clients.student import ApiError, Student
from sandbox.box import Sandbox
from sandbox.ports import Ports
from sandbox.seed import Seeded, seed
from tools.demo_branch import Journey, through_the_branch


def sample_code(**fields: str) -> bytes:
    """A collection-code card that nobody has used before."""
    from drawings.qr_card import chsi_like_text, draw

    out = io.BytesIO()
    draw(chsi_like_text(seed=secrets.randbits(40), school_code="10532", **fields)).save(out, format="PNG")
    return out.getvalue()


@cache
def sample_portrait(seed: int = 1) -> bytes:
    from drawings.portrait import draw

    out = io.BytesIO()
    draw(600, 800, seed=seed).save(out, format="JPEG", quality=92)
    return out.getvalue()


def new_portrait() -> bytes:
    """Return a JPEG of a good portrait that differs from every other in content and look.

    The wall is uneven by at most 6 of 255 grey levels, as a studio's is: from that comes the look, eight by eight.
    """
    import numpy as np

    from drawings.portrait import draw

    seed = secrets.randbits(40)
    light = np.kron(np.random.default_rng(seed).uniform(-6, 0, (8, 9)), np.ones((100, 67)))[:, :600, None]
    out = io.BytesIO()
    wall = (np.array((100, 197, 255)) + light).astype(np.float32)
    draw(600, 800, seed=seed, background=wall).save(out, format="JPEG", quality=92)
    return out.getvalue()


def picture_file(text: str) -> Path:
    """An argument that names a file."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"没有这个文件：{text}")
    return path


def media_type(path: Path | None, otherwise: str) -> str:
    return (mimetypes.guess_type(path.name)[0] if path else None) or otherwise


def travel(box: Sandbox, outside: Outside, qr: Path | None, photo: Path | None, code: str) -> bool:
    """Runs the journey.  True when the order reached 待审核 by a real notice, and 制作中 by review and delivery."""
    journey, student, phone = Journey(), Student(box.api_url), new_phone()
    with journey.step("登录（图形验证码 → 短信验证码）") as saw:
        student.ask_code(phone, outside.solved(student.captcha()))
        student.login(phone, outside.sms_code(phone))
        student.agree()
        saw.append(phone)
    with journey.step(f"查找特征码 {code}") as saw:
        task = student.lookup(code)["task"]
        saw.append(f"{task['title']}，{task['price_text']} 元")
    with journey.step("上传采集码并识别") as saw:
        picture = qr.read_bytes() if qr else sample_code()
        read = student.read_code(task["task_id"], picture, media_type(qr, "image/png"))
        saw.append("，".join(f"{row['label']} {row['value']}" for row in read["details"]))
    with journey.step("确认信息，建立订单") as saw:
        order = student.open(task["task_id"], read["read_id"], contact_phone=phone)
        saw.append(f"{order['order_id']} {order['label']}")
    with journey.step("上传照片并检测") as saw:
        portrait = photo.read_bytes() if photo else new_portrait()
        verdict = student.judge(order["order_id"], portrait, media_type(photo, "image/jpeg"))
        saw.append(verdict["says"])
        saw.extend(f"{finding['message']}→{finding['cure']}" for finding in verdict["report"]["findings"])
    if verdict["state"] != "PASSED":
        return False
    with journey.step("提交") as saw:
        order = student.act(order["order_id"], "submit", photo_no=verdict["photo_no"])
        deadline = shanghai(from_iso(order["deadlines"]["pay"]))
        saw.append(f"{order['label']}，{order['price_text']} 元，{deadline} 前支付")
    with journey.step("微信扫码支付") as saw:
        begun = student.pay(order["order_id"])
        outside.scan(begun["params"]["code_url"])
        saw.append(f"第 {begun['attempt_no']} 次支付 {begun['params']['code_url']}")
    with journey.step("支付通知（签名、加密）") as saw:
        order = student.wait_for(order["order_id"], "IN_REVIEW")
        saw.append(order["label"])
    if order["label"] != "待审核":
        return False
    other = None if photo else new_portrait()
    in_production = through_the_branch(journey, box.console_url, student, order, other)
    journey.total()
    return in_production


@contextmanager
def sandbox(port: int, state: Path) -> Iterator[tuple[Sandbox, Outside]]:
    """The running sandbox of `port`, or a private one."""
    running = Sandbox(state_dir=state, ports=Ports.from_base(port))
    if answers(running.control_url):
        yield running, Outside(running.control_url)
        return
    with Sandbox(tick=5) as box, (box.state_dir / "product.log").open("w") as log, redirect_stdout(log):
        seed()
        yield box, Outside(box.control_url)


def answers(control_url: str) -> bool:
    """Whether a sandbox's control page is at this address, and not another of its servers."""
    try:
        return "trades" in requests.get(f"{control_url}/api/state", timeout=2).json()
    except requests.RequestException:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description="One student's whole journey.")
    parser.add_argument("--qr", type=picture_file)
    parser.add_argument("--photo", type=picture_file)
    parser.add_argument("--task", default=Seeded().encrypted)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--state", type=Path, default=Path("var/sandbox"), help="of the running sandbox")
    arguments = parser.parse_args()
    with sandbox(arguments.port, arguments.state) as (box, outside):
        try:
            return 0 if travel(box, outside, arguments.qr, arguments.photo, arguments.task) else 1
        except ApiError as error:
            print(f"         ✗  {error}", file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
