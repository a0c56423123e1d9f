"""Whether the settings and the secrets are complete, fit each other and have the forms that the vendors give them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm

from chalicelib.pay.channels.keys import private_key, public_key
from chalicelib.shared.settings_reader import secret_name
from tools.deployed.rings import RINGS, Ring, ring_of
from tools.deployed.secret_groups import GROUPS, faults, is_sample
from tools.deployed.stack import STAGES, Absent
from tools.doctor.patient import Patient
from tools.doctor.report import Unchecked, Verdict, fail, ok, warn
from tools.releasable import APPID, mini_faults, site_faults, undialled_phones

Check = Callable[[Patient], Verdict]
YEAR, MONTH = 400, 30  # days: of the newest key; of an old one beside it
NOTICE_NAMES = (
    "WECHAT_RESULT_TEMPLATE", "WECHAT_STATE_TEMPLATE",
    "SMS_REJECT_TEMPLATE", "SMS_REFUND_TEMPLATE", "SMS_REMIND_TEMPLATE", "SMS_MOVED_TEMPLATE",
)  # fmt: skip


def group_check(group: str) -> Check:
    """Whether one group is there, complete, and of the right forms."""

    def check(patient: Patient) -> Verdict:
        values, known = patient.secrets(group), GROUPS[group]
        name = secret_name(patient.stage, group)
        put = f".venv/bin/python -m tools.secret put {patient.stage} {group} 文件.json"
        if values is None:
            return warn(f"没有 {name}：{known.absent}", f"要用时 {put}") if known.absent else fail(f"没有 {name}", put)
        wrong = list(faults(patient.stage, group, values))
        return fail("；".join(wrong), f"改好后 {put}") if wrong else ok(f"{len(values)} 项")

    return check


def merchant_mode(patient: Patient) -> Verdict:
    """WeChat Pay's public-key mode: the key of WeChat Pay, not the merchant's own, and not a platform certificate."""
    values = _group(patient, "wxpay")
    if not values.get("WXPAY_PUBLIC_KEY_ID", "").startswith("PUB_KEY_ID_"):
        return fail("不是公钥模式：公钥编号不是 PUB_KEY_ID_ 开头", "在商户平台 账户中心 → API 安全 申请微信支付公钥")
    own = _same_key(values.get("WXPAY_PRIVATE_KEY", ""), values.get("WXPAY_PUBLIC_KEY", ""))
    return fail("填的是商户自己的公钥", "应填在商户平台下载的微信支付公钥（pub_key.pem）") if own else ok("公钥模式")


def alipay_key(patient: Patient) -> Verdict:
    """The same mistake with Alipay."""
    values = _group(patient, "alipay")
    own = _same_key(values.get("ALIPAY_PRIVATE_KEY", ""), values.get("ALIPAY_PUBLIC_KEY", ""))
    return fail("填的是应用公钥", "应填开放平台上的“支付宝公钥”") if own else ok("不是应用自己的公钥")


def _group(patient: Patient, group: str) -> Mapping[str, str]:
    values = patient.secrets(group)
    if not values:
        raise Unchecked(f"没有 {secret_name(patient.stage, group)}")
    return values


def _same_key(private: str, public: str) -> bool:
    try:
        return private_key(private).public_key().public_numbers() == public_key(public).public_numbers()
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Unchecked("密钥读不出来") from error


def notice_templates(patient: Patient) -> Verdict:
    """All six, or students hear of some things and not of others."""
    together = {**(patient.secrets("wechat") or {}), **(patient.secrets("sms") or {})}
    absent = [name for name in NOTICE_NAMES if not together.get(name)]
    return (
        warn(f"没有 {'、'.join(absent)}：这些通知不会发出", "见 docs/notices.md 的模板") if absent else ok("六个都有")
    )


def master_key_is_its_own(patient: Patient) -> Verdict:
    """A test stage with the real key is a second place from which it can leak."""
    if patient.cloud is None:
        raise Unchecked("只核对了文件，没有查看部署")
    mine = _group(patient, "master").get("MASTER_KEY")
    for stage in set(STAGES) - {patient.stage}:
        other = Patient(stage, patient.cloud, patient.net, patient.now, {})
        if mine and (other.secrets("master") or {}).get("MASTER_KEY") == mine:
            return fail(f"与 {stage} 用的是同一个 MASTER_KEY", f"{stage} 或 {patient.stage} 换一个（没有数据的那一个）")
    return ok("与其他部署的不同")


def rings(patient: Patient) -> Verdict:
    """A ring gets a new key once a year, and its old ones go when nothing is sealed with them any more."""
    client, found = patient.client("secretsmanager"), dict[str, Ring]()
    for group in RINGS:
        with suppress(Absent):
            found[group] = ring_of(client, patient.stage, group)
    turn = f".venv/bin/python -m tools.secret {{}} {patient.stage} {{}}"
    for group, ring in found.items():
        age = (patient.now - ring.stored.made_at).days
        if age >= YEAR:
            return warn(f"{group} 的密钥 {age} 天没有换过", turn.format("rotate", group))
        if ring.older and age >= MONTH:
            doing = f"先 tools.on gradphoto-{patient.stage} reseal（会说还剩多少），再 {turn.format('retire', group)}"
            return warn(f"{group} 换密钥 {age} 天了，旧的还没有停用", doing)
    return ok("、".join(f"{group} 的最新密钥是 {max(ring.keys)}" for group, ring in found.items()) or "没有")


def appid(patient: Patient) -> Verdict:
    """The stack's parameter, and the one that the mini-program is built with."""
    value = patient.setting("WECHAT_APPID")
    if is_sample(value) and patient.stage != "prod":
        return warn("是模拟环境的 appid", "正式上线前换成小程序的")
    if not APPID.fullmatch(value):
        return fail("WECHAT_APPID 不是小程序的 appid（wx 加 16 位十六进制）", "部署时写 APPID=wx…")
    built = re.search(r'"appid"\s*:\s*"([^"]*)"', (patient.root / "miniprogram/project.config.json").read_text("utf-8"))
    if built and built[1] != value:
        return warn("与 miniprogram/project.config.json 的 appid 不同", "两处改成同一个小程序的")
    return ok(value)


