"""What the checks look at: a deployment's settings, its resources and its addresses, each asked for once.

Everything outside comes through `Cloud` and `Net`, so that a test can be any deployment.
"""

from __future__ import annotations

import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from chalicelib.shared.settings import STEPS
from chalicelib.shared.settings_reader import secret_name
from tools.deployed.secret_groups import GROUPS
from tools.deployed.stack import SETTINGS, Absent, Cloud, StackError, function_name, secret, told
from tools.doctor.report import Unchecked

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5.0  # for an address to answer


class Net(Protocol):
    """The addresses of a deployment, as anybody sees them.  Each raises OSError when there is no answer."""

    def resolves(self, host: str) -> bool: ...

    def certificate_ends(self, host: str) -> datetime: ...

    def status(self, url: str) -> int: ...

    def date_of(self, url: str) -> datetime: ...


class Internet:
    """The real one."""

    def resolves(self, host: str) -> bool:
        try:
            return bool(socket.getaddrinfo(host, 443))
        except socket.gaierror:
            return False

    def certificate_ends(self, host: str) -> datetime:
        context = ssl.create_default_context()
        with (
            socket.create_connection((host, 443), SECONDS) as raw,
            context.wrap_socket(raw, server_hostname=host) as secure,
        ):
            ends = (secure.getpeercert() or {})["notAfter"]
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(ends)), UTC)

    def status(self, url: str) -> int:
        with urllib.request.urlopen(_https(url), timeout=SECONDS) as answer:  # noqa: S310 - see _https
            return int(answer.status)

    def date_of(self, url: str) -> datetime:
        try:
            with urllib.request.urlopen(_https(url), timeout=SECONDS) as answer:  # noqa: S310 - see _https
                said = answer.headers["Date"]
        except urllib.error.HTTPError as refused:  # it has the date, too
            said = refused.headers["Date"]
        return parsedate_to_datetime(said)


def _https(url: str) -> str:
    if urlsplit(url).scheme != "https":
        raise OSError("not https")
    return url


@dataclass
class Patient:
    """cloud: None when settings from a file are looked at, and no deployment; given: those settings."""

    stage: str
    cloud: Cloud | None
    net: Net
    now: datetime
    given: Mapping[str, str]
    root: Path = ROOT

    def client(self, service: str) -> Any:
        if self.cloud is None:
            raise Unchecked("只核对了文件，没有查看部署")
        return self.cloud.client(service)

    @cached_property
    def functions(self) -> dict[str, dict[str, Any]]:
        """Step → its configuration; a function that is not there has none."""
        client, found = self.client("lambda"), dict[str, dict[str, Any]]()
        for step in STEPS:
            try:
                with told("读取函数的配置", missing="absent"):
                    found[step] = client.get_function_configuration(FunctionName=function_name(self.stage, step))
            except StackError as error:
                if str(error) != "absent":
                    raise
        return found

    def variables(self, step: str) -> dict[str, str]:
        return dict(self.functions[step].get("Environment", {}).get("Variables", {}))

    @cached_property
    def settings(self) -> dict[str, str]:
        """What is no secret."""
        if self.cloud is None:
            return dict(self.given)
        together = {name: value for step in self.functions for name, value in self.variables(step).items()}
        return {name: value for name, value in together.items() if name in SETTINGS}

    def setting(self, name: str) -> str:
        """Raises Unchecked if no function has it."""
        if not self.settings.get(name):
            raise Unchecked(f"没有读到 {name}")
        return self.settings[name]

    def secrets(self, group: str) -> dict[str, str] | None:
        """A group's values; None if there is no such secret."""
        if group not in self._secrets:
            self._secrets[group] = self._read(group)
        return self._secrets[group]

    @cached_property
    def _secrets(self) -> dict[str, dict[str, str] | None]:
        return {}

    def _read(self, group: str) -> dict[str, str] | None:
        if self.cloud is None:
            return {name: self.given[name] for name in GROUPS[group].forms if self.given.get(name)} or None
        try:
            return secret(self.client("secretsmanager"), secret_name(self.stage, group))
        except Absent:
            return None

    @cached_property
    def outputs(self) -> dict[str, str]:
        with told("读取部署的输出", missing=f"没有名为 gradphoto-{self.stage} 的部署"):
            (stack,) = self.client("cloudformation").describe_stacks(StackName=f"gradphoto-{self.stage}")["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in stack.get("Outputs", ())}

    def output(self, name: str) -> str:
        if name not in self.outputs:
            raise Unchecked(f"部署没有输出 {name}")
        return self.outputs[name]

    @cached_property
    def resources(self) -> dict[str, list[tuple[str, str]]]:
        """Type → (logical name, physical id) of the stack's resources."""
        client, found, more = self.client("cloudformation"), dict[str, list[tuple[str, str]]](), dict[str, str]()
        while True:
            with told("读取部署的资源", missing=f"没有名为 gradphoto-{self.stage} 的部署"):
                page = client.list_stack_resources(StackName=f"gradphoto-{self.stage}", **more)
            for one in page["StackResourceSummaries"]:
                kind = found.setdefault(one["ResourceType"], [])
                kind.append((one["LogicalResourceId"], one.get("PhysicalResourceId", "")))
            if not page.get("NextToken"):
                return found
            more = {"NextToken": page["NextToken"]}
