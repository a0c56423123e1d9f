"""The emulated account and the outside around it, with what an operator would have been given by each vendor."""

from __future__ import annotations

import json
import os
import platform
import shlex
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Self
from unittest import mock

from deploy.origins import CONSOLE, SITE, Origin
from sandbox.box import Sandbox
from sandbox.cloud.template import ROOT
from sandbox.ports import Ports
from sandbox.rehearsal.domain import Domain
from tools.deployed.secret_groups import GROUPS
from tools.stack.cloud import Cloud, connect, reached
from tools.stack.stack import Stack

STAGE = "test"
MADE_BY_THE_OPERATOR = frozenset({"master", "contact", "staff"})  # these groups' secrets are nobody else's
HOST = "arm64" if platform.machine() == "aarch64" else "x86_64"
OUTSIDE = ("WECHAT_API_URL", "WXPAY_API_URL", "SMS_API_URL", "CAPTCHA_API_URL", "ALIPAY_GATEWAY_URL", "WECHAT_APPID")


class Rehearsal:
    """`with Rehearsal(folder) as account:` starts everything; at the end all of the account is gone.

    folder: for the secrets' files and the variables of a shell; ports: as of the sandbox.
    """

    def __init__(self, folder: Path, ports: Ports | None = None) -> None:
        self.folder, self.box = folder, Sandbox(ports=ports, tick=None, product=False)
        stand_in(self.box)
        self._running = ExitStack()
        self._cloud: Cloud | None = None

    def __enter__(self) -> Self:
        self._running.enter_context(self.box)
        self._running.enter_context(mock.patch.dict(os.environ, self.box.aws_env))
        self._cloud = connect(self.box.aws_env["AWS_DEFAULT_REGION"])
        for origin, port in ((SITE, self.box.ports.api), (CONSOLE, self.box.ports.console)):
            self._running.callback(Domain(partial(self.leads_to, origin), port).stop)
        self._write_files()
        return self

    def __exit__(self, *reason: object) -> None:
        self._running.close()

    def leads_to(self, origin: Origin) -> str:
        """The API behind an address now; "" as long as nothing is deployed."""
        assert self._cloud is not None
        found = Stack(self._cloud, f"gradphoto-{STAGE}").found()
        output = (found.outputs if found else {}).get(origin.url_output, "")
        return reached(output) if output else ""

    def _write_files(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for group, values in secrets(self.box.env).items():
            self._write(f"{group}.json", json.dumps(values, indent=1, ensure_ascii=False))
        self._write("env", shell(self.box.aws_env))

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(text)


def secrets(env: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the simulators gave their customer, by group; none of a group of which they gave nothing."""
    given = {group: {name: env[name] for name in known.forms if env.get(name)} for group, known in GROUPS.items()}
    return {group: values for group, values in given.items() if values and group not in MADE_BY_THE_OPERATOR}


def shell(env: Mapping[str, str]) -> str:
    """What makes a shell one of the emulated account's.  env: of AWS.

    The command line of version 1 has addresses of its own for some services and looks for no variable there.
    """
    exports = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(env.items()))
    return exports + 'aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }\n'


def stand_in(box: Sandbox) -> None:
    """Lets the stacks of a sandbox that has not started find its simulators."""
    box.aws.program, box.aws.more = "sandbox.rehearsal.stand_ins", {"STAND_INS": json.dumps(settings(box))}


def settings(box: Sandbox) -> dict[str, str]:
    """Settings that differ from a real deployment's: addresses that there are only here, and the layers' folders."""
    layer = ROOT / "build" / "layer" / HOST
    return {name: box.env[name] for name in OUTSIDE} | {
        "SITE_URL": box.api_url,
        "CONSOLE_URL": box.console_url,
        "WXPAY_NOTICE_URL": f"{box.api_url}/api/pay/notices/wechat",
        "MODELS_DIR": str(layer / "models"),
        "ZBAR_LIBRARY": str(layer / "lib" / "libzbar.so.0"),
        "FONTS_DIR": str(ROOT / "build" / "print-layer" / HOST / "fonts"),
    }
