"""Each broken deployment is named by its own check, and by no other."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.deployment import pems, refusal, values_of
from tests.worlds.patients import APPID, DESK, NOW, SITE, Deployment, account_settings, healthy
from tools.doctor import settings_checks
from tools.doctor.__main__ import examine
from tools.doctor.report import Level

FAIL, WARN, UNCHECKED = Level.FAIL, Level.WARN, Level.UNCHECKED
DENIED = refusal("AccessDeniedException")
Break = Callable[[Deployment], Any]


@pytest.fixture
def no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process each time, for the mini-program's settings: one test is enough."""
    monkeypatch.setattr(settings_checks, "mini_faults", lambda _: [])


def broken(folder: Path, harm: Break) -> dict[str, tuple[Level, str]]:
    """What is not fine: check → its level, and what is said."""
    deployment = healthy(folder)
    harm(deployment)
    lines = examine(deployment.patient())
    return {line.name: (line.verdict.level, line.verdict.what) for line in lines if line.verdict.level is not Level.OK}


def secret(group: str, **values: str) -> Break:
    return lambda one: one.secrets[group].update(values)


def without(group: str, *names: str) -> Break:
    return lambda one: [one.secrets[group].pop(name) for name in names]


def answer(service: str, operation: str, value: Any) -> Break:
    return lambda one: one.answers[service].update({operation: value})


def at_once(most: int) -> Break:
    return answer("lambda", "get_account_settings", account_settings(at_once=most))


def drop(one: Deployment, resource: str) -> None:
    listed = one.answers["cloudformation"]["list_stack_resources"]["StackResourceSummaries"]
    listed[:] = [each for each in listed if each["LogicalResourceId"] != resource]


def setting(name: str, value: str) -> Break:
    def harm(one: Deployment) -> None:
        for config in one.functions.values():
            config["Environment"]["Variables"][name] = value

    return harm


def of_step(step: str, **changes: Any) -> Break:
    return lambda one: one.functions[step].update(changes)


def web(**changes: Any) -> Break:
    def harm(one: Deployment) -> None:
        path = one.folder / "web/settings.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")

    return harm


def local_phone(one: Deployment) -> None:
    path = one.folder / "web/settings.json"
    site = json.loads(path.read_text("utf-8"))
    site["branch"]["people"].append({"name": "采集服务", "about": "", "phone": "3684575"})
    path.write_text(json.dumps(site), "utf-8")


def variables(step: str, **changes: str) -> Break:
    return lambda one: one.functions[step]["Environment"]["Variables"].update(changes)


def only_key_0_is_old(one: Deployment) -> None:
    """The other ring is a month old too, and has retired it."""
    one.secrets["contact"] |= {
        "CONTACT_KEYS": one.secrets["contact"]["CONTACT_KEYS"].split()[0],
        "CONTACT_KEY_0": "closed",
    }
    one.secrets_made = NOW - timedelta(days=31)


