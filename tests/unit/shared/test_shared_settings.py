"""Settings: what is missing is named, and production takes no simulator's address or key."""

from __future__ import annotations

import base64
from dataclasses import MISSING, fields

import pytest

from chalicelib.shared.settings import STEPS, AllSettings
from chalicelib.shared.settings_reader import SettingsError, read, rotating
from sandbox.environment import Addresses, environment
from sandbox.keys import load_keys

KEY = base64.b64encode(b"k" * 32).decode()
NAMES = [field.name.upper() for field in fields(AllSettings)]
NEEDED = [field.name.upper() for field in fields(AllSettings) if field.default is MISSING]
URLS = [name for name in NAMES if name.endswith("_URL")]
GOOD = {name: f"https://example.cn/{name}" if name in URLS else f"{name.lower()}-1" for name in NAMES} | {
    "STAGE": "prod",
    "MASTER_KEY": KEY,
    "WXPAY_APIV3_KEY": "v" * 32,
    "WXPAY_MORE_KEYS": "{}",
    "AGENCY_CODE_KEY": KEY,
    "CONTACT_KEYS": f"2:{KEY} 1:{KEY}",
    "STAFF_KEYS": f"1:{KEY}",
    "CONTACT_KEY_0": "closed",
    "STAFF_KEY_0": "open",
    "NO_IOS_PAY": "on",
    "REVIEW_HOURS": "36",
}
OF_A_FORM = (
    "STAGE",
    "NO_IOS_PAY",
    "REVIEW_HOURS",
    "MASTER_KEY",
    "WXPAY_APIV3_KEY",
    "WXPAY_MORE_KEYS",
    "AGENCY_CODE_KEY",
    "CONTACT_KEYS",
    "STAFF_KEYS",
    "CONTACT_KEY_0",
    "STAFF_KEY_0",
)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_reads_its_own_and_knows_the_defaults(step: str) -> None:
    model = STEPS[step]
    needed = {field.name.upper() for field in fields(model) if field.default is MISSING}
    found = read(model, {name: value for name, value in GOOD.items() if name in needed})
    for field in fields(model):
        wanted = GOOD[field.name.upper()] if field.default is MISSING else field.default
        assert getattr(found, field.name) == wanted


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("empty", [None, ""])
def test_what_is_missing_is_named(name: str, empty: str | None) -> None:
    environ = {key: value for key, value in GOOD.items() if key != name} | ({name: empty} if empty is not None else {})
    with pytest.raises(SettingsError, match=f"not set: {name}$"):
        read(AllSettings, environ)


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read(AllSettings, {})
    assert all(name in str(caught.value) for name in NEEDED)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OF_A_FORM])
@pytest.mark.parametrize("mark", ["SANDBOX", "sandbox"])
def test_production_refuses_a_value_of_the_simulators(name: str, mark: str) -> None:
    value = f"https://{mark}.example.cn" if name in URLS else f"x-{mark}-x"
    with pytest.raises(SettingsError, match=f"{name} is a simulator's"):
        read(AllSettings, GOOD | {name: value})
    assert read(AllSettings, GOOD | {name: value, "STAGE": "test"}).stage == "test"


TABLES = {"STAGE", *(name for name in NAMES if name.endswith("_TABLE"))}
QUEUES = {name for name in NAMES if name.endswith("_QUEUE_URL")}
SIMULATED = {
    "CONTACT_KEYS": f"2:{KEY} 1:{base64.b64encode(b'SANDBOX'.ljust(32, b'x')).decode()}",
    "STAFF_KEYS": f"1:{base64.b64encode(b'SANDBOX'.ljust(32, b'x')).decode()}",
    "MASTER_KEY": base64.b64encode(b"SANDBOX".ljust(32, b"x")).decode(),
    "AGENCY_CODE_KEY": base64.b64encode(b"SANDBOX".ljust(32, b"x")).decode(),
    "WXPAY_APIV3_KEY": "SANDBOX".ljust(32, "x"),
    "WXPAY_MORE_KEYS": '{"PUB_KEY_ID_SANDBOX": "x"}',
}


