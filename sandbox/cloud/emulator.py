"""The AWS emulator as a child process: DynamoDB, S3 and SQS on one port of 127.0.0.1, stored in the state directory."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any, Literal

from sandbox import travel
from sandbox.cloud.template import ROOT
from sandbox.keys import Keys
from sandbox.server import HOST

REGION = "cn-north-1"
PROGRAM = "sandbox.cloud.ministack_host"
PYTHON = ROOT / ".venv-ministack" / "bin" / "python"
START_SECONDS, LEAVE_SECONDS = 30.0, 10.0
Client = Any  # a boto3 client
Service = Literal["dynamodb", "dynamodbstreams", "s3", "secretsmanager", "sqs"]


class Emulator:
    """Starts, stops and kills the emulator.  keeps: its state survives each of them; False: nothing is saved.

    program: the module that runs it; more: environment variables for that.
    """

    def __init__(self, keys: Keys, state_dir: Path, port: int, *, keeps: bool = True) -> None:
        self.env = {
            "AWS_ENDPOINT_URL": f"http://{HOST}:{port}",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": keys.aws_access_key_id,
            "AWS_SECRET_ACCESS_KEY": keys.aws_secret_access_key,
        }
        self._port, self._dir, self._keeps = port, state_dir / "aws", "1" if keeps else "0"
        self._process: subprocess.Popen[bytes] | None = None
        self.program, self.more = PROGRAM, dict[str, str]()

    def client(self, service: Service) -> Client:
        """Return a boto3 client of the emulator."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            service,
            endpoint_url=self.env["AWS_ENDPOINT_URL"],
            region_name=self.env["AWS_DEFAULT_REGION"],
            aws_access_key_id=self.env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.env["AWS_SECRET_ACCESS_KEY"],
            config=Config(
                connect_timeout=2,
                read_timeout=10,
                max_pool_connections=32,
                signature_version="s3v4" if service == "s3" else None,
            ),
        )

    def start(self) -> None:
        """Return once requests are answered.  Raises OSError for a taken port, RuntimeError with the log's end."""
        self._dir.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self._scratch, ignore_errors=True)  # 70 MB of each function that was called, if it was killed
        self._scratch.mkdir()
        log = self._dir / "emulator.log"
        self._wait_for_port()
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(PYTHON), "-m", self.program],
                cwd=ROOT,
                env={**_host_environ(), **self._settings(), **self.more},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C reaches only the sandbox, which then stops the emulator properly
            )
        give_up = time.monotonic() + START_SECONDS
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > give_up:
                self.kill()
                raise RuntimeError(f"the AWS emulator did not start on port {self._port}:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)

    def _wait_for_port(self) -> None:
        """Wait until the port is free: after a kill, the old sandbox's emulator needs a moment to save and end.

        Raises OSError if it stays taken.
        """
        give_up = time.monotonic() + LEAVE_SECONDS
        while True:
            try:
                return socket.create_server((HOST, self._port)).close()
            except OSError:
                if time.monotonic() > give_up:
                    raise
            time.sleep(0.1)

    @property
    def _scratch(self) -> Path:
        return self._dir / "tmp"

    def _settings(self) -> dict[str, str]:
        return {
            "TMPDIR": str(self._scratch),
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": self.env["AWS_ACCESS_KEY_ID"],
            "AWS_SECRET_ACCESS_KEY": self.env["AWS_SECRET_ACCESS_KEY"],
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(self._port),
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": self._keeps,
            "STATE_DIR": str(self._dir / "state"),
            "S3_PERSIST": self._keeps,
            "S3_DATA_DIR": str(self._dir / "s3"),
            "AHEAD_SECONDS": str(travel.ahead()),
            "LOG_LEVEL": "WARNING",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
        }

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.env["AWS_ENDPOINT_URL"] + "/_ministack/health", timeout=1):  # noqa: S310 - http on 127.0.0.1
                return True
        except OSError:
            return False

    def move(self, ahead: float) -> None:
        """Sets the emulator's clock `ahead` seconds ahead of the real one.  Raises OSError."""
        if self._process is not None:
            request = urllib.request.Request(  # noqa: S310 - http on 127.0.0.1
                self.env["AWS_ENDPOINT_URL"] + "/_sandbox/clock", json.dumps({"ahead": ahead}).encode(), method="PUT"
            )
            urllib.request.urlopen(request, timeout=LEAVE_SECONDS).close()  # noqa: S310

    @property
    def pid(self) -> int:
        """Process id of the running emulator.  Raises RuntimeError when it is not running."""
        if self._process is None:
            raise RuntimeError("the AWS emulator is not running")
        return self._process.pid

    def stop(self) -> None:
        """Ends the emulator cleanly: everything is saved."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """Kills the emulator (kill -9): only what the last snapshot has survives."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(15)
            self._process = None


def _host_environ() -> dict[str, str]:
    """This process's environment without the variables that would affect the child's Python or AWS client."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "PYTHON", "MINISTACK"))}
