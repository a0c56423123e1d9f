"""`tools.secret` and `tools.on` as an operator types them, against the emulated cloud."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from chalicelib.shared.ids import random_id
from chalicelib.shared.settings import STEPS
from chalicelib.shared.settings_reader import secret_name
from chalicelib.wire import wire
from tests.worlds.app import World
from tools import on, secret
from tools.deployed.secret_groups import GROUPS

ROOT = Path(__file__).parents[2]
STAGE = "test"


def run(world: World, *command: str) -> subprocess.CompletedProcess[str]:
    """With AWS's settings alone, as on an operator's machine."""
    environ = {**world.box.aws_env, "PATH": os.environ["PATH"], "TZ": "Asia/Shanghai"}
    whole = [sys.executable, "-m", *command]
    return subprocess.run(whole, env=environ, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def stack(world: World) -> Iterator[None]:
    """Functions that hold the sandbox's settings, without its secrets."""
    secrets = {name for group in GROUPS.values() for name in group.forms}
    plain = {name: value for name, value in world.box.env.items() if name not in secrets and "AWS" not in name}
    plain |= {"STAGE": STAGE}
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as file:
        file.writestr("app.py", "")
    client, roles = boto3.client("lambda"), boto3.client("iam")
    role = roles.create_role(RoleName="steps", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    for step in STEPS:
        client.create_function(
            FunctionName=f"gradphoto-{STAGE}-{step}",
            Runtime="python3.13",
            Role=role,
            Handler="app.run",
            Code={"ZipFile": code.getvalue()},
            Environment={"Variables": {**plain, "STEP": step}},
        )
    yield
    for step in STEPS:
        client.delete_function(FunctionName=f"gradphoto-{STAGE}-{step}")
    roles.delete_role(RoleName="steps")
    for group in GROUPS:
        boto3.client("secretsmanager").delete_secret(
            SecretId=secret_name(STAGE, group), ForceDeleteWithoutRecovery=True
        )


@pytest.mark.usefixtures("stack")
def test_a_fresh_stack_gets_its_secrets_and_its_first_administrator(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    branch, name = f"分社{random_id(6)}", f"boss-{random_id(6).lower()}"
    seed = ["gradphoto-test", "seed", "--branch", branch, "--username", name, "--name", "张三"]
    assert on.main(seed) == 2
    assert "没有密钥 gradphoto/test/master" in capsys.readouterr().err
    env = world.box.env | {"AGENCY_CODE_KEY": base64.b64encode(os.urandom(32)).decode()}  # the sandbox has none
    env |= {"CAPTCHA_APP_ID": "190000001", "CAPTCHA_APP_SECRET": "sandbox-" + random_id()}  # nor an app
    for group, known in GROUPS.items():
        values = {one: env[one] for one in known.forms if env.get(one)}
        (file := tmp_path / f"{group}.json").write_text(json.dumps(values))
        assert secret.main(["put", STAGE, group, str(file)]) == 0
        assert not [value for value in values.values() if value in capsys.readouterr().out]
    done = run(world, "tools.on", *seed)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("/staff/#/invites/") == 1
    (account,) = wire().stores.staff.of_branch(branch)
    assert account.username == name
    assert on.main(["gradphoto-prod", "staff"]) == 2
    assert "没有部署 gradphoto-prod" in capsys.readouterr().err
