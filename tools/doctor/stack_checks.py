"""Whether the stack's functions, schedules, alarms and quotas are as they should be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from chalicelib.shared.settings import STEPS
from deploy.lambda_runtime import PYTHON
from deploy.origins import ORIGINS
from deploy.rollout import ALIAS
from tools.deployed.secret_groups import GROUPS
from tools.deployed.stack import StackError, function_name, told
from tools.doctor.patient import ROOT, Patient
from tools.doctor.report import Unchecked, Verdict, fail, ok, some, warn
from tools.doctor.settings_checks import Check

SECRETS = frozenset(name for group in GROUPS.values() for name in group.forms)
CONCURRENT_WANTED, FEW = 3_000, 200  # at once: for a season; below this `pay_webhook` cannot have its reserve
RATE_QUOTA, RATE_WANTED = "L-8A5B8E43", 20_000  # API Gateway: requests a second, of account and region; for a season
UPLOADS = {"in/photo/": "照片", "in/avatar/": "头像"}
ACCESS_LOGS = frozenset(f"{origin.api}LogGroup" for origin in ORIGINS)
GIB, ALMOST = 2**30, 0.7  # of the room for code: dozens of deployments are left


def functions_there(patient: Patient) -> Verdict:
    absent = [step for step in STEPS if step not in patient.functions]
    if len(absent) == len(STEPS):
        return fail(f"没有部署 gradphoto-{patient.stage}", f"make deploy STAGE={patient.stage} …")
    return fail(f"缺少函数 {some(absent)}", "重新部署") if absent else ok(f"{len(STEPS)} 个")


def one_stage(patient: Patient) -> Verdict:
    """Every function belongs to this stage, and all use the same tables."""
    seen: dict[str, set[str]] = {}
    for step in _present(patient):
        for name, value in patient.variables(step).items():
            if name == "STAGE" or name.endswith(("_TABLE", "_BUCKET")):
                seen.setdefault(name, set()).add(value)
    mixed = sorted(name for name, values in seen.items() if len(values) > 1)
    if mixed or seen.get("STAGE") != {patient.stage}:
        return fail(f"函数之间不一致：{'、'.join(mixed or ['STAGE'])}", "重新部署；不要在控制台改函数的环境变量")
    return ok(f"都是 {patient.stage}")


def no_secret_shown(patient: Patient) -> Verdict:
    """Whoever may list functions would read them."""
    shown = sorted({name for step in _present(patient) for name in patient.variables(step).keys() & SECRETS})
    if shown:
        return fail(
            f"函数的环境变量里有密钥：{'、'.join(shown)}", "部署新版本；密钥只放在 Secrets Manager，并更换这些密钥"
        )
    return ok("环境变量里没有密钥")


def runtime(patient: Patient) -> Verdict:
    """The Python that is tested is the one that runs, on one architecture, and the last update came through."""
    wanted, odd = f"python{PYTHON}", list[str]()
    for step in _present(patient):
        config = patient.functions[step]
        if config.get("Runtime") != wanted or config.get("LastUpdateStatus", "Successful") != "Successful":
            odd.append(step)
    kinds = {tuple(patient.functions[step].get("Architectures", ())) for step in _present(patient)}
    if odd or len(kinds) > 1:
        return fail(f"不是 {wanted}、更新没有完成或架构不同：{some(odd) or '架构'}", "重新打包并部署")
    return ok(wanted)


def layers(patient: Patient) -> Verdict:
    """Pictures and PDFs need their layer."""
    bare = [step for step in ("decode", "validate", "staff", "deliver") if step in patient.functions]
    bare = [step for step in bare if not patient.functions[step].get("Layers")]
    return fail(f"{'、'.join(bare)} 没有层", "重新打包并部署") if bare else ok("照片、排版的层都在")


def alias(patient: Patient) -> Verdict:
    """Requests go to the alias, which can be put back."""
    client, absent = patient.client("lambda"), list[str]()
    for step in _present(patient):
        try:
            with told("读取函数的别名", missing="absent"):
                client.get_alias(FunctionName=function_name(patient.stage, step), Name=ALIAS)
        except StackError as error:
            if str(error) != "absent":
                raise
            absent.append(step)
    if absent:
        return warn(f"没有别名 {ALIAS}：{some(absent)}", "部署新版本以后才能 make rollback")
    return ok(f"都有 {ALIAS}")


def _present(patient: Patient) -> list[str]:
    if not patient.functions:
        raise Unchecked("没有函数")
    return list(patient.functions)


def concurrency(patient: Patient) -> Verdict:
    with told("读取 Lambda 的配额"):
        most = int(patient.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"])
    ask = f"在 Service Quotas 申请 Lambda 的 Concurrent executions 至少 {CONCURRENT_WANTED}，要几天"
    if most < FEW:
        return fail(f"同时执行的上限只有 {most}", ask)
    return warn(f"同时执行的上限是 {most}，旺季不够", ask) if most < CONCURRENT_WANTED else ok(f"上限 {most}")


def room_for_code(patient: Patient) -> Verdict:
    """Versions of functions and layers stay until somebody deletes them; without room every deployment fails."""
    with told("读取 Lambda 的用量"):
        found = patient.client("lambda").get_account_settings()
    used, most = found["AccountUsage"]["TotalCodeSize"], found["AccountLimit"]["TotalCodeSize"]
    what = f"代码和层占 {used / GIB:.0f} GB，上限 {most / GIB:.0f} GB"
    prune = f".venv/bin/python -m tools.stack prune --stage {patient.stage} …"
    return ok(what) if used < ALMOST * most else warn(what, f"删除旧版本：{prune}，见《运维》的“更新”")


def request_rate(patient: Patient) -> Verdict:
    with told("读取 API Gateway 的配额"):
        answer = patient.client("service-quotas").get_service_quota(ServiceCode="apigateway", QuotaCode=RATE_QUOTA)
    most = int(answer["Quota"]["Value"])
    ask = f"在 Service Quotas 申请 API Gateway 每秒请求 {RATE_WANTED}，要几天"
    return ok(f"每秒 {most}") if most >= RATE_WANTED else warn(f"每秒只有 {most} 次请求，旺季不够", ask)


def schedules(patient: Patient) -> Verdict:
    """What the clock starts: without it nothing expires, is asked for again or deleted."""
    client, rules = patient.client("events"), patient.resources.get("AWS::Events::Rule", [])
    if not rules:
        return fail("没有定时规则", "重新部署")
    still = list[str]()
    for name, rule in rules:
        with told("读取定时规则", missing=f"定时规则 {name} 不在了：重新部署"):
            if client.describe_rule(Name=rule.rpartition("|")[2])["State"] != "ENABLED":
                still.append(name)
    return fail(f"停用了：{'、'.join(still)}", "在 EventBridge 中启用") if still else ok(f"{len(rules)} 个都启用")


def event_sources(patient: Patient) -> Verdict:
    """The orders' stream and the queues, each handed to its step."""
    client, still = patient.client("lambda"), list[str]()
    mappings = patient.resources.get("AWS::Lambda::EventSourceMapping", [])
    if not mappings:
        return fail("没有事件来源", "重新部署")
    for name, mapping in mappings:
        with told("读取事件来源", missing=f"事件来源 {name} 不在了：重新部署"):
            if client.get_event_source_mapping(UUID=mapping)["State"] not in ("Enabled", "Enabling", "Updating"):
                still.append(name)
    return fail(f"停用了：{'、'.join(still)}", "在 Lambda 中启用") if still else ok(f"{len(mappings)} 个都启用")


