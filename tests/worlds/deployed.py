"""The packaged stack, deployed by our own tool to an emulator of its own; what is outside the product is simulated.

The emulator runs the real packages as the steps' roles, with their policies, environments, aliases and triggers.
What it cannot do, and what stands here instead:
- What `sandbox.rehearsal` has: domains, the simulators' addresses, the layers' folders, buckets without TLS.  A changed
  definition of an API gives it another id there.  Of the layers only their Python is loaded.
- A function's processor share, memory and reserved concurrency, the size limits, alarms and a rollout by steps.
- Schedules and streams run by the emulator's own clock; no test waits for one.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from chalicelib.identity.captcha.picture import sealed
from chalicelib.identity.captcha.work import BITS
from chalicelib.shared.crypto import Keys
from chalicelib.shared.settings import STEPS
from chalicelib.shared.settings_reader import secret_name
from clients.captcha import work_of
from clients.desk import Desk
from clients.outside import Outside
from clients.student import Student
from deploy.rollout import ALIAS
from sandbox.box import Sandbox
from sandbox.rehearsal.account import MADE_BY_THE_OPERATOR, secrets, settings, stand_in
from sandbox.rehearsal.domain import Domain
from sandbox.seed_staff import PASSWORD, TOTP_SECRET
from tests.worlds.builds import ROOT
from tools.deployed.secret_groups import GROUPS
from tools.stack.cloud import connect, reached
from tools.stack.deploy import Target
from tools.stack.deploy import deploy as deploy_stack
from tools.stack.record import Deployment, Record
from tools.web_publish import WEB

STAGE = "dev"  # where a simulator's keys are taken
GIVEN = {"WebOrigin": "https://photo.example.com", "ConsoleOrigin": "https://desk.example.com"}
CAPTCHA = "PHOT"
ENCRYPTED = "OnlyEncryptedConnections"  # a statement of the buckets' policies


class Deployed:
    """box: the simulators and the emulator; packages: the folder of the build for this machine."""

    def __init__(self, box: Sandbox, packages: Path, work: Path) -> None:
        self.box, self.outside, self._work, self._packages = box, Outside(box.control_url), work, packages
        self._led: dict[str, str] = {}  # where the domains lead, by the stack's outputs
        self.site = Domain(lambda: self._led.get("EndpointURL", ""), box.ports.api)
        self.console = Domain(lambda: self._led.get("ConsoleURL", ""), box.ports.console)
        self.said: list[str] = []
        self.was_left: dict[str, int] = {}
        self.target = Target(
            cloud=connect(box.aws_env["AWS_DEFAULT_REGION"]), stage=STAGE, pause=0.1, say=self.said.append
        )

    def client(self, service: str) -> Any:
        return self.target.cloud.client(service)

    # -- deploying -------------------------------------------------------------------------------------------------

    def packages(self, name: str = "good", change: Callable[[dict[str, Any]], object] = lambda template: None) -> Path:
        """A folder with the packages and the template.  change: what is changed in the SAM template."""
        folder, template = self._work / name, json.loads((self._packages / "sam.json").read_text())
        folder.mkdir(exist_ok=True)
        for path in self._packages.glob("*.zip"):
            if not (folder / path.name).exists():
                (folder / path.name).symlink_to(path)
        change(template)
        (folder / "sam.json").write_text(json.dumps(template))
        return folder

    def deploy(self, packages: Path, web: Path = WEB, **more: str) -> None:
        """Deploys, and lets the domains lead to the stack.  more: values of parameters.  Raises StackError."""
        try:
            deploy_stack(replace(self.target, web=web), packages, self.given | more)
        finally:
            self.lead()

    def stand(self, template: Mapping[str, Any]) -> None:
        """Deploys resources alone, with no code and no record."""
        bucket = self.target.artifacts()
        values = {name: {"Stage": STAGE, **self.given}[name] for name in template["Parameters"]}
        key = bucket.template(dict(template), self._work, values)
        assert self.target.stack.change(bucket.url(key), values)

    @property
    def given(self) -> dict[str, str]:
        """The parameters an operator gives, as far as the template has them."""
        declared = json.loads((self._packages / "sam.json").read_text())["Parameters"]
        given = GIVEN | {"WechatAppid": "wx0123456789abcdef", "Rollout": "AllAtOnce"}
        return {name: value for name, value in given.items() if name in declared}

    def lead(self) -> None:
        """The domains lead to the APIs as they are now."""
        if found := self.target.stack.found():
            self._led = {name: reached(url) for name, url in found.outputs.items() if name.endswith("URL")}

    def secrets(self) -> None:
        """The secrets as an operator makes them, once."""
        manager, env = self.client("secretsmanager"), self.box.env
        own = {group: {name: env[name] for name in GROUPS[group].forms} for group in MADE_BY_THE_OPERATOR}
        for group, held in (own | secrets(env)).items():
            manager.create_secret(Name=secret_name(STAGE, group), SecretString=json.dumps(held))

    # -- what is in it ---------------------------------------------------------------------------------------------

    @property
    def tables(self) -> dict[str, str]:
        """The tables' names by logical id."""
        return self.target.stack.resources("AWS::DynamoDB::Table")

    def seed(self) -> None:
        """Schools, tasks and the branch's staff, by the product's own services."""
        names = {f"{name.removesuffix('Table').upper()}_TABLE": table for name, table in self.tables.items()}
        bucket = self.target.stack.resources("AWS::S3::Bucket")["PhotoBucket"]
        env = {**os.environ, **self.box.env, **names, "PHOTO_BUCKET": bucket}
        program = "from sandbox.seed import seed; seed()"
        done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def log_in(self, student: Student, phone: str) -> None:
        """By SMS.  Nobody can read the captcha, so the answer to one whose answer is known is sent."""
        keys, until = Keys(base64.b64decode(self.box.keys.master_key)), student.captcha()["expires_at"]
        captcha_id = sealed(keys, CAPTCHA, datetime.fromisoformat(until), 0)
        work = work_of(captcha_id, BITS[0])
        student.ask_code(phone, {"captcha_id": captcha_id, "captcha": CAPTCHA, "work": work})
        student.login(phone, self.outside.sms_code(phone))
        student.agree()

    def desk(self, username: str) -> Desk:
        desk = Desk(self.console.url)
        desk.log_in(username, PASSWORD, TOTP_SECRET)
        return desk

    def items(self) -> dict[str, int]:
        """How many items each table has, by the table's name."""
        dynamodb = self.client("dynamodb")
        return {name: dynamodb.scan(TableName=name, Select="COUNT")["Count"] for name in self.tables.values()}

    def leave(self) -> None:
        """Leaves something in each table and bucket of the stack."""
        dynamodb, s3, left = self.client("dynamodb"), self.client("s3"), {"S": "left"}
        for name in self.tables.values():
            keys = dynamodb.describe_table(TableName=name)["Table"]["KeySchema"]
            dynamodb.put_item(TableName=name, Item={key["AttributeName"]: left for key in keys})
        for name in self.target.stack.resources("AWS::S3::Bucket").values():
            s3.put_object(Bucket=name, Key="left", Body=b"left")
        self.was_left = self.left()

    def left(self) -> dict[str, int]:
        """By table and bucket, how much of that is there."""
        s3, found = self.client("s3"), self.left_in(self.tables.values())
        for name in self.target.stack.resources("AWS::S3::Bucket").values():
            found[name] = s3.list_objects_v2(Bucket=name, Prefix="left")["KeyCount"]
        return found

    def left_in(self, tables: Iterable[str]) -> dict[str, int]:
        """The same of these tables, whosever they are."""
        dynamodb = self.client("dynamodb")
        return {
            name: sum({"S": "left"} in item.values() for item in dynamodb.scan(TableName=name)["Items"])
            for name in tables
        }

    def delete(self) -> None:
        """Deletes the stack; what it retains stays."""
        self.client("cloudformation").delete_stack(StackName=self.target.stack.name)
        assert self.target.stack.ready() is None

    def again(self) -> None:
        """Makes the stack of the newest deployment that was seen to work."""
        newest = [one for one in self.deployments() if one.state == "live"][-1]
        assert self.target.stack.change(self.target.artifacts().url(newest.template), newest.parameters)

    def uploaded(self) -> dict[str, Any]:
        """When each package came into the bucket of deployments."""
        listed = self.client("s3").list_objects_v2(Bucket=self.target.artifacts().bucket, Prefix="packages/")
        return {one["Key"]: one["LastModified"] for one in listed["Contents"]}

    def deployments(self) -> list[Deployment]:
        return Record(self.target.artifacts(), self.target.stack.name).all()

    # -- as it stands ----------------------------------------------------------------------------------------------

    steps = tuple(STEPS)

    def environment(self, step: str) -> dict[str, str]:
        """The environment of the step that answers now."""
        name = f"gradphoto-{STAGE}-{step}"
        client = self.client("lambda")
        try:
            found = client.get_function_configuration(FunctionName=name, Qualifier=ALIAS)
        except client.exceptions.ResourceNotFoundException:
            found = client.get_function_configuration(FunctionName=name)
        return dict(found["Environment"]["Variables"])

    def deployed_for(self, step: str) -> list[tuple[str, str]]:
        """The same without what only stands here for the outside."""
        here = settings(self.box).keys() - {"SITE_URL", "CONSOLE_URL"}
        return [(name, value) for name, value in self.environment(step).items() if name not in here]

    def policies(self) -> Iterator[tuple[str, str]]:
        """The resource policy of each function, and of its alias, that has one."""
        client = self.client("lambda")
        for step in STEPS:
            for alias in ({}, {"Qualifier": ALIAS}):
                with suppress(client.exceptions.ResourceNotFoundException):
                    name = f"gradphoto-{STAGE}-{step}"
                    yield f"{name} {alias}", client.get_policy(FunctionName=name, **alias)["Policy"]

    def template(self) -> str:
        """The template of the newest deployment, as CloudFormation got it."""
        bucket = self.target.artifacts()
        stored = self.client("s3").get_object(Bucket=bucket.bucket, Key=self.deployments()[-1].template)
        return str(stored["Body"].read().decode())


@contextmanager
def deployed(packages: Path, work: Path) -> Iterator[Deployed]:
    """An emulator with the simulators around it, and nothing deployed yet."""
    box = Sandbox(product=False, tick=None)
    stand_in(box)
    with box:
        with in_account(box):
            world = Deployed(box, packages, work)
        try:
            with in_account(box):
                world.secrets()
            yield world
        finally:
            world.site.stop()
            world.console.stop()


def in_account(box: Sandbox) -> AbstractContextManager[Any]:
    """This process's AWS is the emulator's while it lasts: other tests of the process have another."""
    return mock.patch.dict(os.environ, box.aws_env)
