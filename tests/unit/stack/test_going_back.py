"""The way back must work while alarms ring, when CloudFormation refuses it, and when something is no longer kept."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tools.deployed.stack import StackError
from tools.stack import pages, release, smoke, versions
from tools.stack.artifacts import Artifacts
from tools.stack.cloud import Cloud
from tools.stack.deploy import Target, before_packing, deploy, parameters, rollback
from tools.stack.record import Deployment, Record
from tools.stack.stack import Found, NotChanged, Stack

ALIAS = {"Type": "AWS::Lambda::Alias", "UpdatePolicy": {"CodeDeployLambdaAliasUpdate": {}}, "Properties": {}}
TABLE = {"Type": "AWS::DynamoDB::Table", "UpdatePolicy": {"kept": True}}
BUCKET, SITE = "deployments", "site"


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code}}, "any")


@dataclass
class Storage:
    """S3, as far as the record, templates and pages ask it, and a manager that has every secret but `absent`.

    put: called before each object is written.
    """

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    served: dict[str, str] = field(default_factory=dict)  # the site's version ids by key
    kept: set[str] = field(default_factory=set)  # version ids that can be brought back
    put: Callable[[], object] = lambda: None
    absent: frozenset[str] = frozenset()

    def get_bucket_location(self, Bucket: str) -> dict[str, str]:
        return {"LocationConstraint": "cn-north-1"}

    def get_object(self, Bucket: str, Key: str) -> dict[str, Any]:
        try:
            body = self.objects[Bucket, Key]
        except KeyError:
            raise refused("NoSuchKey") from None
        return {"Body": io.BytesIO(body), "ETag": str(hash(body))}

    def put_object(self, Bucket: str, Key: str, Body: bytes, IfMatch: str = "", IfNoneMatch: str = "") -> None:
        self.put()
        stands = self.objects.get((Bucket, Key))
        if (IfMatch and str(hash(stands)) != IfMatch) or (IfNoneMatch and stands is not None):
            raise refused("PreconditionFailed")
        self.objects[Bucket, Key] = Body

    def copy_object(self, Bucket: str, Key: str, CopySource: Mapping[str, str]) -> None:
        if CopySource["VersionId"] not in self.kept:
            raise refused("NoSuchVersion")
        self.served[Key] = CopySource["VersionId"]

    def get_paginator(self, operation: str) -> Storage:
        assert operation == "list_object_versions"
        return self

    def paginate(self, Bucket: str) -> Iterator[dict[str, Any]]:
        yield {"Versions": [{"Key": key, "VersionId": one, "IsLatest": True} for key, one in self.served.items()]}

    def describe_secret(self, SecretId: str) -> dict[str, str]:
        if SecretId in self.absent:
            raise refused("ResourceNotFoundException")
        return {"Name": SecretId}

    @property
    def meta(self) -> Any:
        return type("Meta", (), {"endpoint_url": "https://s3"})


class World:
    """A stack that stands on a broken release after a good one, and what is done to it.

    aliases: what they were pointed to, in order; change: does what CloudFormation does with a template.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.storage = Storage(served={"index.html": "page-2"}, kept={"page-1"})
        cloud = Cloud(region="cn-north-1", partition="aws-cn", account="1" * 12, session=self)
        self.said: list[str] = []
        self.absent = frozenset({"gradphoto/prod/contact", "gradphoto/prod/staff"})
        self.target = Target(cloud=cloud, stage="prod", bucket=BUCKET, say=self.said.append)
        self.artifacts = Artifacts(cloud=cloud, bucket=BUCKET)
        self.record = Record(self.artifacts, "gradphoto-prod")
        self.aliases: list[Mapping[str, str]] = []
        self.changes: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.protected: list[str] = []
        self.refuses: list[StackError | None] = []  # the next changes, one after another
        self.stands = Found(
            status="UPDATE_COMPLETE",
            outputs={"SiteBucketName": SITE},
            parameters={"Stage": "prod", "OrdersWrites": "16000", "TasksWrites": "0"},
        )
        self.storage.objects[BUCKET, "good"] = json.dumps({"Resources": {"Live": ALIAS, "Tasks": TABLE}}).encode()
        self.storage.objects[BUCKET, "bad"] = json.dumps({"Resources": {"Tasks": TABLE}}).encode()
        self.begin("2020-06-01", template="good", versions={"login": "1"}, site={"index.html": "page-1"}, state="live")
        self.begin("2020-06-02", template="bad")
        monkeypatch.setattr(Stack, "standing", lambda stack: self.stands)
        monkeypatch.setattr(Stack, "change", lambda stack, url, values: self.change(url, values))
        monkeypatch.setattr(Stack, "protect", lambda stack: self.protected.append(stack.name))
        monkeypatch.setattr(versions, "point", lambda stack, which: self.aliases.append(which))
        monkeypatch.setattr(versions, "published", lambda stack: {"login": "made again"})
        monkeypatch.setattr(Stack, "ready", lambda stack, anew: self.stands)
        monkeypatch.setattr(pages, "publish", lambda cloud, outputs, folder: 1)
        monkeypatch.setattr(smoke, "faults", lambda found: self.faults)
        self.faults: list[str] = []

    def client(self, service: str) -> Storage:
        return self.storage if service == "s3" else Storage(absent=self.absent)

    def begin(self, at: str, template: str, **more: Any) -> Deployment:
        values = {"Stage": "prod", "OrdersWrites": "8000", "TasksWrites": "9"}
        return self.record.put(Deployment(at=at, commit=f"of {at}", template=template, parameters=values, **more))

    def change(self, url: str, values: dict[str, str]) -> bool:
        key = url.removeprefix(f"https://s3/{BUCKET}/")
        self.changes.append((json.loads(self.storage.objects[BUCKET, key])["Resources"], values))
        if self.refuses and (error := self.refuses.pop(0)):
            raise error
        return True

    @property
    def states(self) -> list[str]:
        return [one.state for one in self.record.all()]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def test_no_alarm_is_asked_on_the_way_back(world: World) -> None:
    """What was live before is called at once, and the alarms of the release that is given up do not stop it."""
    rollback(world.target)
    ((resources, _),) = world.changes
    assert resources == {"Live": {"Type": "AWS::Lambda::Alias", "Properties": {}}, "Tasks": TABLE}
    assert world.aliases == [{"login": "1"}, {"login": "made again"}]
    assert world.storage.served == {"index.html": "page-1"}
    assert world.states == ["live", "undone"]


