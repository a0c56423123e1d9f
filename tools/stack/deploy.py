"""The order of a deployment, and the way back: code, template, site, and a try whether all of it answers.

Every step may be repeated: whoever was interrupted runs the same command again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.shared.settings_reader import secret_name
from tools.deployed.rings import RINGS
from tools.deployed.stack import StackError
from tools.stack import pages, smoke, versions
from tools.stack.artifacts import Artifacts, artifacts, missing_secrets, needed_secrets
from tools.stack.cloud import Cloud
from tools.stack.commit import made_of
from tools.stack.record import Deployment, Record, before, may_answer
from tools.stack.release import refuse_jump, version
from tools.stack.stack import PAUSE, Found, NotChanged, Stack
from tools.stack.withdrawn import withdrawn
from tools.web_publish import WEB

Say = Callable[[str], object]
WARM = "Writes"  # how the names of these parameters end
ONCE = "Rollout"  # a parameter of one deployment: kept, an exception would stay the rule
KNOBS = {"WebOrigin": "ORIGIN=https://…", "ConsoleOrigin": "CONSOLE=https://…", "WechatAppid": "APPID=wx…"}

NO_WAY_BACK = "现在这次部署以前没有可以退回的版本：请改正后再部署一次，或在更早的提交上部署"


@dataclass(frozen=True, kw_only=True)
class Target:
    """One stage in one region.  bucket: for deployments, None for the account's own; web: the folder of the pages;
    pause: seconds between two looks at the stack."""

    cloud: Cloud
    stage: str
    bucket: str | None = None
    web: Path = WEB
    pause: float = PAUSE
    say: Say = field(default=print, repr=False)

    @property
    def stack(self) -> Stack:
        return Stack(self.cloud, f"gradphoto-{self.stage}", pause=self.pause)

    @property
    def command(self) -> str:
        bucket = f" BUCKET={self.bucket}" if self.bucket else ""
        return f"make deploy STAGE={self.stage} REGION={self.cloud.region}{bucket}"

    def artifacts(self) -> Artifacts:
        return artifacts(self.cloud, self.bucket)


def deploy(to: Target, packages: Path, given: Mapping[str, str], *, anew: bool = False) -> None:
    """Deploys what `make package` made, publishes the site, and tries it; goes back if it does not answer.

    given: values of the template's parameters; those of a stack that stands are kept; anew: see Stack.ready.
    Raises StackError.
    """
    template, stack = sam_template(packages), to.stack
    pages.check(to.web)
    found = stack.ready(anew=anew)
    values = parameters(template, {"Stage": to.stage, **given}, found)
    check_secrets(to.cloud, to.stage)
    bucket = to.artifacts()
    to.say(f"部署包在 {bucket.bucket}")
    record = Record(bucket, stack.name)
    standing = may_answer(record.all()) if found else []
    refuse_jump(standing, to.command)
    _require_unused(bucket, standing, template)
    begun = record.put(
        Deployment(
            at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            commit=made_of(packages),
            template=bucket.template(template, packages, values),
            parameters=values,
        )
    )
    try:
        changed = stack.change(bucket.url(begun.template), values)
    except NotChanged:
        record.put(replace(begun, state="undone"))
        raise
    to.say(f"堆栈 {stack.name} " + ("没有变化" if not changed else "已更新" if found else "已建立"))
    if to.stage == "prod":
        stack.protect()
    versions.point(stack, versions.published(stack))  # after a way back they may name others
    stands = stack.standing()
    outputs = stands.outputs
    to.say(f"网页：{pages.publish(to.cloud, outputs, to.web)} 个文件")
    begun = record.put(
        replace(begun, versions=versions.published(stack), site=pages.now(to.cloud, outputs["SiteBucketName"]))
    )
    if wrong := smoke.faults(stands):
        raise StackError("部署后的检查没有通过：\n  " + "\n  ".join(wrong) + "\n" + _way_back(to, record))
    record.put(replace(begun, state="live"))
    to.say(f"检查通过，版本 {version()}：{outputs['EndpointURL']} {outputs['ConsoleURL']}")


def _require_unused(bucket: Artifacts, standing: Iterable[Deployment], template: Mapping[str, Any]) -> None:
    """What answers until the new versions do, or after a way back, needs its rights.  Raises StackError."""
    for each in standing:
        if lost := withdrawn(json.loads(bucket.read(each.template)), template):
            raise StackError(
                f"没有部署：现在的版本（{each.commit}）还要读取这一版不再给的密钥："
                + "、".join(f"{role} 的 {group}" for role, group in sorted(lost))
                + "。请先部署 CHANGELOG.md 中写明的过渡版本，再部署这一版"
            )


def before_packing(to: Target, given: Mapping[str, str], *, anew: bool = False) -> None:
    """Looks at what can be known before minutes go into packages.

    Raises StackError for a stack that cannot be changed or is too old, an address that nobody gave, secrets that are
    missing, and pages that cannot be made here.
    """
    pages.check(to.web)
    found = to.stack.ready(anew=anew)
    if found:
        refuse_jump(may_answer(Record(to.artifacts(), to.stack.name).all()), to.command)
    _refuse_missing(name for name in KNOBS if name not in given and not (found and name in found.parameters))
    check_secrets(to.cloud, to.stage)


def rollback(to: Target) -> None:
    """Goes back to the deployment before the one that stands, and tries it.  Raises StackError."""
    to.stack.standing()
    record = Record(to.artifacts(), to.stack.name)
    if not record.all():
        raise StackError(f"没有 {to.stack.name} 的部署记录：请核对 BUCKET，它应是部署时用的那个存储桶")
    if (found := before(record.all())) is None:
        raise StackError(NO_WAY_BACK)
    _require_rings_known(to, found[1])
    said = _undone(to, record)
    if wrong := smoke.faults(to.stack.standing()):
        raise StackError(said + "\n但检查没有通过：\n  " + "\n  ".join(wrong))
    to.say(said)


def _require_rings_known(to: Target, earlier: Deployment) -> None:
    """What a ring has sealed is noise to a release whose steps read no ring.  Raises StackError for such a one."""
    names = {group: secret_name(to.stage, group) for group in RINGS}
    absent, template = missing_secrets(to.cloud, list(names.values())), to.artifacts().read(earlier.template)
    unknown = [name for group, name in names.items() if name not in absent and f"/{group}-??????" not in template]
    if unknown:
        raise StackError(
            f"没有退回：{earlier.at} 的部署（{earlier.commit}）不认识已经建立的密钥 {'、'.join(unknown)}，"
            "读不出手机号等。请在认识它们的提交上改正，再 make deploy"
        )


def _way_back(to: Target, record: Record) -> str:
    """Goes back; says to what, or why not."""
    try:
        return _undone(to, record)
    except (StackError, ClientError, BotoCoreError) as error:
        return f"没有全部退回，请改正后运行 make rollback：{error}"


def _undone(to: Target, record: Record) -> str:
    """Goes back; says to what.  First the code, which takes a second, then all else.  Raises StackError."""
    found = before(record.all())
    if found is None:
        return NO_WAY_BACK
    now, earlier = found
    stack, bucket = to.stack, to.artifacts()
    versions.point(stack, earlier.versions)
    stands = stack.standing()
    try:
        stack.change(bucket.url(bucket.at_once(earlier.template)), never_less(earlier.parameters, stands))
    except StackError:
        versions.point(stack, earlier.versions)  # CloudFormation has set them back
        pages.bring_back(to.cloud, stands.outputs["SiteBucketName"], earlier.site)
        raise
    versions.point(stack, versions.published(stack))
    gone = pages.bring_back(to.cloud, stands.outputs["SiteBucketName"], earlier.site)
    record.put(replace(now, state="undone"))
    said = f"已退回 {earlier.at} 的部署（{earlier.commit}）"
    kept = f"。{len(gone)} 个网页文件的旧版本已不再保存，没有退回；要退回，请在那个提交上部署：{'、'.join(gone)}"
    return said + (kept if gone else "")


def sam_template(packages: Path) -> dict[str, Any]:
    """What `make package` made.  Raises StackError if it is not there."""
    try:
        template: dict[str, Any] = json.loads((packages / "sam.json").read_text())
    except FileNotFoundError as error:
        raise StackError(f"{packages} 里没有部署包：请先运行 make package") from error
    return template


def parameters(template: Mapping[str, Any], given: Mapping[str, str], found: Found | None) -> dict[str, str]:
    """The value of each parameter: as given, else as the stack has it, else the template's own.  Raises StackError."""
    declared = template["Parameters"]
    has = {name: value for name, value in found.parameters.items() if name != ONCE} if found else {}
    if unknown := sorted(given.keys() - declared.keys()):
        raise StackError(f"模板没有这些参数：{'、'.join(unknown)}")
    known = {name: str(each["Default"]) for name, each in declared.items() if "Default" in each}
    values = known | {name: value for name, value in has.items() if name in declared} | dict(given)
    _refuse_missing(name for name in declared if name not in values)
    return values


def never_less(values: Mapping[str, str], stands: Found) -> dict[str, str]:
    """The parameters with the standing writes of each table where those are more: AWS refuses to take back what a table
    has been warmed to."""
    has = {name: value for name, value in stands.parameters.items() if name in values and name.endswith(WARM)}
    return {**values, **{name: max(value, values[name], key=float) for name, value in has.items()}}


def _refuse_missing(names: Iterable[str]) -> None:
    if missing := [KNOBS.get(name, f"SET={name}=…") for name in names]:
        raise StackError(f"第一次部署还需要：{' '.join(missing)}")


def check_secrets(cloud: Cloud, stage: str) -> None:
    """Raises StackError if a secret is missing without which functions do not start."""
    if missing := missing_secrets(cloud, needed_secrets(stage)):
        raise StackError(
            f"{cloud.region} 的 Secrets Manager 里缺少：{'、'.join(missing)}。"
            f"请用 .venv/bin/python -m tools.secret put {stage} 各组的名称 存好（见《上线》第三节），再运行一次"
        )
