"""Whether the two addresses are reached, and this machine's clock is right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from tools.doctor.patient import Patient
from tools.doctor.report import Unchecked, Verdict, fail, ok, warn
from tools.doctor.settings_checks import Check

ORIGINS = {"SITE_URL": "网站", "CONSOLE_URL": "工作台"}
MOST_SKEW = timedelta(minutes=5)  # as AWS and WeChat Pay refuse
SOON, VERY_SOON = timedelta(days=30), timedelta(days=7)


def clock(patient: Patient) -> Verdict:
    """This machine's against the region's: signatures of a clock that is off are refused."""
    if patient.cloud is None:
        raise Unchecked("只核对了文件，没有查看部署")
    china = patient.cloud.region.startswith("cn-")
    url = f"https://dynamodb.{patient.cloud.region}.amazonaws.com" + (".cn" if china else "")
    try:
        skew = abs(patient.net.date_of(url) - patient.now)
    except (OSError, TypeError, ValueError) as error:
        raise Unchecked(f"连不上 {url}") from error
    seconds = f"相差 {round(skew.total_seconds())} 秒"
    return fail(f"本机的时钟{seconds}", "打开自动对时") if skew > MOST_SKEW else ok(seconds)


def resolves(name: str) -> Check:
    def check(patient: Patient) -> Verdict:
        host = _host(patient, name)
        if patient.net.resolves(host):
            return ok(host)
        return fail(f"{host} 没有解析", "在域名服务商处加 CNAME，指向 API Gateway 自定义域名的地址")

    return check


def certificate(name: str) -> Check:
    def check(patient: Patient) -> Verdict:
        host = _host(patient, name)
        try:
            left = patient.net.certificate_ends(host) - patient.now
        except OSError as error:
            reason = type(error).__name__
            return fail(f"{host} 的证书不能用（{reason}）", "为域名申请证书，挂到 API Gateway 的自定义域名上")
        if left < SOON:
            return (fail if left < VERY_SOON else warn)(f"{host} 的证书还有 {left.days} 天", "续期，并换到自定义域名上")
        return ok(f"还有 {left.days} 天")

    return check


def answers(name: str) -> Check:
    """The page at the address: the domain is mapped to its API with an empty base path, and the site is published."""

    def check(patient: Patient) -> Verdict:
        url = f"https://{_host(patient, name)}/"
        try:
            status = patient.net.status(url)
        except OSError as error:
            status = getattr(error, "code", 0)
        if status == 200:
            return ok(url)
        said = f"答复 {status}" if status else "没有答复"
        return fail(f"{url} {said}", "核对自定义域名的映射（基路径为空），并发布网站（make deploy）")

    return check


def _host(patient: Patient, name: str) -> str:
    host = urlsplit(patient.setting(name)).hostname
    if not host:
        raise Unchecked(f"{name} 不是地址")
    return host


def address_checks() -> Iterator[tuple[str, Check]]:
    yield "时钟", clock
    for name, title in ORIGINS.items():
        yield f"{title}域名解析", resolves(name)
        yield f"{title}证书", certificate(name)
        yield f"{title}页面", answers(name)
