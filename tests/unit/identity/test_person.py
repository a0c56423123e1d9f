from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import create_autospec

import pytest

from chalicelib.identity.consents import Consents, agreed_since, has_withdrawn, standing_consent
from chalicelib.identity.model import IDLE, Agreement, Consent, Person, emptied
from chalicelib.identity.store import People
from chalicelib.identity.texts import TEXTS, ConsentKind, current
from chalicelib.identity.view import view

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
PERSON = Person(person_id="p", rev=1, created_at=NOW, last_seen_at=NOW, phone="13812345678")


def consent(kind: ConsentKind) -> Consent:
    text = current(kind)
    return Consent(kind=kind, version=text.version, digest=text.digest, given_at=NOW)


def test_an_owner_is_doubted_after_60_days_and_not_before() -> None:
    assert not PERSON.doubtful(NOW + IDLE - timedelta(milliseconds=1))
    assert PERSON.doubtful(NOW + IDLE)
    assert timedelta(days=60) == IDLE


def test_an_owner_is_doubted_while_wechat_names_another_number() -> None:
    assert replace(PERSON, wechat_phone="13900000000").doubtful(NOW)


@pytest.mark.parametrize(
    "filled",
    [
        {"nickname": "小雨"},
        {"id_tail": "digest"},
        {"avatar": "avatars/p/1.jpg"},
        {"wechat": {"wx1": "o1"}},
    ],
)
def test_an_account_that_holds_anything_is_not_blank(filled: dict[str, object]) -> None:
    assert PERSON.blank
    assert not replace(PERSON, **filled).blank  # type: ignore[arg-type]


def test_what_its_owner_told_of_herself_is_all_that_is_forgotten() -> None:
    told = {"nickname": "小雨", "id_tail": "digest", "avatar": "avatars/p/1.jpg"}
    for name, value in told.items():
        assert replace(PERSON, **{name: value}).has_profile  # type: ignore[arg-type]
    bound = replace(PERSON, wechat={"wx1": "o1"}, consents=(consent(ConsentKind.FACE),))
    assert not bound.has_profile
    assert emptied(replace(bound, **told)) == bound  # type: ignore[arg-type]


def test_a_consent_stands_for_the_text_in_force_only() -> None:
    given = consent(ConsentKind.FACE)
    assert standing_consent(PERSON, ConsentKind.FACE) is None
    assert standing_consent(replace(PERSON, consents=(given,)), ConsentKind.FACE) == given
    assert standing_consent(replace(PERSON, consents=(given,)), ConsentKind.PRIVACY) is None
    older = replace(given, version="2020-01")
    assert standing_consent(replace(PERSON, consents=(older,)), ConsentKind.FACE) is None
    assert standing_consent(replace(PERSON, consents=(replace(given, withdrawn_at=NOW),)), ConsentKind.FACE) is None


def test_every_text_has_its_own_version_and_says_the_four_things() -> None:
    for kind, texts in TEXTS.items():
        versions = [text.version for text in texts]
        assert len(set(versions)) == len(versions)
        assert all(text.kind == kind for text in texts)
    for kind in (ConsentKind.PRIVACY, ConsentKind.FACE):
        for word in ("收集什么", "为什么", "保存多久", "谁能看到"):
            assert word in current(kind).text


def test_a_published_text_is_never_edited() -> None:
    published = {
        "TERMS 2026-11": "5c8963948b3d061a7bf412ada8ebf575de2079a7fc9f773be9b52310963f37bb",
        "TERMS 2026-12": "f317e9de96c75f8079b310c9d19fdb667b007fce2e585ed68cfafef1dae0440c",
        "TERMS 2027-01": "e94dfb23b6eb4aa3a6b9ec87ae6d18aa35a8bdc9bafe2354a77571d0d80d575d",
        "PRIVACY 2026-11": "0178c4923c0c6e030e270c5c5e546fb3bf1df8aee05db90ddaf5812090ee402a",
        "PRIVACY 2026-12": "1870bcf9e9f3712c245596174d6c0e796e7d4877d9bea614b9f442398721a312",
        "PRIVACY 2027-01": "32a0a0f93c34a963a4883cf118d3b01153c41adc3731981ec15301cc34d62442",
        "PRIVACY 2027-02": "b59fff90c0c0889cf51b34b321c93ed6b393c4658544e216fb3f8f3d6c84ecb5",
        "PRIVACY 2027-03": "928cd4616fc2b4e7ee249a81810c53cb9db333992cebff280c17464eb01bd4c0",
        "PRIVACY 2027-04": "87413705d3e4066061edcdae84bf56bf0ae7604c5dee79356c392214554bd7bb",
        "PRIVACY 2027-05": "c665b91793f6b4317ad85a18bad38051277a8c7eb8ff96ef3b6927366af70d0f",
        "FACE 2026-11": "7d216206a1bcd8d5ef6ab60df199bf07b509b834d54f74420ebd3c07a266131d",
        "FACE 2026-12": "cb9e6a8956924753ae2829f2d3c3761e37b4335ec6e40c4060ff545bf991c785",
        "FACE 2027-01": "36045e63df23a1314e85a19d5aaf7c4523859cc2e30c162f68bceec93f686231",
        "FACE 2027-02": "fa96de854bf67776822e785e96a72976303f9e928313b726ae264582df3bd83b",
        "FACE 2027-03": "105218c9cb1e35172f85dfab1581506a6db479c69725d9d5977c2ebc990c4923",
    }
    assert {f"{text.kind} {text.version}": text.digest for texts in TEXTS.values() for text in texts} == published