def uploads_heard(patient: Patient) -> Verdict:
    """The bucket tells `validate` of every upload; without it each photo waits for the clock."""
    with told("读取存储桶的通知"):
        bucket = patient.setting("PHOTO_BUCKET")
        answer = patient.client("s3").get_bucket_notification_configuration(Bucket=bucket)
    heard = {
        rule["Value"]
        for one in answer.get("LambdaFunctionConfigurations", ())
        for rule in one.get("Filter", {}).get("Key", {}).get("FilterRules", ())
        if f":{function_name(patient.stage, 'validate')}:{ALIAS}" in one["LambdaFunctionArn"]
    }
    absent = [title for prefix, title in UPLOADS.items() if prefix not in heard]
    if absent:
        return fail(f"上传以后没有人检测：{'、'.join(absent)}", "重新部署；不要在控制台改这个存储桶的“事件通知”")
    return ok("上传以后立即检测")


def reserves(patient: Patient) -> Verdict:
    """What each function may run at once, as `.chalice/config.json` says: 0 is a function that was stopped by hand."""
    stages = json.loads((ROOT / ".chalice/config.json").read_text("utf-8"))["stages"]
    sized: dict[str, dict[str, int]] = stages["prod"]["lambda_functions"]
    client, odd = patient.client("lambda"), list[str]()
    for step in _present(patient):
        with told("读取函数的并发"):
            answer = client.get_function_concurrency(FunctionName=function_name(patient.stage, step))
        stands, wanted = answer.get("ReservedConcurrentExecutions"), sized.get(step, {}).get("reserved_concurrency")
        if stands != wanted:
            odd.append(f"{step} {'停用了' if stands == 0 else f'是 {stands}，应当是 {wanted}'}")
    return fail(f"函数的预留并发改过：{'、'.join(odd)}", "重新部署，或在 Lambda 中改回") if odd else ok("和设置一致")