BROKEN: list[tuple[str, Level, str, Break]] = [
    ("密钥：数据密钥", FAIL, "没有 gradphoto/prod/master", lambda one: one.secrets.pop("master")),
    ("密钥：数据密钥", FAIL, "模拟环境", secret("master", MASTER_KEY="U0FOREJPWFNBTkRCT1hTQU5EQk9YU0FOREJPWFNBTkQ=")),
    ("密钥：数据密钥", FAIL, "现在是 3 字节", secret("master", MASTER_KEY="AAAA")),
    ("密钥：微信支付", FAIL, "缺少 WXPAY_MCHID", without("wxpay", "WXPAY_MCHID")),
    ("密钥：微信支付", FAIL, "WXPAY_SERIAL 应是", secret("wxpay", WXPAY_SERIAL="5f" * 20)),
    ("密钥：微信支付", FAIL, "WXPAY_APIV3_KEY 应是", secret("wxpay", WXPAY_APIV3_KEY="short")),
    ("密钥：支付宝", FAIL, "缺少 ALIPAY_SELLER_ID", without("alipay", "ALIPAY_SELLER_ID")),
    ("密钥：联系信息密钥", WARN, "泄露后不能更换", lambda one: one.secrets.pop("contact")),
    ("密钥：员工密钥", WARN, "泄露后不能更换", lambda one: one.secrets.pop("staff")),
    ("密钥的更换", WARN, "contact 换密钥 31 天了", lambda one: setattr(one, "secrets_made", NOW - timedelta(days=31))),
    ("密钥的更换", WARN, "staff 换密钥 31 天了", only_key_0_is_old),
    ("密钥的更换", WARN, "401 天没有换过", lambda one: setattr(one, "secrets_made", NOW - timedelta(days=401))),
    ("密钥：采集码密钥", WARN, "采集码不能识别", lambda one: one.secrets.pop("codes")),
    ("密钥：短信", FAIL, "SMS_SIGN 应是", secret("sms", SMS_SIGN="【分社】")),
    ("密钥：短信", FAIL, "SMS_TMPLATE 不属于 sms", secret("sms", SMS_TMPLATE="1")),
    ("微信支付验签", FAIL, "商户自己的公钥", lambda one: one.secrets["wxpay"].update(WXPAY_PUBLIC_KEY=pems()[1])),
    ("支付宝公钥", FAIL, "应用公钥", lambda one: one.secrets["alipay"].update(ALIPAY_PUBLIC_KEY=pems()[1])),
    ("通知模板", WARN, "没有 SMS_REMIND_TEMPLATE", without("sms", "SMS_REMIND_TEMPLATE")),
    ("数据密钥不共用", FAIL, "同一个 MASTER_KEY", lambda one: one.shared.update({"test/master": values_of("master")})),
    ("小程序 appid", FAIL, "不是小程序的 appid", setting("WECHAT_APPID", "gh_123")),
    ("小程序 appid", WARN, "project.config.json", setting("WECHAT_APPID", APPID[:-1] + "0")),
    ("支付通知地址", FAIL, "支付通知的地址是", setting("WXPAY_NOTICE_URL", f"{DESK}/api/pay/notices/wechat")),
    ("网站的说明", WARN, "3684575 没有区号", local_phone),
    ("网站的说明", FAIL, "icp is a placeholder", web(icp="湘ICP备00000000号-1")),
    ("时钟", FAIL, "600 秒", lambda one: setattr(one.net, "date", NOW - timedelta(minutes=10))),
    ("网站证书", WARN, "还有 20 天", lambda one: one.net.ends.update({"photo.hncj.cn": NOW + timedelta(days=20)})),
    ("工作台证书", FAIL, "还有 2 天", lambda one: one.net.ends.update({"desk.hncj.cn": NOW + timedelta(days=2)})),
    ("网站页面", FAIL, "答复 403", lambda one: one.net.statuses.update({f"{SITE}/": 403})),
    ("工作台页面", FAIL, "没有答复", lambda one: one.net.statuses.pop(f"{DESK}/")),
    ("函数", FAIL, "缺少函数 remind", lambda one: one.functions.pop("remind")),
    ("部署一致", FAIL, "ORDERS_TABLE", variables("pay", ORDERS_TABLE="others")),
    ("密钥不外露", FAIL, "WXPAY_APIV3_KEY", variables("pay", WXPAY_APIV3_KEY="x")),
    ("Python 版本", FAIL, "lookup", of_step("lookup", Runtime="python3.12")),
    ("Python 版本", FAIL, "架构", of_step("lookup", Architectures=["arm64"])),
    ("层", FAIL, "validate", of_step("validate", Layers=[])),
    ("别名", WARN, "等 21 个", answer("lambda", "get_alias", refusal("ResourceNotFoundException"))),
    ("Lambda 配额", FAIL, "只有 10", at_once(10)),
    ("Lambda 配额", WARN, "1000", at_once(1000)),
    ("Lambda 代码", WARN, "占 60 GB", answer("lambda", "get_account_settings", account_settings(code=60))),
    ("API 配额", WARN, "10000", answer("service-quotas", "get_service_quota", {"Quota": {"Value": 10000.0}})),
    ("API 配额", UNCHECKED, "没有权限", answer("service-quotas", "get_service_quota", DENIED)),
    ("定时任务", FAIL, "ExpireRule", answer("events", "describe_rule", {"State": "DISABLED"})),
    ("事件来源", FAIL, "NotifyOrders", answer("lambda", "get_event_source_mapping", {"State": "Disabled"})),
    ("上传通知", FAIL, "照片、头像", answer("s3", "get_bucket_notification_configuration", {})),
    ("预留并发", FAIL, "pay_webhook 停用了", answer(
        "lambda", "get_function_concurrency",
        lambda **asked: {"ReservedConcurrentExecutions": 0} if asked["FunctionName"].endswith("-pay_webhook") else {},
    )),
    ("部署的删除保护", FAIL, "一条命令删除", answer(
        "cloudformation", "describe_stacks", {"Stacks": [{"Outputs": [
            {"OutputKey": key, "OutputValue": key}
            for key in ("PhotoBucketName", "SiteBucketName", "AlarmTopic", "TicketTopic")
        ]}]},
    )),
    ("报警有人收", FAIL, "没有人订阅", answer("sns", "list_subscriptions_by_topic", {"Subscriptions": []})),
    ("报警有人收", FAIL, "没有人订阅不急的报警", answer(
        "sns", "list_subscriptions_by_topic",
        lambda **asked: {"Subscriptions": [{"SubscriptionArn": "arn:"}] if asked["TopicArn"] == "topic" else []},
    )),
    (
        "报警有人收", FAIL, "没有确认",
        answer("sns", "list_subscriptions_by_topic", {"Subscriptions": [{"SubscriptionArn": "PendingConfirmation"}]}),
    ),
    ("访问日志", WARN, "六个月", lambda one: drop(one, "ConsoleAPILogGroup")),
    ("防火墙", WARN, "无限制", lambda one: drop(one, "NetworkLimit")),
    ("报警已启用", FAIL, "Off", lambda one: _alarm(one, AlarmName="Off", ActionsEnabled=False)),
    ("正在报警", WARN, "Loud", lambda one: _alarm(one, AlarmName="Loud", StateValue="ALARM")),
    (
        "表能恢复", FAIL, "ORDERS_TABLE",
        answer("dynamodb", "describe_continuous_backups", {"ContinuousBackupsDescription": {}}),
    ),
    ("表的删除保护", WARN, "ORDERS_TABLE", answer("dynamodb", "describe_table", {"Table": {}})),
    ("短期数据", FAIL, "不会自动删除", answer("dynamodb", "describe_time_to_live", {"TimeToLiveDescription": {}})),
    (
        "存储桶不公开", FAIL, "photos",
        answer("s3", "get_public_access_block", refusal("NoSuchPublicAccessBlockConfiguration")),
    ),
    ("自动清理", FAIL, "上传区", answer("s3", "get_bucket_lifecycle_configuration", {"Rules": []})),
    (
        "自动清理", FAIL, "个人数据副本",
        answer("s3", "get_bucket_lifecycle_configuration", refusal("NoSuchLifecycleConfiguration")),
    ),
    ("照片版本", WARN, "找不回", answer("s3", "get_bucket_versioning", {})),
    ("审计指纹锁定", FAIL, "没有锁定", answer("s3", "get_object_lock_configuration", {"ObjectLockConfiguration": {}})),
    (
        "审计指纹锁定", FAIL, "没有锁定",
        answer("s3", "get_object_lock_configuration", refusal("ObjectLockConfigurationNotFoundError")),
    ),
    ("网站已发布", FAIL, "site/index.html", answer("s3", "head_object", refusal("404"))),
    ("放弃的消息", WARN, "NotifyFailures 3 条", answer("sqs", "get_queue_attributes", lambda **asked: {
        "Attributes": {"ApproximateNumberOfMessages": "3" if asked["QueueUrl"] == "NotifyFailures" else "0"}
    })),
]  # fmt: skip


