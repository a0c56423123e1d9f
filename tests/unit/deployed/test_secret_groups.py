"""The form of each secret: what is wrong is named, and no value is quoted."""

from __future__ import annotations

import base64
from dataclasses import fields

import pytest

from chalicelib.shared.settings import OPTIONAL_GROUPS, AllSettings, group_of
from tests.worlds.deployment import values_of
from tools.deployed.secret_groups import GROUPS, faults, read_values

ALL = [name for group in GROUPS.values() for name in group.forms]


@pytest.mark.parametrize("group", GROUPS)
def test_what_fits_is_not_blamed(group: str) -> None:
    assert list(faults("prod", group, values_of(group))) == []


def test_every_name_is_a_setting_once() -> None:
    assert len(ALL) == len(set(ALL))
    assert set(ALL) <= {one.name.upper() for one in fields(AllSettings)}


@pytest.mark.parametrize("group", GROUPS)
def test_each_missing_or_mistyped_name_is_told(group: str) -> None:
    for name in GROUPS[group].needed:
        values = values_of(group)
        del values[name]
        assert list(faults("prod", group, values | {f"{name}S": "x"})) == [
            f"缺少 {name}",
            f"{name}S 不属于 {group}（请核对拼写）",
        ]


RANDOM = base64.b64encode(bytes(range(32))).decode()
WRONG = {
    "MASTER_KEY": [base64.b64encode(b"x" * 16).decode(), "not base64!", base64.b64encode(bytes(32)).decode()],
    "CONTACT_KEYS": [RANDOM, f"1:{RANDOM} 2:{RANDOM}", f"0:{RANDOM}", f"1:{base64.b64encode(bytes(32)).decode()}"],
    "STAFF_KEYS": [f"1:{RANDOM} 1:{RANDOM}", "1:AAAA"],
    "CONTACT_KEY_0": ["yes"],
    "STAFF_KEY_0": ["shut"],
    "AGENCY_CODE_KEY": ["AAAA"],
    "WECHAT_SECRET": ["wx0123456789abcdef"],
    "WECHAT_RESULT_TEMPLATE": ["123456"],
    "WXPAY_MCHID": ["wx0123456789abcdef"],
    "WXPAY_SERIAL": ["5f" * 20, "5F" * 19],
    "WXPAY_PRIVATE_KEY": ["-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n", "short"],
    "WXPAY_APIV3_KEY": ["k" * 31],
    "WXPAY_PUBLIC_KEY_ID": ["5F" * 20],  # a certificate's serial: the old mode
    "WXPAY_PUBLIC_KEY": ["-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----\n"],
    "WXPAY_MORE_KEYS": ["[]", '{"a": 1}', "{half"],
    "ALIPAY_APP_ID": ["2088123412341234"],
    "ALIPAY_SELLER_ID": ["2021123412341234"],
    "ALIPAY_PUBLIC_KEY": ["no key"],
    "SMS_SECRET_ID": ["secret"],
    "SMS_APP_ID": ["wx1400123456"],
    "SMS_SIGN": ["【某某分社】", "有 空格"],
    "SMS_TEMPLATE": ["SMS_123456"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_of_another_form_is_told_by_name_alone(name: str, value: str) -> None:
    group = next(group for group, known in GROUPS.items() if name in known.forms)
    (said,) = faults("prod", group, values_of(group) | {name: value})
    assert said.startswith(f"{name} ")
    assert value not in said


def test_a_simulators_value_is_not_for_the_real_stage() -> None:
    for value in ("SANDBOX-x", base64.b64encode(b"SANDBOX".ljust(32, b"!")).decode()):
        values = {"MASTER_KEY": value}
        assert list(faults("prod", "master", values)) == ["MASTER_KEY 是模拟环境的值"]
        assert list(faults("test", "master", values)) == []


def test_a_simulators_key_in_a_ring_is_not_for_the_real_stage() -> None:
    marked = base64.b64encode(b"SANDBOX".ljust(32, b"!")).decode()
    assert list(faults("prod", "contact", {"CONTACT_KEYS": f"2:{RANDOM} 1:{marked}"})) == [
        "CONTACT_KEYS 是模拟环境的值"
    ]


def test_the_agencys_key_may_be_two_while_it_changes() -> None:
    old, new = values_of("codes")["AGENCY_CODE_KEY"], values_of("master")["MASTER_KEY"]
    assert list(faults("prod", "codes", {"AGENCY_CODE_KEY": f"{old} {new}"})) == []
    assert list(faults("prod", "codes", {"AGENCY_CODE_KEY": f"{old} AAAA"})) != []


def test_a_blank_at_an_end_is_told() -> None:
    assert list(faults("prod", "wechat", {"WECHAT_SECRET": "0123456789abcdef" * 2 + " "})) == [
        "WECHAT_SECRET 前后有空格"
    ]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"SMS_APP_ID": 1400123456}', '"text"'])
def test_what_is_no_object_of_texts_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match="JSON") as refused:
        read_values(text)
    assert "1400123456" not in str(refused.value)


def test_the_groups_are_those_of_the_settings() -> None:
    """What the tools ask for is what the steps read, and they do without the same groups."""
    read: dict[str, set[str]] = {}
    for one in fields(AllSettings):
        read.setdefault(group_of(one), set()).add(one.name.upper())
    del read[""]  # no secrets
    assert {group: set(known.forms) for group, known in GROUPS.items()} == read
    assert {group for group, known in GROUPS.items() if known.absent} == OPTIONAL_GROUPS
