"""A browser's own words → the few that somebody knows her device by."""

from __future__ import annotations

import pytest

from chalicelib.api.student.devices import device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36", "Windows 电脑 · Chrome"),
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/126.0 Safari/537.36 Edg/126.0", "Windows 电脑 · Edge"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17.0 Safari/605.1.15", "苹果电脑 · Safari"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Linux 电脑 · Firefox"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) {WEBKIT} Mobile/15E MicroMessenger/8.0.49", "iPhone · 微信"),
        (f"Mozilla/5.0 (Linux; Android 14; V2309A) {WEBKIT} Chrome/109.0 MQQBrowser/14", "安卓设备 · QQ 浏览器"),
        (f"Mozilla/5.0 (Phone; OpenHarmony 5.0) {WEBKIT} Chrome/114.0 HuaweiBrowser/5.0", "鸿蒙设备 · 华为浏览器"),
        ("curl/8.5.0", ""),
        ("Safari", "Safari"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_named_in_a_few_words(agent: str, device: str) -> None:
    assert device_of(agent) == device


def test_nothing_that_a_browser_sends_gets_through_as_it_is() -> None:
    assert device_of("Windows <script> 某人的电脑-7F3A Chrome/1.2.3") == "Windows 电脑 · Chrome"
