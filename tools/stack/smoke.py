"""Whether a deployed stack answers: its pages, its data, and every step that people call; harmless requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import requests

from tools.stack.cloud import reached
from tools.stack.stack import Found

PATIENCE = 30.0  # seconds; the first request of a step also starts it


@dataclass(frozen=True, kw_only=True)
class Try:
    """One request.  says: what the answer holds; step: who answers ("" for a file); output: the stack's output with the
    API's address; leads: the stack's parameter with the origin that it sends on to."""

    method: str
    path: str
    status: int
    says: str
    step: str = ""
    output: str = "EndpointURL"
    leads: str = ""


PAGE, ENDED = "<html", '"session_over"'
TRIES = (
    Try(method="GET", path="/", status=200, says=PAGE),
    Try(method="GET", path="/", status=200, says=PAGE, output="ConsoleURL"),
    Try(method="GET", path="/staff", status=302, says="", leads="ConsoleOrigin"),
    Try(method="GET", path="/api/schools?q=%E5%A4%A7%E5%AD%A6", status=200, says='"schools"', step="lookup"),
    Try(method="GET", path="/api/me", status=401, says=ENDED, step="login"),
    Try(method="POST", path="/api/uploads", status=401, says=ENDED, step="upload"),
    Try(method="POST", path="/api/collect-codes", status=401, says=ENDED, step="decode"),
    Try(method="GET", path="/api/orders", status=401, says=ENDED, step="orders"),
    Try(method="GET", path="/api/orders/none/payments", status=401, says=ENDED, step="pay"),
    Try(method="POST", path="/api/pay/notices/wechat", status=401, says='"FAIL"', step="pay_webhook"),
    Try(method="GET", path="/api/me/deletion", status=401, says=ENDED, step="rights"),
    Try(method="GET", path="/api/staff/me", status=401, says=ENDED, step="staff", output="ConsoleURL"),
)  # fmt: skip


def faults(stack: Found) -> list[str]:
    """What does not answer as it should; a line each."""
    return [line for one in TRIES for line in _faults(one, stack)]


def _faults(one: Try, stack: Found) -> Iterator[str]:
    url = reached(stack.outputs[one.output]) + one.path
    where = f"{one.method} {url}（{one.step or '网页'}）"
    body: dict[str, str] | None = {} if one.method == "POST" else None
    try:
        answer = requests.request(one.method, url, json=body, timeout=PATIENCE, allow_redirects=False)
    except requests.RequestException as error:
        yield f"{where}：没有回答（{type(error).__name__}）"
        return
    if answer.status_code != one.status or one.says not in answer.text:
        yield f"{where}：应为 {one.status} 和 {one.says}，实为 {answer.status_code}：{answer.text[:200]}"
    elif one.leads and not (to := answer.headers.get("Location", "")).startswith(f"{stack.parameters[one.leads]}/"):
        yield f"{where}：应转到 {stack.parameters[one.leads]}，实为 {to or '没有地址'}"