@pytest.mark.parametrize("group", ["contact", "staff"])
def test_a_release_that_reads_no_ring_does_not_come_back_where_there_is_one(world: World, group: str) -> None:
    """It could open nothing that was sealed since; one that may read the ring's secret comes back."""
    ring = f"gradphoto/prod/{group}"
    world.absent -= {ring}
    with pytest.raises(StackError, match=f"不认识已经建立的密钥 {ring}，"):
        rollback(world.target)
    assert (world.changes, world.aliases, world.states) == ([], [], ["live", "begun"])
    knows = {"Type": "AWS::IAM::Role", "Properties": {"Policies": [f"secret:gradphoto/${{Stage}}/{group}-??????"]}}
    world.storage.objects[BUCKET, "good"] = json.dumps({"Resources": {"Live": ALIAS, "Role": knows}}).encode()
    rollback(world.target)
    assert world.states == ["live", "undone"]


def test_a_table_stays_as_warm_as_it_is(world: World) -> None:
    rollback(world.target)
    ((_, values),) = world.changes
    assert values == {"Stage": "prod", "OrdersWrites": "16000", "TasksWrites": "9"}


def test_code_and_pages_go_back_though_cloudformation_refuses(world: World) -> None:
    world.refuses = [NotChanged("CloudFormation refuses")]
    with pytest.raises(StackError, match="CloudFormation refuses"):
        rollback(world.target)
    assert world.aliases == [{"login": "1"}, {"login": "1"}]  # it had set them to the broken release again
    assert world.storage.served == {"index.html": "page-1"}
    assert world.states == ["live", "begun"]  # and the next `make rollback` tries the same


def test_a_page_whose_old_version_is_gone_does_not_stop_the_way_back(world: World) -> None:
    world.storage.kept.clear()
    rollback(world.target)
    assert world.states == ["live", "undone"]
    assert "index.html" in world.said[-1]


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    topic = {"Type": "AWS::SNS::Topic"}
    template = {"Parameters": {"Stage": {"Type": "String"}}, "Resources": {"Alarms": topic}}
    (tmp_path / "sam.json").write_text(json.dumps(template))
    return tmp_path


