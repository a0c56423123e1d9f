"""A stack's settings, and what is said when they cannot be had."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError

from chalicelib.shared.settings import STEPS
from tests.worlds.deployment import FakeCloud, refusal, secret_values, values_of
from tools import on
from tools.deployed.secret_groups import GROUPS
from tools.deployed.stack import StackError, settings_of, stage_of

NEEDED = {group: values_of(group) for group, known in GROUPS.items() if not known.absent}


def configuration(FunctionName: str) -> Any:
    step = FunctionName.rpartition("-")[2]
    return {"Environment": {"Variables": {"STEP": step, "STAGE": "test", f"{step.upper()}_ONLY": "1"}}}


def cloud(**changes: Any) -> FakeCloud:
    return FakeCloud(
        {
            "lambda": {"get_function_configuration": changes.get("functions", configuration)},
            "secretsmanager": {"get_secret_value": secret_values(**NEEDED | changes.get("secrets", {}))},
        }
    )


def test_the_settings_are_those_of_all_functions_and_secrets() -> None:
    asked = cloud(secrets={"codes": values_of("codes")})
    found = settings_of(asked, "test")
    assert found["STAGE"] == "test"
    assert "STEP" not in found
    assert not [name for name in found if name.endswith("_ONLY")]  # no setting
    assert found["MASTER_KEY"] == values_of("master")["MASTER_KEY"]
    assert found["AGENCY_CODE_KEY"] == values_of("codes")["AGENCY_CODE_KEY"]
    assert "ALIPAY_APP_ID" not in found
    functions = [request["FunctionName"] for name, request in asked.asked if name == "get_function_configuration"]
    assert functions == [f"gradphoto-test-{step}" for step in STEPS]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"functions": refusal("ResourceNotFoundException")}, "区域 cn-north-1 中没有部署 gradphoto-test"),
        ({"functions": refusal("AccessDeniedException")}, "没有权限"),
        ({"functions": refusal("UnrecognizedClientException")}, "AWS 凭证不对"),
        ({"functions": refusal("ExpiredTokenException")}, "AWS 凭证已过期"),
        ({"functions": refusal("Throttled")}, "失败：Throttled"),
        ({"functions": NoCredentialsError()}, "没有 AWS 凭证"),
        ({"functions": EndpointConnectionError(endpoint_url="https://x")}, "连不上 AWS"),
        ({"secrets": {"sms": refusal("ResourceNotFoundException")}}, "没有密钥 gradphoto/test/sms"),
        ({"secrets": {"sms": refusal("AccessDeniedException")}}, "读取密钥 gradphoto/test/sms被拒绝"),
    ],
)
def test_what_is_refused_is_one_sentence(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(StackError) as refused:
        settings_of(cloud(**changes), "test")
    text = str(refused.value)
    assert said in text
    assert "\n" not in text


@pytest.mark.parametrize("name", ["gradphoto", "gradphoto-", "gradphoto-live", "prod", "x-gradphoto-prod"])
def test_another_name_is_no_stack(name: str) -> None:
    with pytest.raises(StackError, match="gradphoto-prod"):
        stage_of(name)


def test_a_tool_has_nothing_of_another_stack() -> None:
    theirs = {
        "WXPAY_API_URL": "http://127.0.0.1:1",
        "ORDERS_TABLE": "theirs",
        **values_of("alipay"),
        **values_of("codes"),
    }
    ours = {"PATH": "/bin", "STEP": "pay", **theirs, **values_of("wechat")}
    found = on.environment({"ORDERS_TABLE": "ours"}, "cn-north-1", ours)
    assert found == {"PATH": "/bin", "ORDERS_TABLE": "ours", "AWS_DEFAULT_REGION": "cn-north-1"}


def test_an_unknown_tool_is_told_before_anything_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert on.main(["gradphoto-test", "demo"]) == 2
    assert "没有“demo”这个工具：可以用 restore、seed、staff、replay、ledger" in capsys.readouterr().err
