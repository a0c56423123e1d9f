"""Tencent Captcha as a server: DescribeCaptchaResult with a verified signature, tickets that pass once, and the script.

    POST /                     DescribeCaptchaResult
    GET  /TJCaptcha.js         a stand-in for the script: `new TencentCaptcha(appId, callback, options).show()`
    GET  /ticket?aid=APP_ID    a ticket, as the script gets one: {ticket, randstr}

An account has an app once its keys name one: `box.rotate("captcha", {...})`.
"""

from __future__ import annotations

import secrets
import time

from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.records import Record, Records
from sandbox.server import Reply, Request, Server, Service
from sandbox.tencent.cloud import CloudError, answered, check_action, check_signature
from sandbox.times import Clock

LIFETIME = 300  # seconds, of a ticket
OK, NO_MATCH, EXPIRED, REUSED, MADE_UP, OTHER_APP, AT_RISK, NO_SECRET = 1, 7, 8, 9, 15, 16, 21, 100
# Whoever is asked solves it at once; a test that wants another end says so before.
SCRIPT = """(() => {
  const here = new URL(document.currentScript.dataset.at || document.currentScript.src).origin;
  window.TencentCaptcha = class {
    constructor(appId, told) { Object.assign(this, { appId, told }); }
    async show() {
      if (window.captchaEnds) { this.told(window.captchaEnds); return; }
      const answer = await fetch(`${here}/ticket?aid=${this.appId}`);
      this.told({ ret: 0, ...(await answer.json()) });
    }
    destroy() {}
  };
})();
"""


class TencentCaptcha(Service):
    """The captchas of one account's app."""

    def __init__(
        self, keys: Keys, records: Records, faults: Faults, *, port: int = 0, clock: Clock = time.time
    ) -> None:
        self._keys, self._records, self._faults, self._clock = keys, records, faults, clock
        self._server = Server(faults.around("captcha", self._handle), port)

    def ticket(self, app_id: str | None = None) -> Record:
        """{ticket, randstr} of somebody who passed.  app_id: None: the account's own."""
        ticket, randstr = f"tr03{secrets.token_urlsafe(96)}*", f"@{secrets.token_hex(2)}"
        row = {"randstr": randstr, "app_id": app_id or self._keys.captcha_app_id, "at": self._clock(), "used": False}
        self._records.put("captcha_ticket", ticket, row)
        return {"ticket": ticket, "randstr": randstr}

    def _handle(self, request: Request) -> Reply:
        path = request.target.partition("?")[0]
        if request.method == "POST":
            return answered(lambda: self._answer(request))
        if path == "/TJCaptcha.js":
            return Reply(body=SCRIPT.encode(), headers=(("Content-Type", "text/javascript"),))
        if path == "/ticket":
            return Reply.of(self.ticket(request.query.get("aid"))).also({"Access-Control-Allow-Origin": "*"})
        return Reply(status=404)

    def _answer(self, request: Request) -> Record:
        check_signature(self._keys, self._clock, request, "captcha")
        check_action(request, "DescribeCaptchaResult", "2019-07-22")
        body = request.json()
        if body.get("CaptchaType") != 9 or not isinstance(body.get("CaptchaAppId"), int):
            raise CloudError("InvalidParameter", "参数错误。")
        for name in ("Ticket", "UserIp", "Randstr", "AppSecretKey"):
            if not body.get(name):
                raise CloudError("MissingParameter", f"缺少参数：{name}。")
        code = self._verdict(body)
        return {"CaptchaCode": code, "CaptchaMsg": "OK" if code == OK else "failed", "EvilLevel": None}

    def _verdict(self, body: Record) -> int:
        if str(body["Ticket"]).startswith("trerror_") or self._faults.take("captcha_at_risk"):
            return AT_RISK
        with self._records.changing():
            row = self._records.get("captcha_ticket", body["Ticket"])
            if row is None:
                return MADE_UP
            self._records.put("captcha_ticket", body["Ticket"], {**row, "used": True})
        app_id = self._keys.captcha_app_id
        refusals = (
            (str(body["CaptchaAppId"]) != app_id or row["app_id"] != app_id, OTHER_APP),
            (body["AppSecretKey"] != self._keys.captcha_app_secret, NO_SECRET),
            (row["randstr"] != body["Randstr"], NO_MATCH),
            (row["used"], REUSED),
            (self._clock() - row["at"] >= LIFETIME, EXPIRED),
        )
        return next((code for refused, code in refusals if refused), OK)