@pytest.mark.parametrize(
    ("error", "state"), [(NotChanged("taken back"), "undone"), (StackError("it takes longer than an hour"), "begun")]
)
def test_only_what_was_taken_back_is_recorded_as_undone(
    world: World, packages: Path, error: StackError, state: str
) -> None:
    world.refuses = [error]
    with pytest.raises(StackError, match=str(error)):
        deploy(world.target, packages, {})
    assert world.states == ["live", "begun", state]


def test_where_the_pages_cannot_be_made_nothing_is_begun(world: World, packages: Path, tmp_path: Path) -> None:
    web = tmp_path / "web"
    web.mkdir()
    (web / "index.html").write_text('<script type="module" src="/app.js"></script>')
    (web / "app.js").write_text("import './absent.js';")
    before = world.states
    with pytest.raises(StackError, match=r"absent\.js"):
        deploy(replace(world.target, web=web), packages, {})
    assert world.states == before


def stops_reading(world: World, packages: Path, standing: str) -> None:
    """What `standing` has deployed may read a secret that the packages' role may not."""
    right = {"Sid": "Secrets", "Resource": {"Fn::Sub": "secret:gradphoto/${Stage}/master-??????"}}
    reads = {"Policies": [{"PolicyDocument": {"Statement": [right]}}]}
    world.storage.objects[BUCKET, standing] = json.dumps(
        {"Resources": {"ExpireRole": {"Type": "AWS::IAM::Role", "Properties": reads}}}
    ).encode()
    template = json.loads((packages / "sam.json").read_text())
    template["Resources"]["ExpireRole"] = {"Type": "AWS::IAM::Role", "Properties": {"Policies": []}}
    (packages / "sam.json").write_text(json.dumps(template))


@pytest.mark.parametrize("standing", ["good", "bad"])
def test_a_secret_that_still_is_read_is_not_taken_away(world: World, packages: Path, standing: str) -> None:
    """Neither from what was begun last nor from what a way back would call."""
    stops_reading(world, packages, standing)
    with pytest.raises(StackError, match="ExpireRole 的 master"):
        deploy(world.target, packages, {})
    assert (world.changes, world.states) == ([], ["live", "begun"])


def test_a_version_that_must_be_deployed_first_is_asked_for_before_anything_is_packed(
    world: World, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "_is_older", lambda commit, than: commit == "of 2020-06-01")
    told = rf"请先部署 .*make deploy STAGE=prod REGION=cn-north-1 BUCKET={BUCKET}"
    with pytest.raises(StackError, match=told):
        before_packing(world.target, {})
    with pytest.raises(StackError, match=told):
        deploy(world.target, packages, {})
    assert (world.changes, world.states) == ([], ["live", "begun"])


def test_what_a_deleted_stack_read_bars_no_new_one(
    world: World, packages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stops_reading(world, packages, "good")
    monkeypatch.setattr(Stack, "ready", lambda stack, anew: None)
    addresses = {"EndpointURL": "https://api", "ConsoleURL": "https://console"}
    world.stands = replace(world.stands, outputs=dict(world.stands.outputs) | addresses)
    deploy(world.target, packages, {})
    assert world.states == ["live", "begun", "live"]
    assert "堆栈 gradphoto-prod 已建立" in world.said
    assert world.protected == ["gradphoto-prod"]


def test_what_did_not_answer_is_told_though_the_way_back_is_refused(world: World, packages: Path) -> None:
    world.faults, world.refuses = ["POST /api/login"], [None, NotChanged("CloudFormation refuses")]
    with pytest.raises(StackError, match=r"(?s)POST /api/login.*CloudFormation refuses"):
        deploy(world.target, packages, {})


def test_two_who_deploy_at_once_do_not_lose_each_others_line(world: World) -> None:
    def meanwhile() -> None:
        world.storage.put = lambda: None
        world.begin("2020-06-03", template="theirs")

    world.storage.put = meanwhile
    world.begin("2020-06-04", template="ours")
    assert [one.template for one in world.record.all()] == ["good", "bad", "theirs", "ours"]


def test_a_rollout_is_asked_for_one_deployment_alone() -> None:
    template = {"Parameters": {"Rollout": {"Default": "Canary"}, "ReviewHours": {"Default": 24}}}
    found = Found(status="UPDATE_COMPLETE", outputs={}, parameters={"Rollout": "AllAtOnce", "ReviewHours": "48"})
    assert parameters(template, {}, found) == {"Rollout": "Canary", "ReviewHours": "48"}
    assert parameters(template, {"Rollout": "AllAtOnce"}, found)["Rollout"] == "AllAtOnce"
