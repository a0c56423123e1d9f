"""What people agree to: the texts with their versions, who agreed to which, and the guard of other steps.

A text is never edited: a change is a new version at the end of its list, and whoever agreed to an older one is
asked again.  Face processing has its own consent (个人信息保护法 art. 29).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from chalicelib.identity.again import again
from chalicelib.identity.errors import ConsentNeeded, ConsentOutdated
from chalicelib.identity.model import Consent, Person
from chalicelib.identity.store import People
from chalicelib.shared.clock import Clock
from chalicelib.shared.crypto import sha256_hex
from chalicelib.shared.errors import Unauthenticated


class ConsentKind(StrEnum):
    TERMS = "TERMS"
    PRIVACY = "PRIVACY"
    FACE = "FACE"


@dataclass(frozen=True, kw_only=True)
class ConsentText:
    """One version of one text."""

    kind: ConsentKind
    version: str
    title: str
    text: str

    @property
    def digest(self) -> str:
        return sha256_hex(f"{self.title}\n{self.text}".encode())


TEXTS: Mapping[ConsentKind, tuple[ConsentText, ...]] = {
    ConsentKind.TERMS: (
        ConsentText(
            kind=ConsentKind.TERMS,
            version="2026-11",
            title="用户服务条款",
            text=(
                "1. 本服务用于在线采集高校毕业生证件照片，由图像采集机构提供，按任务页面标明的价格收费。\n"
                "2. 请使用本人的手机号登录，并如实填写信息；代同学提交的，应取得其本人同意。\n"
                "3. 照片先由系统初检，再由人工审核；初检合格不代表审核通过。被驳回的照片可在期限内免费更换。\n"
                "4. 付款前会显示该任务的退款规则，付款即表示接受该规则；退款原路退回付款人。\n"
                "5. 审核通过的照片按学校和学信网的要求制作、上报，上报后的图像校对由本人在学信网完成。"
            ),
        ),
    ),
    ConsentKind.PRIVACY: (
        ConsentText(
            kind=ConsentKind.PRIVACY,
            version="2026-11",
            title="隐私政策",
            text=(
                "收集什么：手机号、微信登录标识；姓名、学校、层次、院系、专业、班级、学号、联系电话，"
                "以及您选择填写的邮箱、身份证号后四位；图像采集码；订单、付款和退款记录；"
                "需要邮寄照片时的收件人和地址。\n"
                "为什么：登录和保护账号安全；核对学籍；完成照片采集、审核、制作、交付、收款和退款；通知进度。\n"
                "谁能看到：图像采集机构的审核、客服和财务人员按职责查看，查看照片会留下记录；"
                "您的学校和学信网收到采集结果；微信和支付机构、短信服务商、云服务商仅处理完成服务所必需的信息。"
                "我们不出售您的信息，不用于广告。\n"
                "保存多久：照片和采集资料在任务交付后按任务公布的天数保存，到期自动删除；"
                "付款和退款记录按会计法规保存；短信验证码5分钟，登录状态30天。\n"
                "您的权利：可以查看、更正、删除信息，也可以随时撤回同意；撤回前的处理仍然有效。"
                "请在“我的”页面操作，或联系任务页面上的客服。手机号和采集码加密保存。"
            ),
        ),
    ),
    ConsentKind.FACE: (
        ConsentText(
            kind=ConsentKind.FACE,
            version="2026-11",
            title="人脸照片处理单独同意书",
            text=(
                "收集什么：您上传的本人正面照片。照片属于敏感个人信息，需要您单独同意。\n"
                "为什么：制作毕业证书和学信网登记用的照片。系统会检测照片中人脸的位置、大小、姿态和光线，"
                "判断是否符合标准并裁剪；不提取、不保存可识别身份的人脸特征，不做人脸识别或身份比对，不美化或修改五官。\n"
                "谁能看到：图像采集机构的审核人员（每次查看都有记录）、您的学校和学信网。不提供给其他人脸识别服务。\n"
                "保存多久：照片在任务交付后按任务公布的天数保存，到期自动删除。\n"
                "不同意的影响：无法使用在线采集，可以按学校安排参加现场采集。您可以随时撤回同意；"
                "照片尚未制作的，可申请退款并删除，已经上报学信网的照片无法由我们撤回。"
            ),
        ),
    ),
}


def current(kind: ConsentKind) -> ConsentText:
    """The text in force."""
    return TEXTS[kind][-1]


def standing(person: Person, kind: ConsentKind) -> Consent | None:
    """The person's consent to the text in force, if she gave it and has not taken it back."""
    version = current(kind).version
    given = [each for each in person.consents if each.kind == kind and each.version == version]
    return given[-1] if given and given[-1].withdrawn_at is None else None


def taken_back(person: Person, kind: ConsentKind) -> bool:
    """Whether she agreed once, to whichever version, and stands by none of it.  Whoever was never asked did not."""
    given = [each for each in person.consents if each.kind == kind]
    return bool(given) and not any(_stands(each, kind) for each in given)


class Consents:
    """give, withdraw, require, require_kept.  A consent is kept for good, with kind, version, the text's SHA-256 and
    the time."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people, self._clock = people, clock

    def give(self, person_id: str, kind: ConsentKind, version: str) -> Person:
        """The person with the consent; giving it twice changes nothing.  Raises ConsentOutdated for another version."""
        text = current(kind)
        if version != text.version:
            raise ConsentOutdated(field="version", title=text.title, data=_facts(text))

        def work() -> Person:
            person = self._person(person_id)
            if standing(person, kind):
                return person
            consent = Consent(kind=kind, version=version, digest=text.digest, given_at=self._clock())
            return self._people.save(replace(person, consents=(*person.consents, consent)))

        return again(work)

    def withdraw(self, person_id: str, kind: ConsentKind) -> Person:
        """The person without any standing consent of this kind; the record that there was one stays."""

        def work() -> Person:
            person = self._person(person_id)
            if not any(_stands(each, kind) for each in person.consents):
                return person
            now = self._clock()
            kept = (replace(each, withdrawn_at=now) if _stands(each, kind) else each for each in person.consents)
            return self._people.save(replace(person, consents=tuple(kept)))

        return again(work)

    def require(self, person_id: str, kind: str) -> None:
        """Passes when the person agreed to the text in force.

        kind: "TERMS" | "PRIVACY" | "FACE".  Raises ConsentNeeded with {kind, version, title, text}, and
        Unauthenticated when the account is gone or another one took its number over.
        """
        wanted = ConsentKind(kind)
        if standing(self._person(person_id), wanted) is None:
            text = current(wanted)
            raise ConsentNeeded(title=text.title, data=_facts(text))

    def require_kept(self, person_id: str, kind: str) -> None:
        """Passes unless the person agreed and took it back; a newer text is asked about elsewhere.  Raises as
        `require`."""
        if taken_back(self._person(person_id), ConsentKind(kind)):
            self.require(person_id, kind)

    def took_back(self, person_id: str, kind: str) -> bool:
        """The same as an answer; False for an account that is gone, whose data others take away."""
        person = self._people.get(person_id)
        return person is not None and not person.gone and taken_back(person, ConsentKind(kind))

    def _person(self, person_id: str) -> Person:
        person = self._people.get(person_id)
        if person is None or person.gone:
            raise Unauthenticated
        return person


def _stands(consent: Consent, kind: ConsentKind) -> bool:
    return consent.kind == kind and consent.withdrawn_at is None


def _facts(text: ConsentText) -> dict[str, str]:
    return {"kind": text.kind, "version": text.version, "title": text.title, "text": text.text}