def origins(patient: Patient) -> Verdict:
    """Two domains, both https and without a path."""
    names = ("SITE_URL", "CONSOLE_URL")
    parts = {name: urlsplit(patient.setting(name)) for name in names}
    wrong = [name for name, at in parts.items() if at.scheme != "https" or not at.hostname or at.path or at.port]
    if wrong:
        return fail(f"{'、'.join(wrong)} 应为 https://域名，后面什么也没有", "改 ORIGIN、CONSOLE 后重新部署")
    if parts["SITE_URL"].hostname == parts["CONSOLE_URL"].hostname:
        return fail("网站和工作台是同一个域名", "工作台另用一个域名，改 CONSOLE 后重新部署")
    return ok("、".join(str(at.hostname) for at in parts.values()))


def notice_address(patient: Patient) -> Verdict:
    """Where WeChat Pay sends its notices: the site's own address."""
    wanted = f"{patient.setting('SITE_URL')}/api/pay/notices/wechat"
    given = patient.setting("WXPAY_NOTICE_URL")
    return ok(given) if given == wanted else fail(f"支付通知的地址是 {given}", f"应为 {wanted}：重新部署")


def site_texts(patient: Patient) -> Verdict:
    """The ICP number, the operator and whom to call, as the site shows them."""
    if wrong := list(site_faults(patient.root)):
        return fail("；".join(wrong), "改好后重新发布网站（make deploy）")
    if local := undialled_phones(patient.root):
        return warn(f"{'、'.join(local)} 没有区号，手机拨不出去", "核实后在 web/settings.json 和三份条款中写上区号")
    return ok("备案号、运营单位、电话都已填写")


def mini_program(patient: Patient) -> Verdict:
    """What the mini-program is published with."""
    try:
        wrong = list(mini_faults(patient.root))
    except OSError as error:
        raise Unchecked("没有 node，读不了小程序的设置") from error
    if wrong:
        return warn("；".join(wrong), "发布小程序前改好（make releasable）")
    return ok("地址、appid、模板都已填写")


def settings_checks() -> Iterator[tuple[str, Check]]:
    for group, known in GROUPS.items():
        yield f"密钥：{known.title}", group_check(group)
    yield from {
        "数据密钥不共用": master_key_is_its_own,
        "密钥的更换": rings,
        "微信支付验签": merchant_mode,
        "支付宝公钥": alipay_key,
        "通知模板": notice_templates,
        "小程序 appid": appid,
        "两个域名": origins,
        "支付通知地址": notice_address,
        "网站的说明": site_texts,
        "小程序的设置": mini_program,
    }.items()
