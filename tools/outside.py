"""The world around a student, played through the sandbox's control page: the phone, the bank, the captcha's eyes."""

from __future__ import annotations

import base64
import itertools
import secrets
from collections.abc import Mapping
from typing import Any

import requests

from chalicelib.identity.captcha import ALPHABET, answer_digest
from chalicelib.shared.crypto import Keys

SECONDS = 15


class Outside:
    """control_url: the sandbox's; env: the sandbox's settings (its master key reads captchas)."""

    def __init__(self, control_url: str, env: Mapping[str, str]) -> None:
        self._url, self._env = control_url, env

    def control(self, method: str, path: str, **body: object) -> Any:
        sent = body if method == "POST" else None
        answer = requests.request(method, f"{self._url}/api{path}", json=sent, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def solve(self, captcha_id: str) -> str:
        """A person reads the picture; here the table's keyed digest is tried, which only the master key allows."""
        import boto3

        env = self._env
        session = boto3.Session(env["AWS_ACCESS_KEY_ID"], env["AWS_SECRET_ACCESS_KEY"], None, env["AWS_DEFAULT_REGION"])
        table = session.client("dynamodb", endpoint_url=env["AWS_ENDPOINT_URL"])
        item = table.get_item(TableName=self._env["INBOX_TABLE"], Key={"pk": {"S": f"CAPTCHA#{captcha_id}"}})["Item"]
        length, _, digest = item["body"]["S"].partition("#")
        keys = Keys(base64.b64decode(self._env["MASTER_KEY"]))
        for letters in itertools.product(ALPHABET, repeat=int(length)):
            if answer_digest(keys, captcha_id, "".join(letters)) == digest:
                return "".join(letters)
        raise AssertionError("no answer fits")

    def sms_code(self, phone: str) -> str:
        """The newest code the phone received."""
        return str(self.control("GET", f"/sms?phone={phone}")[-1]["params"][0])

    def scan(self, code_url: str) -> Any:
        """Somebody scans the QR and pays."""
        return self.control("POST", "/scan", code_url=code_url)


def new_phone() -> str:
    """A mainland number; only the SMS simulator ever hears of it."""
    return f"1990{secrets.randbelow(10_000_000):07d}"