def deletion(patient: Patient) -> Verdict:
    """The stack of production cannot be deleted by one command."""
    if patient.stage != "prod":
        return ok("只有生产环境需要")
    with told("读取部署的状态"):
        (stack,) = patient.client("cloudformation").describe_stacks(StackName=f"gradphoto-{patient.stage}")["Stacks"]
    if stack.get("EnableTerminationProtection"):
        return ok("有")
    return fail("整个部署可以一条命令删除", "重新部署，或在 CloudFormation 中打开“终止保护”")


def alarm_topic(patient: Patient) -> Verdict:
    """Somebody hears the alarms of each topic."""
    heard = 0
    for output, name in (("AlarmTopic", "报警"), ("TicketTopic", "不急的报警")):
        with told("读取报警的订阅"):
            found = patient.client("sns").list_subscriptions_by_topic(TopicArn=patient.output(output))["Subscriptions"]
        if not found:
            return fail(f"没有人订阅{name}（{output}）", "参数 AlarmEmail 或 aws sns subscribe，见《上线》第七节")
        confirmed = sum(one["SubscriptionArn"].startswith("arn:") for one in found)
        if not confirmed:
            return fail(f"{name}的订阅没有确认（{output}）", "打开邮件或短信里的确认链接")
        heard += confirmed
    return ok(f"{heard} 个订阅")


def access_log(patient: Patient) -> Verdict:
    """Requests are on record for as long as the law wants network logs kept."""
    groups = [name for name, _ in patient.resources.get("AWS::Logs::LogGroup", ()) if name in ACCESS_LOGS]
    if len(groups) == len(ACCESS_LOGS):
        return ok("两个接口都记")
    return warn("接口没有访问日志，法律要求网络日志留存六个月", "参数 AccessLog=on，见《技术操作》“访问日志”")


def firewall(patient: Patient) -> Verdict:
    """One network cannot flood production with requests."""
    if patient.stage != "prod" or "AWS::WAFv2::WebACL" in patient.resources:
        return ok("有防火墙" if patient.stage == "prod" else "只有生产环境需要")
    return warn("没有防火墙，一个网络可以无限制地请求", "参数 WafRate=200000，费用见《技术操作》")


def alarms_on(patient: Patient) -> Verdict:
    """None is switched off."""
    off = [one["AlarmName"] for one in _alarms(patient) if not one.get("ActionsEnabled", True)]
    return fail(f"不会通知的报警：{'、'.join(off)}", "在 CloudWatch 中启用") if off else ok("都会通知")


def alarms_now(patient: Patient) -> Verdict:
    ringing = [one["AlarmName"] for one in _alarms(patient) if one["StateValue"] == "ALARM"]
    return warn(f"正在报警：{'、'.join(ringing)}", "照报警手册处理") if ringing else ok("没有报警")


def _alarms(patient: Patient) -> list[dict[str, Any]]:
    client, found, more = patient.client("cloudwatch"), list[dict[str, Any]](), dict[str, str]()
    while True:
        with told("读取报警"):
            page = client.describe_alarms(AlarmNamePrefix=f"gradphoto-{patient.stage}-", **more)
        found += page["MetricAlarms"]
        if not page.get("NextToken"):
            break
        more = {"NextToken": page["NextToken"]}
    if not found:
        raise Unchecked("没有读到报警")
    return found


def stack_checks() -> Iterator[tuple[str, Check]]:
    yield from {
        "函数": functions_there,
        "部署一致": one_stage,
        "密钥不外露": no_secret_shown,
        "Python 版本": runtime,
        "层": layers,
        "别名": alias,
        "Lambda 配额": concurrency,
        "Lambda 代码": room_for_code,
        "API 配额": request_rate,
        "定时任务": schedules,
        "事件来源": event_sources,
        "上传通知": uploads_heard,
        "预留并发": reserves,
        "部署的删除保护": deletion,
        "报警有人收": alarm_topic,
        "访问日志": access_log,
        "防火墙": firewall,
        "报警已启用": alarms_on,
        "正在报警": alarms_now,
    }.items()
