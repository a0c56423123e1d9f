"""A person's phone with WeChat on it: what the person answers, and what WeChat does outside the mini-program."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import requests

from clients.outside import Outside
from tools.suite.patience import PATIENCE

Answer = dict[str, Any]
# lost: paid, no callback; lie: a callback, not paid; open: neither
Pays = Literal["ok", "cancel", "fail", "lost", "lie", "open"]
# reject: this time, or kept for always, which shows no question; off: the main switch; silent: no callback comes
Subscribes = Literal["accept", "acceptWithAudio", "acceptWithAlert", "reject", "ban", "filter", "off", "silent"]


@dataclass
class Wishes:
    """How the person answers.  A list is used up from the front, its last entry stays."""

    gives_phone: bool = True
    refused_nickname: str | None = None  # one that WeChat does not let pass
    agrees_to_privacy: bool = True
    camera: bool = True
    subscribes: Subscribes = "accept"
    pays: list[Pays] = field(default_factory=lambda: ["ok"])
    picture: tuple[bytes, str] | None = None  # of the album or before the lens, with its media type; None: goes back
    avatar: tuple[bytes, str] | None = None
    address: Answer | None = None  # of WeChat's address book; None: goes back
    writes_album: bool = True
    scanned: str | None = None  # text of the code before the lens


class Phone:
    """Answers every question of the `wx` shim; `asked` holds them in order as (name, argument)."""

    def __init__(self, outside: Outside, number: str) -> None:
        self.outside, self.number = outside, number
        self.openid: str = outside.control("POST", "/users", phone=number)["openid"]
        self.wishes = Wishes()
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.accepted: Counter[str] = Counter()  # messages WeChat may bring, by template
        self._answers: dict[str, Callable[[Mapping[str, Any]], Answer]] = {
            "login": lambda _: {"code": self.codes()["login_code"]},
            "getPhoneNumber": self._phone_number,
            "reviewNickname": lambda asked: {"pass": asked["nickname"] != self.wishes.refused_nickname},
            "agreePrivacy": lambda _: {"agreed": self.wishes.agrees_to_privacy},
            "openPrivacyContract": lambda _: {},
            "subscribe": self._subscribe,
            "requestPayment": self._pay,
            "chooseMedia": lambda _: self._file("chooseMedia", self.wishes.picture),
            "chooseAvatar": lambda _: self._file("chooseAvatar", self.wishes.avatar),
            "openCamera": lambda _: {} if self.wishes.camera else {"errMsg": "insertCamera:fail auth deny"},
            "takePhoto": lambda _: self._file("takePhoto", self.wishes.picture),
            "scanCode": self._scan,
            # lists only what was asked for before
            "openSetting": lambda _: {
                "authSetting": {"scope.camera": self.wishes.camera} if self.times("openCamera") else {}
            },
            "setClipboardData": lambda _: {},
            "makePhoneCall": lambda _: {},
            "applyUpdate": lambda _: {},
            "share": lambda _: {},
            "contact": lambda _: {},  # the window of WeChat's customer service
            "chooseAddress": lambda _: self.wishes.address or {"errMsg": "chooseAddress:fail cancel"},
            "downloadFile": self._download,
            "saveImageToPhotosAlbum": self._save,
        }

    def answer(self, name: str, argument: Mapping[str, Any]) -> Answer:
        """What the shim's question `name` is answered with.  Raises KeyError for a question nobody knows."""
        self.asked.append((name, argument))
        return self._answers[name](argument)

    def times(self, name: str) -> int:
        """How often something was asked."""
        return sum(asked == name for asked, _ in self.asked)

    def codes(self) -> Any:
        """{login_code, phone_code}, both fresh."""
        return self.outside.control("POST", f"/users/{self.openid}/codes")

    def _phone_number(self, _: Mapping[str, Any]) -> Answer:
        if not self.wishes.gives_phone:
            return {"errMsg": "getPhoneNumber:fail user deny"}
        return {"errMsg": "getPhoneNumber:ok", "code": self.codes()["phone_code"]}

    def _subscribe(self, argument: Mapping[str, Any]) -> Answer:
        wish = self.wishes.subscribes
        if wish == "off":
            return {"errMsg": "requestSubscribeMessage:fail The main switch is switched off", "errCode": 20004}
        if wish == "silent":
            return {"lost": True}
        if wish.startswith("accept"):
            self.accepted.update(argument["tmplIds"])
            for template in argument["tmplIds"]:
                self.outside.control("POST", f"/users/{self.openid}/subscribe", template_id=template)
        return dict.fromkeys(argument["tmplIds"], wish)

    def _pay(self, argument: Mapping[str, Any]) -> Answer:
        wish = self.wishes.pays.pop(0) if len(self.wishes.pays) > 1 else self.wishes.pays[0]
        if wish == "cancel":
            return {"errMsg": "requestPayment:fail cancel"}
        if wish == "open":  # she left the cashier, and WeChat does not say so
            return {"lost": True}
        if wish == "lie":
            return {}
        if wish == "fail":
            return {"errMsg": "requestPayment:fail 支付失败"}
        try:
            self.outside.control("POST", "/request-payment", openid=self.openid, params=argument["params"])
        except requests.HTTPError as refused:
            return {"errMsg": f"requestPayment:fail {refused.response.json()['error']}"}
        return {"lost": True} if wish == "lost" else {}

    @staticmethod
    def _file(name: str, picture: tuple[bytes, str] | None) -> Answer:
        if picture is None:
            return {"errMsg": f"{name}:fail cancel"}
        data, type_ = picture
        packed = data.rstrip(b"\0")  # ten megabytes of zeros need not be carried into the browser
        zeros = len(data) - len(packed)
        return {"file": {"base64": base64.b64encode(packed).decode(), "type": type_, "zeros": zeros}}

    @staticmethod
    def _download(argument: Mapping[str, Any]) -> Answer:
        got = requests.get(argument["url"], timeout=PATIENCE)
        data, type_ = base64.b64encode(got.content).decode(), got.headers["Content-Type"]
        return {"statusCode": got.status_code, "file": {"base64": data, "type": type_}}

    def _save(self, _: Mapping[str, Any]) -> Answer:
        return {} if self.wishes.writes_album else {"errMsg": "saveImageToPhotosAlbum:fail auth deny"}

    def _scan(self, _: Mapping[str, Any]) -> Answer:
        if self.wishes.scanned is None:
            return {"errMsg": "scanCode:fail cancel"}
        return {"result": self.wishes.scanned, "scanType": "QR_CODE", "charSet": "UTF-8", "path": "", "rawData": ""}
