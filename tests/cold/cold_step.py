"""A step as Lambda runs it: a fresh process that imports `app`, with the step's own environment and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.shared.settings import STEPS
from clients.student import Student
from deploy.step_template import variables
from sandbox.cloud.gateway import Map, proxy_event
from sandbox.cloud.template import ROOT
from sandbox.server import Request
from tests.worlds.app import World
from tools.suite.patience import PATIENCE

ENVIRONMENT = json.loads((ROOT / ".chalice" / "environment.json").read_text())
# Defaults of the settings that only a deployment fits: the simulators' addresses, the layer's paths.
HERE = ("WECHAT_API_URL", "SMS_API_URL", "WXPAY_API_URL", "MODELS_DIR", "ZBAR_LIBRARY")
PROGRAM = """
import json, os, sys
step, event = os.environ["STEP"], json.loads(sys.stdin.read())
from chalicelib.shared import aws
from sandbox.cloud.permissions import Permissions
permissions, secrets = Permissions(), []
with aws.making:
    permissions.watch(aws.session())
    about = "before-parameter-build.secretsmanager.GetSecretValue"
    aws.session().register(about, lambda params, **_: secrets.append(params["SecretId"]))
with permissions.of(step):
    import app
    print(json.dumps({"start": sorted(sys.modules), "secrets": secrets}))
    answer = getattr(app, step)(event, None) if event is not None else None
print(json.dumps({"answer": answer, "end": sorted(sys.modules)}))
"""
WITHOUT = """
import json, os, sys
import chalicelib.wire
for step, environ in json.loads(sys.stdin.read()).items():
    if not os.fork():  # what is imported is shared, settings are not
        os.environ.clear()
        os.environ.update(environ)
        import app
        from chalicelib.shared.settings_reader import SettingsError, settings
        try: settings()
        except SettingsError as error: print(step, error, flush=True)
        os._exit(0)
    os.wait()
"""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """start, end: the modules after the import and after the event; secrets: which its start read, by its own rights;
    start_log, log: the lines it wrote at its start and at the event."""

    answer: Any
    start: frozenset[str]
    end: frozenset[str]
    secrets: list[str]
    start_log: list[dict[str, Any]]
    log: list[dict[str, Any]]

    @property
    def status(self) -> int:
        return int(self.answer["statusCode"])

    @property
    def body(self) -> Any:
        return json.loads(self.answer["body"])


class Lambdas:
    """env: values of the whole sandbox, of which a step gets its own."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._started: dict[str, Ran] = {}

    def environ(self, step: str) -> dict[str, str]:
        """What the deployment gives this step, with the sandbox's values."""
        names = [name for name in variables(step, ENVIRONMENT) if name != "STEP"]
        own = {name: self._env[name] for name in (*names, *HERE)}
        aws = {name: value for name, value in self._env.items() if name.startswith("AWS_")}
        return own | aws | {"STEP": step, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, step: str, event: Any = None) -> Ran:
        """One cold start and one event (None: the start alone)."""
        *log, last = map(json.loads, self.python(PROGRAM, self.environ(step), json.dumps(event)).splitlines())
        begun = next(number for number, line in enumerate(log) if "start" in line)
        ran = Ran(
            answer=last["answer"],
            start=frozenset(log[begun]["start"]),
            end=frozenset(last["end"]),
            secrets=log[begun]["secrets"],
            start_log=log[:begun],
            log=log[begun + 1 :],
        )
        self._started.setdefault(step, ran)
        return ran

    def started(self, step: str) -> Ran:
        """A cold start of the step: of one that an event was for, if there was any."""
        return self._started.get(step) or self.run(step)

    def said_without(self, setting: str) -> dict[str, str]:
        """What each step says that has all its settings but one, in one process that forks for each."""
        environs = {step: self.environ(step) for step in STEPS}
        for environ in environs.values():
            del environ[setting]
        here = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
        lines = [line.partition(" ") for line in self.python(WITHOUT, here, json.dumps(environs)).splitlines()]
        return {step: words for step, _, words in lines}

    def python(self, program: str, environ: Mapping[str, str], text: str = "") -> str:
        """What the program prints."""
        command = [sys.executable, "-c", program]
        done = subprocess.run(
            command,
            input=text,
            env=dict(environ),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


def http(world: World, method: str, path: str, body: Any = None, *, by: Student | None = None) -> dict[str, Any]:
    """The proxy event of a request."""
    match = Map(world.box.steps.module.app.routes).find(method, path.partition("?")[0])
    assert match is not None
    headers = [("Content-Type", "application/json")]
    if by is not None:
        headers.append(("Authorization", f"Bearer {by.token}"))
    raw = b"" if body is None else json.dumps(body).encode()
    request = Request(method=method, target=path, headers=tuple(headers), body=raw, source_ip="10.9.8.7")
    return proxy_event(request, match, "cold-1", ())