def test_production_refuses_a_simulators_key_beside_another() -> None:
    with pytest.raises(SettingsError, match="AGENCY_CODE_KEY is a simulator's"):
        read(AllSettings, GOOD | {"AGENCY_CODE_KEY": f"{KEY} {SIMULATED['AGENCY_CODE_KEY']}"})
    assert read(AllSettings, GOOD | {"AGENCY_CODE_KEY": f"{KEY} {KEY}"})


@pytest.mark.parametrize("name", SIMULATED)
def test_production_refuses_a_simulators_keys(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is a simulator's"):
        read(AllSettings, GOOD | {name: SIMULATED[name]})


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize(
    "url",
    [
        "http://example.cn",
        "https://127.0.0.1:8000",
        "https://localhost/x",
        "https://[::1]/",
        "https://0.0.0.0/",
        "example.cn",
    ],
)
def test_production_refuses_addresses_that_are_not_outside(name: str, url: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} (is not https|points at this machine)"):
        read(AllSettings, GOOD | {name: url})
    assert read(AllSettings, GOOD | {name: url, "STAGE": "dev"}).stage == "dev"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STAGE", "production"), ("MASTER_KEY", base64.b64encode(b"short").decode()), ("MASTER_KEY", "not base64!"),
        ("WXPAY_APIV3_KEY", "short"), ("AGENCY_CODE_KEY", base64.b64encode(b"short").decode()),
        ("CONTACT_KEYS", KEY), ("CONTACT_KEYS", f"1:{KEY} 2:{KEY}"),
        ("STAFF_KEYS", f"1:{KEY[:-4]}"), ("STAFF_KEYS", "x"),
        ("CONTACT_KEY_0", "yes"), ("STAFF_KEY_0", "0"),
        ("AGENCY_CODE_KEY", "x"), ("AGENCY_CODE_KEY", f"{KEY} {base64.b64encode(b'short').decode()}"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_everywhere(name: str, value: str) -> None:
    for stage in ("dev", "prod"):
        with pytest.raises(SettingsError):
            read(AllSettings, GOOD | {"STAGE": stage, name: value})


def test_the_console_never_shares_the_sites_origin() -> None:
    with pytest.raises(SettingsError, match="CONSOLE_URL is SITE_URL"):
        read(AllSettings, GOOD | {"CONSOLE_URL": GOOD["SITE_URL"]})


def test_a_step_has_no_attribute_of_another() -> None:
    found = rotating(STEPS["lookup"], GOOD).current()
    assert not hasattr(found, "wxpay_private_key")
    assert rotating(AllSettings, GOOD).current().wxpay_private_key == "wxpay_private_key-1"


@pytest.mark.parametrize("step", STEPS)
def test_production_refuses_the_whole_sandbox(step: str, sandbox_environ: dict[str, str]) -> None:
    """By a value that is marked, or by the address of the queue where a step knows nothing else."""
    assert read(STEPS[step], sandbox_environ).stage == "dev"
    knows_a_queue_only = {field.name.upper() for field in fields(STEPS[step])} <= TABLES | QUEUES | {"REVIEW_HOURS"}
    with pytest.raises(SettingsError, match="QUEUE_URL is not https" if knows_a_queue_only else "is a simulator's"):
        read(STEPS[step], sandbox_environ | {"STAGE": "prod"})


@pytest.fixture(scope="module")
def sandbox_environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    here = Addresses(
        api="http://127.0.0.1:1",
        console="http://127.0.0.1:7",
        wechat="http://127.0.0.1:2",
        pay="http://127.0.0.1:3",
        sms="http://127.0.0.1:4",
        captcha="http://127.0.0.1:6",
        alipay="http://127.0.0.1:6",
    )
    return environment(load_keys(tmp_path_factory.mktemp("keys")), here, {"AWS_ENDPOINT_URL": "http://127.0.0.1:5"})


def test_secrets_do_not_show_in_an_error() -> None:
    with pytest.raises(SettingsError) as caught:
        read(AllSettings, GOOD | {"WXPAY_PRIVATE_KEY": "SANDBOX-very-secret"})
    assert "very-secret" not in str(caught.value)
