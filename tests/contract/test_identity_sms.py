"""TencentSms against the vendor's simulator, which checks every signature and keeps the vendor's limits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.identity.errors import SmsBusy, SmsFailed, SmsTooOften
from chalicelib.identity.tencent import sms as sending
from chalicelib.identity.tencent.sms import TencentSms
from sandbox.faults import Faults
from sandbox.records import Records
from sandbox.server import Reply, Server
from sandbox.tencent.sms import SIGN_NAME, TEMPLATE_ID, Sms
from tests.worlds.identity import fresh_phone, simulator_keys
from tests.worlds.simulators import Hanging


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[tuple[Sms, Faults]]:
    records = Records(tmp_path / "records.db")
    faults = Faults(records)
    vendor = Sms(simulator_keys(), records, faults)
    vendor.start()
    yield vendor, faults
    vendor.stop()
    records.close()


def sender(url: str, *, secret: str | None = None, sign: str = SIGN_NAME) -> TencentSms:
    keys = simulator_keys()
    return TencentSms(
        secret_id=keys.sms_secret_id,
        secret_key=secret or keys.sms_secret_key,
        app_id=keys.sms_app_id,
        sign=sign,
        template=TEMPLATE_ID,
        url=url,
    )


def test_the_code_and_its_minutes_arrive(vendor: tuple[Sms, Faults]) -> None:
    phone = fresh_phone()
    sender(vendor[0].url).send(phone, "012345")
    assert vendor[0].last_code(phone) == "012345"
    assert "5分钟" in vendor[0].sent(phone)[0]["text"]


def test_success_is_the_status_of_the_number_not_of_the_call(vendor: tuple[Sms, Faults]) -> None:
    phone, tencent = fresh_phone(), sender(vendor[0].url)
    tencent.send(phone, "111111")
    with pytest.raises(SmsTooOften) as refused:
        tencent.send(phone, "222222")
    assert refused.value.retry_after == 30
    assert vendor[0].last_code(phone) == "111111"


@pytest.mark.parametrize(
    ("fault", "error"), [("sms_daily_limit", SmsTooOften), ("sms_no_balance", SmsFailed), ("sms_5xx", SmsBusy)]
)
def test_every_trouble_is_an_answer(vendor: tuple[Sms, Faults], fault: str, error: type[Exception]) -> None:
    phone = fresh_phone()
    vendor[1].set(fault)
    with pytest.raises(error):
        sender(vendor[0].url).send(phone, "123456")
    assert vendor[0].sent(phone) == []


def test_a_hanging_vendor_costs_one_timeout(hanging: Hanging, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sending.TIMEOUT == 3
    monkeypatch.setattr(sending, "TIMEOUT", 0.2)
    with pytest.raises(SmsBusy):
        sender(hanging.url).send(fresh_phone(), "123456")
    assert (len(hanging.asked), hanging.answered) == (1, 0)


@pytest.mark.parametrize("wrong", [{"secret": "wrong"}, {"sign": "别家的签名"}])
def test_our_own_mistakes_wake_somebody(
    vendor: tuple[Sms, Faults], wrong: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    phone = fresh_phone()
    with pytest.raises(SmsFailed):
        sender(vendor[0].url, **wrong).send(phone, "123456")
    out = capsys.readouterr().out
    assert '"alarm"' in out
    assert phone not in out
    assert "123456" not in out


def test_nobody_there_is_an_answer() -> None:
    with pytest.raises(SmsBusy):
        sender("http://127.0.0.1:9").send(fresh_phone(), "123456")


@pytest.mark.parametrize("answer", [{"Response": {"RequestId": "1"}}, {"Response": {"SendStatusSet": []}}, {}])
def test_an_answer_without_a_status_is_no_success(answer: dict[str, object]) -> None:
    server = Server(lambda request: Reply.of(answer, kind="application/json")).start()
    with pytest.raises((SmsFailed, SmsBusy)):
        sender(server.url).send(fresh_phone(), "123456")
    server.stop()
