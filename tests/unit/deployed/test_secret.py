"""`tools.secret`: checked before it is stored, and no value is ever printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.deployment import FakeCloud, pems, refusal, secret_values, values_of
from tools import secret
from tools.deployed.stack import StackError


def file_of(folder: Path, values: Any) -> str:
    path = folder / "secret.json"
    path.write_text(values if isinstance(values, str) else json.dumps(values), "utf-8")
    return str(path)


def cloud_with(monkeypatch: pytest.MonkeyPatch, **stored: Any) -> FakeCloud:
    answers = {"get_secret_value": secret_values(**stored), "create_secret": {}, "put_secret_value": {}}
    cloud = FakeCloud({"secretsmanager": answers})
    monkeypatch.setattr(secret, "Account", lambda _: cloud)
    return cloud


def written(cloud: FakeCloud) -> list[tuple[str, Any]]:
    return [(name, json.loads(request["SecretString"])) for name, request in cloud.asked if "SecretString" in request]


def test_a_secret_is_made_and_then_given_new_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    new = values_of("sms")
    cloud = cloud_with(monkeypatch)
    assert secret.main(["put", "prod", "sms", file_of(tmp_path, new)]) == 0
    assert written(cloud) == [("create_secret", new)]
    changed = new | {"SMS_TEMPLATE": "7654321"}
    cloud = cloud_with(monkeypatch, sms=new)
    assert secret.main(["put", "prod", "sms", file_of(tmp_path, changed)]) == 0
    assert written(cloud) == [("put_secret_value", changed)]
    cloud = cloud_with(monkeypatch, sms=new)
    assert secret.main(["put", "prod", "sms", file_of(tmp_path, new)]) == 0
    assert written(cloud) == []
    said = capsys.readouterr().out
    assert "已更新（SMS_TEMPLATE）" in said
    assert [value for value in {*new.values(), "7654321"} if value in said] == []


def test_a_key_is_taken_from_its_own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "apiclient_key.pem").write_text(pems()[0])
    cloud = cloud_with(monkeypatch)
    values = values_of("wxpay") | {"WXPAY_PRIVATE_KEY": "@apiclient_key.pem"}
    assert secret.main(["put", "prod", "wxpay", file_of(tmp_path, values)]) == 0
    assert written(cloud) == [("create_secret", values_of("wxpay"))]


def test_the_master_key_is_made_once(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    cloud = cloud_with(monkeypatch)
    assert secret.main(["put", "prod", "master"]) == 0
    ((_, made),) = written(cloud)
    said = capsys.readouterr()
    assert made["MASTER_KEY"] not in said.out + said.err
    cloud = cloud_with(monkeypatch, master=made)
    assert secret.main(["put", "prod", "master"]) == 2
    assert written(cloud) == []
    assert "不能再改" in capsys.readouterr().err


def test_a_stack_with_data_gets_no_second_master_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"get_secret_value": secret_values(), "create_secret": {}}
    cloud = FakeCloud({"secretsmanager": answers, "lambda": {"get_function_configuration": {}}})
    monkeypatch.setattr(secret, "Account", lambda _: cloud)
    assert secret.main(["put", "prod", "master"]) == 2
    assert written(cloud) == []
    assert "把另存的 master 写进文件" in capsys.readouterr().err
    assert secret.main(["put", "prod", "master", file_of(tmp_path, values_of("master"))]) == 0
    assert written(cloud) == [("create_secret", values_of("master"))]


def test_whether_there_is_data_must_be_known() -> None:
    answers = {"get_secret_value": secret_values(), "create_secret": {}}
    denied = {"get_function_configuration": refusal("AccessDeniedException")}
    cloud = FakeCloud({"secretsmanager": answers, "lambda": denied})
    with pytest.raises(StackError, match="没有权限"):
        secret.store(cloud, "prod", "master", values_of("master"), made=True)
    assert written(cloud) == []


def test_a_secret_on_its_way_out_is_told_with_the_way_back() -> None:
    cloud = FakeCloud({"secretsmanager": {"get_secret_value": refusal("InvalidRequestException")}})
    with pytest.raises(StackError, match="aws secretsmanager restore-secret --secret-id gradphoto/prod/sms"):
        secret.store(cloud, "prod", "sms", values_of("sms"))


@pytest.mark.parametrize("deed", ["put", "check"])
def test_what_is_wrong_is_stored_nowhere(
    deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud = cloud_with(monkeypatch)
    values = values_of("sms") | {"SMS_APP_ID": "abc", "SMS_SING": "x"}
    assert secret.main([deed, "prod", "sms", file_of(tmp_path, values)]) == 1
    assert cloud.asked == []
    assert capsys.readouterr().err.splitlines() == [
        "SMS_SING 不属于 sms（请核对拼写）",
        "SMS_APP_ID 应是短信应用的 SdkAppId，14 开头的 10 位数字",
    ]


def test_checking_stores_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud = cloud_with(monkeypatch)
    assert secret.main(["check", "prod", "sms", file_of(tmp_path, values_of("sms"))]) == 0
    assert cloud.asked == []


@pytest.mark.parametrize("text", ["{", '{"SMS_SIGN": "@nowhere.txt"}', "[]"])
def test_a_file_that_cannot_be_read_is_told(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud_with(monkeypatch)
    assert secret.main(["put", "prod", "sms", file_of(tmp_path, text)]) == 2
    assert secret.main(["put", "prod", "sms", str(tmp_path / "nowhere.json")]) == 2
    assert secret.main(["put", "prod", "sms"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_refused_write_is_a_sentence() -> None:
    answers = {"get_secret_value": secret_values(), "create_secret": refusal("AccessDeniedException")}
    with pytest.raises(StackError, match="建立密钥 gradphoto/prod/sms被拒绝"):
        secret.store(FakeCloud({"secretsmanager": answers}), "prod", "sms", values_of("sms"))
