"""TencentCaptchas against the vendor's simulator, which checks every signature and lets a ticket pass once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from chalicelib.identity.captcha import CaptchaAnswer
from chalicelib.identity.captcha.tencent import TencentCaptchas
from chalicelib.identity.captcha.work import BITS
from chalicelib.identity.errors import CaptchaAway, CaptchaWrong, PageOutdated
from chalicelib.identity.tencent.cloud import TencentCloud
from chalicelib.shared.ids import random_id
from sandbox.keys import Keys
from sandbox.tencent.captcha import TencentCaptcha
from tests.worlds.identity import IP, IdentityWorld, at_once, kinds
from tests.worlds.simulators import Clock, Hanging

APP, SECRET = "199999164", "SANDBOXappsecretkey00"


@dataclass(kw_only=True)
class Vendor:
    """The simulator, and the product's captchas that ask it."""

    world: IdentityWorld
    keys: Keys
    server: TencentCaptcha
    clock: Clock

    def cloud(self, *, url: str | None = None, secret: str | None = None) -> TencentCloud:
        return TencentCloud(
            secret_id=self.keys.sms_secret_id,
            secret_key=secret or self.keys.sms_secret_key,
            service="captcha",
            version="2019-07-22",
            url=url or self.server.url,
            timeout=2,
        )

    def captchas(self, cloud: TencentCloud | None = None, **more: Any) -> TencentCaptchas:
        world = self.world
        given: dict[str, Any] = {"app_id": APP, "app_secret": SECRET, **more}
        return TencentCaptchas(
            cloud=cloud or self.cloud(),
            pictures=world.captchas,
            store=world.inbox,
            keys=world.keys,
            clock=world.clock,
            **given,
        )

    def passed(self, app_id: str = APP) -> CaptchaAnswer:
        row = self.server.ticket(app_id)
        return CaptchaAnswer(row["randstr"], row["ticket"], "")


@pytest.fixture
def vendor(aws: Any, tmp_path: Path) -> Iterator[Vendor]:
    world = IdentityWorld(aws.tables, tmp_path)
    keys, clock = replace(world.sandbox_keys, captcha_app_id=APP, captcha_app_secret=SECRET), Clock()
    server = TencentCaptcha(keys, world.records, world.faults, clock=clock)
    server.start()
    yield Vendor(world=world, keys=keys, server=server, clock=clock)
    server.stop()
    world.close()


def test_the_page_gets_the_apps_number_and_nothing_else(vendor: Vendor) -> None:
    issued = vendor.captchas().issue(level=2)
    assert (issued.kind, issued.app_id, issued.captcha_id, issued.image, issued.bits) == ("tencent", APP, "", "", 0)


def test_a_ticket_passes_once(vendor: Vendor) -> None:
    answer = vendor.passed()
    assert vendor.captchas().check(answer, ip=IP) == 2
    with pytest.raises(CaptchaWrong):
        vendor.captchas().check(answer, ip=IP)


def test_a_ticket_used_elsewhere_is_refused(vendor: Vendor) -> None:
    answer = vendor.passed()
    vendor.captchas().check(answer, ip=IP)
    vendor.world.inbox.drop(f"CAPTCHA#{vendor.world.keys.digest('captcha', answer.captcha)}")  # our own mark
    with pytest.raises(CaptchaWrong):
        vendor.captchas().check(answer, ip=IP)


def test_many_checks_of_one_ticket_at_once_pass_once(vendor: Vendor) -> None:
    answer, captchas = vendor.passed(), vendor.captchas()
    results = at_once([partial(captchas.check, answer, ip=IP)] * 5)
    assert kinds(results) == {"int": 1, "CaptchaWrong": 4}


def test_no_other_ticket_passes(vendor: Vendor, capsys: pytest.CaptureFixture[str]) -> None:
    captchas = vendor.captchas()
    vendor.world.faults.set("captcha_at_risk")
    for answer in (
        vendor.passed(),  # at risk
        vendor.passed()._replace(captcha_id="@other"),
        vendor.passed()._replace(captcha="t03" + "x" * 120),
    ):
        with pytest.raises(CaptchaWrong):
            captchas.check(answer, ip=IP)
    vendor.clock.ahead = -300  # the simulator's; then the ticket is old, and the signature is of now
    old = vendor.passed()
    vendor.clock.ahead = 0
    with pytest.raises(CaptchaWrong):
        captchas.check(old, ip=IP)
    assert '"alarm"' not in capsys.readouterr().out  # guesses wake nobody


@pytest.mark.parametrize("ticket", ["trerror_1001_199999164_1700000000", "terror_1001_199999164_1700000000"])
def test_what_the_script_makes_up_passes_nobody_and_asks_nobody(vendor: Vendor, ticket: str) -> None:
    nobody = vendor.cloud(url="http://127.0.0.1:9")
    with pytest.raises(CaptchaAway) as refused:
        vendor.captchas(nobody).check(CaptchaAnswer("@1a2b", ticket, ""), ip=IP)
    assert "图形验证码" in refused.value.cure


@pytest.mark.parametrize(
    "change", [{"app_id": "199999165"}, {"app_secret": "SANDBOXanotherkey000"}], ids=["app", "secret"]
)
def test_an_app_that_is_not_ours_wakes_somebody(
    vendor: Vendor, change: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CaptchaAway):
        vendor.captchas(None, **change).check(vendor.passed(), ip=IP)
    assert '"alarm"' in (said := capsys.readouterr().out)
    assert SECRET not in said


def test_refused_keys_wake_somebody_unless_there_are_newer_ones(
    vendor: Vendor, capsys: pytest.CaptureFixture[str]
) -> None:
    stale = vendor.cloud(secret="SANDBOXstale")
    answer = vendor.passed()
    vendor.captchas(stale, newer=vendor.cloud).check(answer, ip=IP)
    assert '"alarm"' not in capsys.readouterr().out
    with pytest.raises(CaptchaAway):
        vendor.captchas(stale).check(vendor.passed(), ip=IP)
    assert '"alarm"' in capsys.readouterr().out


def test_a_silent_service_is_left_alone(vendor: Vendor, capsys: pytest.CaptureFixture[str]) -> None:
    vendor.world.faults.set("captcha_5xx")
    with pytest.raises(CaptchaAway):
        vendor.captchas().check(vendor.passed(), ip=IP)
    hanging = Hanging()
    try:
        with pytest.raises(CaptchaAway):
            vendor.captchas(replace(vendor.cloud(url=hanging.url), timeout=1)).check(vendor.passed(), ip=IP)
    finally:
        hanging.over()
    assert len(hanging.asked) == 1
    assert '"alarm"' not in capsys.readouterr().out


def test_without_tencent_there_is_a_harder_picture(vendor: Vendor) -> None:
    captchas, world = vendor.captchas(), vendor.world
    for level in range(3):
        issued = captchas.issue(level=level, picture=True)
        assert (issued.kind, issued.bits) == ("picture", BITS[min(level + 1, 2)])
        assert captchas.check(world.solved(issued), ip=IP) >= level
    easy = world.solved(world.captchas.issue(level=0))  # of before there was an app
    assert captchas.check(easy, ip=IP) < 0


def test_a_page_from_before_is_told_to_begin_again(vendor: Vendor) -> None:
    with pytest.raises(PageOutdated):
        vendor.captchas().check(CaptchaAnswer(random_id(), "3ACD", ""), ip=IP)
