"""Secrets at run time: kept, read anew, never lost by a failure, and never shown."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import fields

import pytest

from chalicelib.shared.secrets import AGAIN, FIRST_TRIES, FRESH, HURRIED, Secret
from chalicelib.shared.settings import OPTIONAL_GROUPS, STEPS, AllSettings, group_of
from chalicelib.shared.settings_reader import SettingsError, rotating
from tests.worlds.vault import GROUPS, NAMES, PLAIN, Vault, good


@pytest.fixture
def vault() -> Vault:
    return Vault()


@pytest.mark.parametrize("step", STEPS)
def test_a_step_reads_each_secret_of_its_own_once_and_no_other(vault: Vault, step: str) -> None:
    mine = vault.rotating(step)
    assert mine.current() is mine.current()
    groups = {group_of(one) for one in fields(STEPS[step])} - {""}
    assert vault.asked == dict.fromkeys(groups, 1)
    for one in fields(STEPS[step]):
        assert str(getattr(mine.current(), one.name)) == good(one.name.upper())


def test_a_changed_secret_arrives_within_five_minutes(vault: Vault) -> None:
    mine = vault.rotating("login")
    before = mine.current()
    vault.change("sms", SMS_SECRET_KEY="another")
    vault.time = FRESH - 0.1
    assert mine.current() is before
    vault.time = FRESH
    assert mine.current().sms_secret_key == "another"
    assert before.sms_secret_key == "sms_secret_key-1"  # whoever holds it finishes with it


def test_what_has_not_changed_is_not_built_again(vault: Vault) -> None:
    mine = vault.rotating("login")
    before = mine.current()
    vault.time = FRESH
    assert mine.current() is before
    assert vault.asked["sms"] == 2


def test_whoever_was_refused_gets_what_is_newer_at_once(vault: Vault) -> None:
    mine = vault.rotating("login")
    used = mine.current()
    vault.change("wechat", WECHAT_SECRET="another")
    newer = mine.newer(used)
    assert newer is not None
    assert newer.wechat_secret == "another"
    assert mine.newer(used) is newer  # a second one that was refused meanwhile
    assert vault.asked["wechat"] == 2


def test_refusals_that_go_on_read_at_most_every_ten_seconds(vault: Vault) -> None:
    mine = vault.rotating("login")
    used = mine.current()
    assert [mine.newer(used) for _ in range(5)] == [None] * 5
    vault.time = HURRIED
    assert mine.newer(used) is None
    assert vault.asked["wechat"] == 3


@pytest.mark.parametrize("hurried", [False, True])
def test_a_read_that_fails_keeps_what_was_there_and_is_tried_again(
    vault: Vault, hurried: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = vault.rotating("login")
    before = mine.current()
    vault.change("sms", SMS_SECRET_KEY="another")
    vault.fails = ConnectionError("no way to secret-host")
    vault.time = FRESH
    assert (mine.newer(before) if hurried else mine.current()) is (None if hurried else before)
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["what"], line["error"]) == ("error", "secrets not read", "ConnectionError")
    vault.fails, asked = None, vault.asked.total()
    vault.time += AGAIN - 0.1
    assert mine.current() is before
    assert vault.asked.total() == asked
    vault.time += 0.1
    assert mine.current().sms_secret_key == "another"


def test_while_reads_fail_fewer_requests_wait_for_one(vault: Vault) -> None:
    mine = vault.rotating("lookup")
    mine.current()
    vault.fails, asked = ConnectionError(), list[float]()
    for second in range(1500):
        vault.time, before = FRESH + second, vault.asked.total()
        mine.current()
        asked += [float(second)] * (vault.asked.total() - before)
    assert asked == [0, 30, 90, 210, 450, 750, 1050, 1350]
    vault.fails, vault.time = None, FRESH + 1650
    mine.current()
    vault.fails, vault.time = ConnectionError(), vault.time + FRESH
    before = vault.asked.total()
    mine.current()
    vault.time += AGAIN
    mine.current()
    assert vault.asked.total() == before + 2


def test_a_secret_that_no_longer_fits_changes_nothing(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    mine = vault.rotating("pay")
    before = mine.current()
    vault.change("wxpay", WXPAY_APIV3_KEY="too short")
    vault.time = FRESH
    assert mine.current() is before
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["level"], first["reason"]) == ("error", "PaySettings: WXPAY_APIV3_KEY is not 32 bytes")
    assert (second["what"], second["error"]) == ("secrets not read", "SettingsError")


@pytest.mark.parametrize("group", ["alipay", "wxpay"])
def test_a_secret_that_disappears_keeps_its_values(vault: Vault, group: str) -> None:
    """A right taken away, or one deleted by mistake: money must still be settled."""
    mine = vault.rotating("pay")
    before = mine.current()
    del vault.secrets[f"gradphoto/prod/{group}"]
    vault.time = FRESH
    assert mine.current() is before


def test_the_first_read_has_nothing_to_fall_back_on(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    mine = vault.rotating("login")
    vault.fails = ConnectionError()
    with pytest.raises(ConnectionError):
        mine.current()
    assert set(vault.asked.values()) == {FIRST_TRIES}
    vault.fails = None
    assert mine.current().sms_sign == "sms_sign-1"


@pytest.mark.parametrize("group", GROUPS)
def test_an_optional_group_may_be_absent_and_comes_later(vault: Vault, group: str) -> None:
    secret = vault.secrets.pop(f"gradphoto/prod/{group}")
    mine = vault.rotating()
    if group not in OPTIONAL_GROUPS:
        with pytest.raises(SettingsError, match=f"gradphoto/prod/{group}$"):
            mine.current()
        return
    names = [name.lower() for name, own in NAMES.items() if own == group]
    assert {getattr(mine.current(), name) for name in names} == {""}
    vault.secrets[f"gradphoto/prod/{group}"], vault.time = secret, FRESH
    assert all(getattr(mine.current(), name) for name in names)


def test_what_a_secret_lacks_is_named_with_its_group(vault: Vault) -> None:
    vault.change("sms", SMS_SIGN="")
    vault.change("wxpay", WXPAY_SERIAL="")
    with pytest.raises(SettingsError) as caught:
        vault.rotating().current()
    assert "SMS_SIGN of secret gradphoto/prod/sms" in str(caught.value)
    assert "WXPAY_SERIAL of secret gradphoto/prod/wxpay" in str(caught.value)


@pytest.mark.parametrize("more", ["secret", '["secret"]', '{"a": 7}'])
def test_more_keys_of_another_form_are_refused_and_not_quoted(vault: Vault, more: str) -> None:
    vault.change("wxpay", WXPAY_MORE_KEYS=more)
    with pytest.raises(SettingsError) as caught:
        vault.rotating("pay").current()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ['{"SMS_SIGN": 17-secret', '{"SMS_SIGN": ["secret"]}', '"secret"'])
def test_a_secret_of_another_form_is_named_and_not_quoted(vault: Vault, text: str) -> None:
    vault.secrets["gradphoto/prod/sms"] = Secret("2", text)
    with pytest.raises(SettingsError) as caught:
        vault.rotating("login").current()
    assert "gradphoto/prod/sms" in str(caught.value)
    assert "17" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_secret_sets_nothing_of_another_group(vault: Vault, capsys: pytest.CaptureFixture[str]) -> None:
    others = {
        "MASTER_KEY": "bGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGw=",
        "ORDERS_TABLE": "theirs",
        "SMS_SING": "typo",
    }
    vault.change("sms", SMS_SIGN="another", **others)
    found = vault.rotating("login").current()
    assert found.sms_sign == "another"
    assert (found.master_key, found.orders_table) == (good("MASTER_KEY"), "orders_table-1")
    line = json.loads(capsys.readouterr().out)
    assert (line["level"], line["reason"], line["count"]) == ("error", "gradphoto/prod/sms", 3)
    assert not [text for pair in others.items() for text in pair if text in str(line)]


@pytest.mark.parametrize("name", [name for name, group in NAMES.items() if group])
def test_production_takes_no_secret_from_a_functions_environment(vault: Vault, name: str) -> None:
    step = next(step for step, model in STEPS.items() if name.lower() in {one.name for one in fields(model)})
    with pytest.raises(SettingsError, match=f"a secret in the environment: {name}$") as caught:
        rotating(STEPS[step], PLAIN | {"STEP": step, name: good(name)}, vault.fetch)
    assert good(name) not in str(caught.value).replace(name, "")
    assert not vault.asked


def test_a_tool_may_have_a_group_in_its_environment(vault: Vault) -> None:
    sms = {name: f"{name}-here" for name, group in NAMES.items() if group == "sms"}
    found = rotating(AllSettings, PLAIN | sms, vault.fetch).current()
    assert (found.sms_sign, found.wechat_secret) == ("SMS_SIGN-here", "wechat_secret-1")
    assert "sms" not in vault.asked


def test_who_has_everything_in_the_environment_reads_no_secret(vault: Vault) -> None:
    mine = rotating(AllSettings, {name: good(name) for name in NAMES}, vault.fetch)
    assert mine.newer(mine.current()) is None
    assert not vault.asked


def test_what_is_no_secret_is_missed_before_a_secret_is_read(vault: Vault) -> None:
    with pytest.raises(SettingsError, match=r"not set: STAGE, TASKS_TABLE$"):
        rotating(AllSettings, {name: value for name, value in PLAIN.items() if name not in ("STAGE", "TASKS_TABLE")})
    assert not vault.asked


def test_one_of_many_threads_reads_and_the_others_do_not_wait(vault: Vault) -> None:
    mine = vault.rotating("lookup")
    before = mine.current()
    reading, go_on, read = threading.Event(), threading.Event(), mine._fetch

    def slow(name: str) -> Secret | None:
        reading.set()
        assert go_on.wait(30)
        return read(name)

    mine._fetch, vault.time = slow, FRESH
    vault.change("master", MASTER_KEY="bGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGxsbGw=")
    found: list[AllSettings] = []
    reader = threading.Thread(target=lambda: found.append(mine.current()))
    reader.start()
    assert reading.wait(30)
    assert mine.current() is before
    go_on.set()
    reader.join()
    assert found[0] is mine.current() is not before
    assert vault.asked["master"] == 2


def test_many_first_requests_read_once(vault: Vault) -> None:
    mine, start = vault.rotating("pay"), threading.Barrier(8)
    found: list[AllSettings] = []

    def ask() -> None:
        start.wait(30)
        found.append(mine.current())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(map(id, found))) == 1
    assert set(vault.asked.values()) == {1}