def _alarm(one: Deployment, **changes: Any) -> None:
    alarm = {"AlarmName": "ApiFaults", "StateValue": "OK", "ActionsEnabled": True} | changes
    one.answers["cloudwatch"]["describe_alarms"]["MetricAlarms"].append(alarm)


@pytest.mark.usefixtures("no_node")
@pytest.mark.parametrize(("name", "level", "said", "harm"), BROKEN, ids=range(len(BROKEN)))
def test_what_is_broken_is_named_by_its_own_check(
    name: str, level: Level, said: str, harm: Break, tmp_path: Path
) -> None:
    found = broken(tmp_path, harm)
    assert [one for one, (how, _) in found.items() if how is not UNCHECKED or one == name] == [name]
    assert found[name][0] is level
    assert said in found[name][1]


def test_what_lacks_nothing_is_fine(tmp_path: Path) -> None:
    assert broken(tmp_path, lambda _: None) == {}


def test_what_the_mini_program_is_published_with_is_looked_at(tmp_path: Path) -> None:
    def harm(one: Deployment) -> None:
        (one.folder / "miniprogram/settings.js").write_text("module.exports = {};")

    assert broken(tmp_path, harm)["小程序的设置"][0] is WARN


@pytest.mark.usefixtures("no_node")
def test_the_old_mode_of_wechat_pay_is_told_twice(tmp_path: Path) -> None:
    found = broken(tmp_path, secret("wxpay", WXPAY_PUBLIC_KEY_ID="5F" * 20))
    assert found.keys() == {"密钥：微信支付", "微信支付验签"}


