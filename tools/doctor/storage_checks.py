"""Whether what is stored can be restored, is private, and does not pile up."""

from __future__ import annotations

from collections.abc import Iterator

from tools.deployed.stack import StackError, told
from tools.doctor.patient import Patient
from tools.doctor.report import Unchecked, Verdict, fail, ok, warn
from tools.doctor.settings_checks import Check

KEPT = ("ORDERS_TABLE", "PEOPLE_TABLE", "TASKS_TABLE")  # what no other place has
PREFIXES = {"in/": "上传区", "exports/": "个人数据副本", "tables/": "导出的表格"}
FAILURES = ("DeadLetters", "Failures")  # ends of the names of queues that somebody must look at


def restorable(patient: Patient) -> Verdict:
    """Point-in-time recovery, for the day on which something is deleted by mistake."""
    client, off = patient.client("dynamodb"), list[str]()
    for name in KEPT:
        with told("读取表的备份"):
            answer = client.describe_continuous_backups(TableName=patient.setting(name))
        recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
        if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
            off.append(name)
    return (
        fail(f"没有时间点恢复：{'、'.join(off)}", "重新部署，或在 DynamoDB 中打开") if off else ok("都能恢复到任意时刻")
    )


def protected(patient: Patient) -> Verdict:
    """A table that can be deleted by a click."""
    client, open_ones = patient.client("dynamodb"), list[str]()
    for name in KEPT:
        with told("读取表的设置"):
            if not client.describe_table(TableName=patient.setting(name))["Table"].get("DeletionProtectionEnabled"):
                open_ones.append(name)
    return (
        warn(f"没有删除保护：{'、'.join(open_ones)}", "重新部署，或在 DynamoDB 中打开")
        if open_ones
        else ok("都有删除保护")
    )


def time_to_live(patient: Patient) -> Verdict:
    """Sessions and codes go by themselves, and what a number that was left may do."""
    client, kept = patient.client("dynamodb"), list[str]()
    for name in ("INBOX_TABLE", "PEOPLE_TABLE"):
        with told("读取表的自动删除"):
            answer = client.describe_time_to_live(TableName=patient.setting(name))
        if answer["TimeToLiveDescription"].get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
            kept.append(name)
    cure = "重新部署，或在 DynamoDB 中打开 TTL（ttl）"
    return fail(f"短期数据不会自动删除：{'、'.join(kept)}", cure) if kept else ok("短期数据会自动删除")


def private_bucket(patient: Patient) -> Verdict:
    """Photos are nobody else's."""
    open_ones = list[str]()
    buckets = (patient.setting("PHOTO_BUCKET"), patient.setting("AUDIT_BUCKET"), patient.outputs.get("SiteBucketName"))
    for bucket in buckets:
        if bucket is None:
            continue
        try:
            with told("读取存储桶的访问设置"):
                answer = patient.client("s3").get_public_access_block(Bucket=bucket)
            closed = all(answer["PublicAccessBlockConfiguration"].values())
        except StackError as error:
            if "NoSuchPublicAccessBlockConfiguration" not in str(error):
                raise
            closed = False
        if not closed:
            open_ones.append(bucket)
    return fail(f"可能公开：{'、'.join(open_ones)}", "打开“阻止所有公开访问”") if open_ones else ok("不公开")


def lifecycle(patient: Patient) -> Verdict:
    """What is uploaded and never handed in goes after a day."""
    try:
        with told("读取存储桶的生命周期"):
            answer = patient.client("s3").get_bucket_lifecycle_configuration(Bucket=patient.setting("PHOTO_BUCKET"))
        live = {_prefix(rule) for rule in answer["Rules"] if rule["Status"] == "Enabled"}
    except StackError as error:
        if "NoSuchLifecycleConfiguration" not in str(error):
            raise
        live = set()
    absent = [title for prefix, title in PREFIXES.items() if prefix not in live]
    return fail(f"不会自动清理：{'、'.join(absent)}", "重新部署") if absent else ok("上传区和副本会自动清理")


def _prefix(rule: dict[str, object]) -> object:
    inside = rule.get("Filter")
    return rule.get("Prefix") or (inside.get("Prefix") if isinstance(inside, dict) else None)


def versions(patient: Patient) -> Verdict:
    """A photo that was deleted by mistake can be had back for some days."""
    with told("读取存储桶的版本控制"):
        answer = patient.client("s3").get_bucket_versioning(Bucket=patient.setting("PHOTO_BUCKET"))
    kept = answer.get("Status") == "Enabled"
    return ok("误删的照片可以找回") if kept else warn("没有版本控制：误删的照片找不回", "部署新版本")


def trail_locked(patient: Patient) -> Verdict:
    """Nobody can delete the digests of the audit trail."""
    try:
        with told("读取审计存储桶的锁定"):
            answer = patient.client("s3").get_object_lock_configuration(Bucket=patient.setting("AUDIT_BUCKET"))
        mode = answer["ObjectLockConfiguration"].get("Rule", {}).get("DefaultRetention", {}).get("Mode")
    except StackError as error:
        if "ObjectLockConfigurationNotFoundError" not in str(error):
            raise
        mode = None
    if mode == "COMPLIANCE":
        return ok("审计记录的指纹谁也删不掉")
    return fail("审计记录的指纹没有锁定", "重新部署；不要在控制台改这个存储桶的“对象锁定”")


def published(patient: Patient) -> Verdict:
    """Both sites' first pages."""
    bucket, absent = patient.output("SiteBucketName"), list[str]()
    for key in ("site/index.html", "console/staff/index.html"):
        try:
            with told("读取网站的文件"):
                patient.client("s3").head_object(Bucket=bucket, Key=key)
        except StackError as error:
            if not str(error).endswith(("404", "NoSuchKey")):
                raise
            absent.append(key)
    return (
        fail(f"网站没有发布：没有 {'、'.join(absent)}", "make deploy，或 tools.web_publish") if absent else ok("已发布")
    )


def given_up(patient: Patient) -> Verdict:
    """Messages that were tried ten times."""
    client, waiting = patient.client("sqs"), list[str]()
    queues = [one for one in patient.resources.get("AWS::SQS::Queue", []) if one[0].endswith(FAILURES)]
    if not queues:
        raise Unchecked("没有读到死信队列")
    for name, url in queues:
        with told("读取队列"):
            answer = client.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        if count := int(answer["Attributes"]["ApproximateNumberOfMessages"]):
            waiting.append(f"{name} {count} 条")
    return warn(f"放弃的消息：{'、'.join(waiting)}", "照报警手册处理") if waiting else ok("没有放弃的消息")


def storage_checks() -> Iterator[tuple[str, Check]]:
    yield from {
        "表能恢复": restorable,
        "表的删除保护": protected,
        "短期数据": time_to_live,
        "存储桶不公开": private_bucket,
        "自动清理": lifecycle,
        "照片版本": versions,
        "审计指纹锁定": trail_locked,
        "网站已发布": published,
        "放弃的消息": given_up,
    }.items()
