"""`python -m sandbox` as a process: it says where everything is, stops cleanly, and comes back after kill -9."""

from __future__ import annotations

import base64
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path

import pytest
import requests

from chalicelib.shared.settings import AllSettings
from chalicelib.shared.settings_reader import SettingsError, read
from sandbox.keys import new_secret_key
from sandbox.ports import Ports, hold
from sandbox.state_lock import lock_state
from tests.worlds.simulators import until
from tools.suite.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def base() -> Iterator[int]:
    """The first of as many ports in a row as the sandbox has servers, which nobody else gets during the test."""
    for _ in range(50):
        with ExitStack() as held:
            first = hold(held)
            try:
                for port in range(first + 1, first + len(fields(Ports))):
                    hold(held, port)
            except OSError:
                continue
            yield first
            return
    raise AssertionError("not enough free ports in a row")


def listening(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


class Running:
    """The process and what it printed."""

    def __init__(self, state_dir: Path, base: int, *more: str) -> None:
        command = [sys.executable, "-m", "sandbox", "--state", str(state_dir), "--port", str(base), *more]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)

    def said(self, text: str) -> bool:
        return any(text in line for line in self.lines)


@contextmanager
def running(state_dir: Path, base: int) -> Iterator[Running]:
    one = Running(state_dir, base)
    try:
        until(lambda: one.said("Ctrl-C") or one.process.poll() is not None)
        assert one.process.poll() is None, "".join(one.lines)
        yield one
    finally:
        one.process.kill()
        one.process.wait(PATIENCE)


def lookup(base: int) -> requests.Response:
    return requests.get(f"http://127.0.0.1:{base}/api/schools", params={"q": "湖南大学"}, timeout=PATIENCE)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly(tmp_path: Path, base: int, number: signal.Signals) -> None:
    with running(tmp_path, base) as one:
        assert one.said(f"http://127.0.0.1:{base}/")
        assert lookup(base).json()["schools"][0]["school_code"] == "10532"
        one.process.send_signal(number)
        assert one.process.wait(PATIENCE) == 0, "".join(one.lines)
        assert not one.said("Traceback"), "".join(one.lines)
    assert not any(listening(port) for port in vars(Ports.from_base(base)).values())


def test_a_port_that_another_program_has_is_refused_with_the_next_command(tmp_path: Path, base: int) -> None:
    with socket.create_server(("127.0.0.1", Ports.from_base(base).control)):
        one = Running(tmp_path, base)
        assert one.process.wait(PATIENCE) == 1
    until(lambda: one.said(f"PORT={base + 1000} make run"))
    assert not one.said("Traceback")


def test_a_second_sandbox_on_the_same_state_is_refused(tmp_path: Path) -> None:
    with lock_state(tmp_path, "http://127.0.0.1:8001"):
        one = Running(tmp_path, 21000)
        assert one.process.wait(PATIENCE) == 1
    until(lambda: one.said("http://127.0.0.1:8001") and one.said("--state var/second"))
    assert not (tmp_path / "aws").exists()


def test_it_comes_back_after_kill_9(tmp_path: Path, base: int) -> None:
    control = f"http://127.0.0.1:{base + 1}"
    with running(tmp_path, base) as one:
        user = requests.post(f"{control}/api/users", json={"phone": "13800000001"}, timeout=PATIENCE).json()
        assert not one.said("比真实时间快")
        moved = requests.post(f"{control}/api/clock", json={"minutes": 90}, timeout=PATIENCE).json()
        assert moved["ahead_seconds"] == 5400
        os.kill(one.process.pid, signal.SIGKILL)
    with running(tmp_path, base) as one:
        state = requests.get(f"{control}/api/state", timeout=PATIENCE).json()
        assert [one["openid"] for one in state["users"]] == [user["openid"]]
        assert state["clock"]["ahead_seconds"] == 5400
        assert one.said("比真实时间快 1 小时 30 分钟")
        assert lookup(base).json()["schools"][0]["school_code"] == "10532"


def test_env_prints_every_setting_and_production_refuses_them(tmp_path: Path) -> None:
    one = Running(tmp_path, 21000, "--env")
    assert one.process.wait(PATIENCE) == 0
    until(lambda: one.said("ZBAR_LIBRARY"))
    env = dict(pair.split("=", 1) for pair in shlex.split("".join(one.lines)))
    assert read(AllSettings, env).wechat_appid.startswith("wxSANDBOX")
    env |= {"AGENCY_CODE_KEY": new_secret_key()}  # a sandbox has none until somebody gives it one
    real = as_operators(env)
    assert read(AllSettings, real).stage == "prod"
    for name in (
        "MASTER_KEY",
        "CONTACT_KEYS",
        "STAFF_KEYS",
        "WECHAT_APPID",
        "WXPAY_MCHID",
        "WXPAY_PUBLIC_KEY_ID",
        "WXPAY_APIV3_KEY",
        "WXPAY_API_URL",
        "ALIPAY_APP_ID",
        "ALIPAY_SELLER_ID",
        "ALIPAY_GATEWAY_URL",
        "SITE_URL",
        "AGENCY_CODE_KEY",
    ):
        with pytest.raises(SettingsError, match=name):  # each alone keeps a simulator out of production
            read(AllSettings, {**real, name: env[name]})


def as_operators(env: dict[str, str]) -> dict[str, str]:
    """The same settings as production might have them: no mark, no address of this machine."""
    plain = {name: value.replace("SANDBOX", "REALONE").replace("sandbox", "realone") for name, value in env.items()}
    urls = {name: f"https://example.com/{name}" for name in env if name.endswith("_URL")}
    key = base64.b64encode(b"k" * 32).decode()
    keys = {"MASTER_KEY": key, "CONTACT_KEYS": f"1:{key}", "STAFF_KEYS": f"1:{key}", "AGENCY_CODE_KEY": key}
    return {**plain, **urls, **keys, "STAGE": "prod"}