@pytest.mark.usefixtures("no_node")
def test_a_domain_that_is_nowhere_fails_in_all_three(tmp_path: Path) -> None:
    def harm(one: Deployment) -> None:
        del one.net.ends["photo.hncj.cn"], one.net.statuses[f"{SITE}/"]

    found = broken(tmp_path, harm)
    assert {name: level for name, (level, _) in found.items()} == dict.fromkeys(
        ("网站域名解析", "网站证书", "网站页面"), FAIL
    )


@pytest.mark.usefixtures("no_node")
@pytest.mark.parametrize(("console", "said"), [(SITE, "同一个域名"), ("http://desk.hncj.cn", "https://域名")])
def test_two_origins_are_two_domains_of_https(console: str, said: str, tmp_path: Path) -> None:
    level, what = broken(tmp_path, setting("CONSOLE_URL", console))["两个域名"]
    assert (level, said in what) == (FAIL, True)


@pytest.mark.usefixtures("no_node")
def test_nothing_deployed_is_one_failure_and_the_rest_is_unchecked(tmp_path: Path) -> None:
    found = broken(tmp_path, lambda one: one.functions.clear())
    failed = [name for name, (level, _) in found.items() if level is FAIL]
    assert failed == ["函数"]
    assert {"部署一致", "Python 版本", "表能恢复", "两个域名"} <= {
        name for name, (level, _) in found.items() if level is UNCHECKED
    }


@pytest.mark.usefixtures("no_node")
def test_what_an_emulator_does_not_know_is_unchecked_and_never_fine(tmp_path: Path) -> None:
    """Whatever the account answers, no check falls over, and none that asked it passes."""
    deployment = healthy(tmp_path)
    for service in deployment.answers:
        deployment.answers[service] = {operation: {"Odd": None} for operation in deployment.answers[service]}
    lines = examine(deployment.patient())
    asking = {"API 配额", "Lambda 配额", "报警有人收", "表能恢复", "自动清理", "放弃的消息"}
    assert {line.verdict.level for line in lines if line.name in asking} <= {UNCHECKED, FAIL}