def test_what_is_in_force_names_its_operator_and_whom_to_ask() -> None:
    """PIPL art. 17: name and contact of whoever handles the data; art. 31: guardians."""
    for kind in ConsentKind:
        text = current(kind)
        assert all(section.heading and section.paragraphs for section in text.sections)
        assert "新华社湖南高校图像采集中心" in text.text
        assert "0731-82565066" in text.text
    privacy = current(ConsentKind.PRIVACY).text
    for word in ("未满 14 周岁", "监护人", "受托处理", "腾讯云", "“我的”页面", "原文件", "备注"):
        assert word in privacy
    processors = ("深圳市腾讯计算机系统", "财付通支付科技", "支付宝支付科技", "光环新网", "西云数据")
    for word in (*processors, "导出", "转移", "网信部门", "180 天", "35 天", "7 天", "人工查看"):
        assert word in privacy
    face = current(ConsentKind.FACE).text
    for word in ("其他学生的照片", "不是人脸特征", "未满 14 周岁", "按任务的保存天数", "7 天"):
        assert word in face
    assert current(ConsentKind.TERMS).title == "中国图片社条款"


def test_what_was_taken_back_is_not_agreed_to() -> None:
    agreed = consent(ConsentKind.FACE)
    later = replace(agreed, given_at=NOW + timedelta(days=1), withdrawn_at=NOW + timedelta(days=5))
    assert has_withdrawn(replace(PERSON, consents=(agreed, later)), ConsentKind.FACE)
    assert not has_withdrawn(replace(PERSON, consents=(agreed,)), ConsentKind.FACE)


@pytest.mark.parametrize("ended", [False, True])
def test_an_ended_account_took_nothing_back(ended: bool) -> None:
    """Its data is deleted elsewhere."""
    people = create_autospec(People, instance=True)
    taken_back = replace(consent(ConsentKind.FACE), withdrawn_at=NOW)
    people.agreement.return_value = Agreement(consents=(taken_back,), ended=ended)
    assert Consents(people, lambda: NOW).took_back("p", ConsentKind.FACE) is not ended


def test_an_older_agreement_does_not_stand_for_a_newer_text() -> None:
    *_, older, newer = TEXTS[ConsentKind.TERMS]
    agreed = Consent(kind=older.kind, version=older.version, digest=older.digest, given_at=NOW)
    assert standing_consent(replace(PERSON, consents=(agreed,)), ConsentKind.TERMS) is None
    again = Consent(kind=newer.kind, version=newer.version, digest=newer.digest, given_at=NOW)
    assert standing_consent(replace(PERSON, consents=(agreed, again)), ConsentKind.TERMS) == again


def test_what_a_text_says_since_a_version_was_agreed_to_in_that_one_or_a_later_one() -> None:
    def since(*consents: Consent) -> bool:
        return agreed_since(replace(PERSON, consents=consents), ConsentKind.FACE, "2027-01")

    older, first, later = (replace(consent(ConsentKind.FACE), version=one) for one in ("2026-12", "2027-01", "2027-03"))
    assert [since(), since(older), since(first), since(older, later)] == [False, False, True, True]
    assert not since(replace(first, withdrawn_at=NOW)), "it was taken back"
    assert since(replace(first, withdrawn_at=NOW), later), "and given again"
    assert not since(replace(first, kind=ConsentKind.PRIVACY))


def test_an_unproven_session_sees_nothing_of_the_owner() -> None:
    person = replace(PERSON, nickname="小雨", id_tail="x", avatar="avatars/p/1.jpg")
    shown = view(person, False, "https://signed")
    assert (shown.nickname, shown.avatar_url, shown.phone, shown.id_tail_known) == (None, None, "138****5678", True)
    owner = view(person, True, "https://signed")
    assert (owner.nickname, owner.avatar_url) == ("小雨", "https://signed")


def test_a_person_in_a_traceback_shows_no_personal_data() -> None:
    person = replace(PERSON, nickname="小雨", wechat={"wx": "oSecret"}, wechat_phone="13911112222")
    for secret in ("13812345678", "小雨", "oSecret", "13911112222"):
        assert secret not in repr(person)
