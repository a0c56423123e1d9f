"""What stands in the way of a deployment is told in a sentence with what to do, and ends with a code that is not 0."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.worlds.builds import HOST
from tests.worlds.deployed import GIVEN, Deployed
from tools.deployed.stack import StackError
from tools.stack.__main__ import main
from tools.stack.artifacts import artifacts
from tools.stack.deploy import Target, deploy, rollback
from tools.stack.prune import prune
from tools.stack.record import Deployment, Record

PLACE = ["--stage", "test", "--region", "cn-north-1"]
FAILS = {
    "Parameters": {},
    "Resources": {"Due": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 99_999_999}}},
}


@pytest.fixture
def other(landed: Deployed) -> Target:
    """A stage of which there is nothing."""
    return replace(landed.target, stage="test")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(list(words)) == 1
    return capsys.readouterr().err


def test_a_variable_that_is_not_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert "STAGE= REGION=" in told(capsys, "deploy", "--stage", "", "--region", "")
    assert "REGION=" in told(capsys, "rollback", "--stage", "test")


def test_no_credentials(
    landed: Deployed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    assert "AWS_ACCESS_KEY_ID" in told(capsys, "outputs", *PLACE)


def test_credentials_that_are_refused(
    landed: Deployed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFSOMEBODYELSE00")
    assert "中国区账号" in told(capsys, "outputs", *PLACE)


def test_a_region_that_does_not_exist(landed: Deployed, capsys: pytest.CaptureFixture[str]) -> None:
    assert "cn-nowhere-1" in told(capsys, "outputs", "--stage", "test", "--region", "cn-nowhere-1")


def test_a_stack_that_does_not_stand(landed: Deployed, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("outputs", "smoke", "rollback"):
        assert "gradphoto-test" in told(capsys, command, *PLACE)


def test_what_is_missing_is_told_before_anything_is_packed(
    landed: Deployed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.stack.__main__._package", lambda *packed: pytest.fail("packed"))
    deploying = ["deploy", *PLACE, "--arch", HOST]
    assert "ORIGIN=https" in told(capsys, *deploying)
    addresses = ["--origin", GIVEN["WebOrigin"], "--console", GIVEN["ConsoleOrigin"], "--appid", "wx0123456789abcdef"]
    assert "gradphoto/test/master" in told(capsys, *deploying, *addresses)


def test_no_packages(other: Target, tmp_path: Path) -> None:
    with pytest.raises(StackError, match="make package"):
        deploy(other, tmp_path, GIVEN)


def test_an_address_that_a_first_deployment_needs(landed: Deployed, other: Target) -> None:
    with pytest.raises(StackError, match="CONSOLE=https"):
        deploy(other, landed.packages(), {"WebOrigin": "https://photo.example.com"})


def test_a_parameter_that_the_template_has_not(landed: Deployed, other: Target) -> None:
    with pytest.raises(StackError, match="Colour"):
        deploy(other, landed.packages(), landed.given | {"Colour": "red"})


def test_secrets_that_are_missing(landed: Deployed, other: Target) -> None:
    with pytest.raises(StackError, match="gradphoto/test"):
        deploy(other, landed.packages(), landed.given)
    assert other.stack.found() is None


def test_a_bucket_of_another_region(landed: Deployed) -> None:
    place = {"LocationConstraint": "cn-northwest-1"}
    there = landed.target.cloud.session.client("s3", region_name="cn-northwest-1")
    there.create_bucket(Bucket="elsewhere", CreateBucketConfiguration=place)
    with pytest.raises(StackError, match="cn-northwest-1"):
        artifacts(landed.target.cloud, "elsewhere")


def test_a_record_that_is_not_there(landed: Deployed) -> None:
    with pytest.raises(StackError, match="BUCKET"):
        rollback(replace(landed.target, bucket="never-used-before"))


def test_a_deployment_that_none_was_before(landed: Deployed) -> None:
    to = replace(landed.target, bucket="deployed-once")
    first = Deployment(at="2026-11-24T00:00:00Z", commit="c", template="t", parameters={}, state="live")
    Record(to.artifacts(), to.stack.name).put(first)
    with pytest.raises(StackError, match="没有可以退回的版本"):
        rollback(to)
    with pytest.raises(StackError, match=r"没有删除任何版本.*下一次更新成功以后"):
        prune(to, delete=True)


def test_a_first_try_that_failed_says_why_and_what_to_do(landed: Deployed, other: Target, tmp_path: Path) -> None:
    bucket = other.artifacts()
    url = bucket.url(bucket.template(FAILS, tmp_path, {}))
    with pytest.raises(StackError, match=r"Due（AWS::SQS::Queue）"):
        other.stack.change(url, {})
    with pytest.raises(StackError, match=r"(?s)--anew.*Due（AWS::SQS::Queue）"):
        other.stack.ready()
    with pytest.raises(StackError, match="--anew"):
        other.stack.standing()
    assert other.stack.ready(anew=True) is None
