"""What a student does outside the product, by the sandbox's control page: reads SMS and captchas, scans and pays."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping
from typing import Any

import requests

from clients.captcha import work_of
from tools.suite.patience import PATIENCE

_numbers = itertools.count(secrets.randbelow(10_000_000))  # counted up, so that no two people of a run share a number


class Outside:
    """A client of the sandbox's control page.  control_url: its base URL."""

    def __init__(self, control_url: str) -> None:
        self._url = control_url

    def control(self, method: str, path: str, **body: object) -> Any:
        json = body if method == "POST" else None
        answer = requests.request(method, f"{self._url}/api{path}", json=json, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def solve(self, captcha_id: str) -> str:
        """The text in the captcha's picture."""
        return str(self.control("GET", f"/captcha?id={captcha_id}")["answer"])

    def solved(self, captcha: Mapping[str, Any]) -> dict[str, str]:
        """A captcha's fields of a body: what its picture says, and its work, done; or Tencent's ticket."""
        if captcha["kind"] == "tencent":
            passed = self.control("POST", "/captcha-tickets")
            return {"captcha_id": passed["randstr"], "captcha": passed["ticket"], "work": ""}
        captcha_id = str(captcha["captcha_id"])
        work = work_of(captcha_id, int(captcha["bits"]))
        return {"captcha_id": captcha_id, "captcha": self.solve(captcha_id), "work": work}

    def sms_code(self, phone: str) -> str:
        """The newest code the phone received."""
        return str(self.control("GET", f"/sms?phone={phone}")[-1]["params"][0])

    def scan(self, code_url: str) -> Any:
        """Scans the QR code and pays."""
        return self.control("POST", "/scan", code_url=code_url)


def new_phone() -> str:
    """An unused mainland number; only the SMS simulator ever gets it."""
    return f"1990{next(_numbers) % 10_000_000:07d}"
