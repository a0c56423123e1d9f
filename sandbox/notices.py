"""Delivers payment and refund notices: signed and sealed, retried for a day, and spoilt as the fault menu says.

WeChat waits 5 s for 200 or 204, and otherwise comes again at the rungs of LADDER (15 times within 24 hours);
delivery is never guaranteed.  `speed` makes the ladder's clock run faster than the wall's.
"""

from __future__ import annotations

import http.client
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.faults import Faults
from sandbox.keys import Keys
from sandbox.pay_books import rfc3339
from sandbox.pay_seal import platform_headers, sealed_notice
from sandbox.records import Record, Records
from sandbox.server import Loop

LADDER = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
ANSWER_SECONDS = 5.0
SPOILS = ("notice_signtest", "notice_unknown_serial", "notice_old_timestamp", "notice_tampered")
PILES = {"WAITING": "undelivered", "HELD": "held"}  # small indexes of what is still to do, by state


@dataclass(frozen=True)
class Parcel:
    """One delivery, ready to send."""

    body: bytes
    headers: dict[str, str]


class Notices:
    """Notices by id.  State: WAITING, HELD (until another one went first), DELIVERED, LOST or GIVEN_UP."""

    def __init__(self, keys: Keys, records: Records, faults: Faults, *, speed: float = 1.0) -> None:
        self._keys, self._records, self._faults = keys, records, faults
        self.speed = speed
        self._flying: set[str] = set()
        self._guard = threading.Lock()
        self._couriers = ThreadPoolExecutor(8, thread_name_prefix="courier")
        self._loop = Loop(self.deliver_due, 0.03, "notices")

    def start(self) -> None:
        """Delivers from now on, what an earlier process left behind first."""
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()
        self._couriers.shutdown(wait=True, cancel_futures=True)

    # ---- taking on

    def post(self, *, url: str, event: str, about: str, content: Record, after: float = 0.0) -> list[Record]:
        """Takes a notice on; the faults that are set now decide its fate.  after: seconds to wait first.

        Returns the notices made: one, or two of the same id for `notice_double`.
        """
        if self._faults.take("notice_wrong_amount"):
            amount = {**content["amount"], "total": content["amount"]["total"] - 1}
            content = {**content, "amount": amount}
        late = self._faults.take("notice_late")
        number = content.get("out_refund_no") or content["out_trade_no"]
        notice_id = f"EV-{secrets.token_hex(16)}"
        seal = sealed_notice(
            self._keys, notice_id=notice_id, at=rfc3339(time.time()), event=event, about=about, content=content
        )
        first: Record = {
            "key": notice_id,
            "id": notice_id,
            "event": event,
            "number": number,
            "url": url,
            "body": seal.decode(),
            "state": self._first_state(),
            "due_at": time.time() + after + (late.seconds if late else 0.0),
            "rung": 0,
            "spoils": [name for name in SPOILS if self._faults.take(name)],
            "tries": [],
        }
        made = [first]
        if self._faults.take("notice_double"):
            made.append({**first, "key": f"{notice_id}+"})
        for notice in made:
            self._save(notice)
        return made

    def _first_state(self) -> str:
        if self._faults.take("notice_lost"):
            return "LOST"
        return "HELD" if self._faults.take("notice_reordered") else "WAITING"

    def _save(self, notice: Record) -> None:
        self._records.put("notice", notice["key"], notice)
        for state, pile in PILES.items():
            if notice["state"] == state:
                self._records.put(pile, notice["key"], {"key": notice["key"], "due_at": notice["due_at"]})
            else:
                self._records.remove(pile, notice["key"])

    # ---- looking and helping

    def notices(self, *, newest: int | None = None) -> list[Record]:
        """Every notice, oldest first."""
        return self._records.all("notice", newest=newest)

    def of(self, number: str) -> list[Record]:
        """The notices about an out_trade_no or out_refund_no, oldest first."""
        return self._records.find("notice", "number", number)

    def send_again(self, key: str) -> Record:
        """Delivers a notice once more, now, whatever its state; spoilt no more.  Raises KeyError."""
        with self._records.changing():
            notice = self._records.get("notice", key)
            if notice is None:
                raise KeyError(key)
            notice |= {"state": "WAITING", "due_at": time.time(), "spoils": []}
            self._save(notice)
        return notice

    # ---- delivering

    def deliver_due(self) -> None:
        """Hands what is due to the couriers; returns at once."""
        for waiting in self._records.due("undelivered", time.time()):
            with self._guard:
                if waiting["key"] in self._flying:
                    continue
                self._flying.add(waiting["key"])
            self._couriers.submit(self._carry, waiting["key"])

    def _carry(self, key: str) -> None:
        try:
            notice = self._records.get("notice", key)
            if notice is None or notice["state"] != "WAITING":
                return
            spoil = notice["spoils"][0] if notice["spoils"] else None
            began = time.time()
            status = _send(notice["url"], self._pack(notice, spoil))
            one = {"at": rfc3339(began), "status": status, "ms": round((time.time() - began) * 1000), "spoilt": spoil}
            self._note(key, one)
        finally:
            with self._guard:
                self._flying.discard(key)

    def _pack(self, notice: Record, spoil: str | None) -> Parcel:
        body = notice["body"].encode()
        stale = time.time() - 600 if spoil == "notice_old_timestamp" else None
        headers = platform_headers(self._keys, body, now=stale)
        return SPOILERS[spoil](Parcel(body, headers)) if spoil in SPOILERS else Parcel(body, headers)

    def _note(self, key: str, one: Record) -> None:
        with self._records.changing():
            notice = self._records.get("notice", key)
            assert notice is not None
            notice["tries"].append(one)
            accepted = one["status"] in (200, 204)
            if one["spoilt"]:  # whatever was answered, the good one follows
                notice["spoils"] = notice["spoils"][1:]
                notice["due_at"] = time.time() + LADDER[0] / self.speed
            elif accepted:
                notice["state"] = "DELIVERED"
            elif notice["rung"] < len(LADDER):
                notice["due_at"] = time.time() + LADDER[notice["rung"]] / self.speed
                notice["rung"] += 1
            else:
                notice["state"] = "GIVEN_UP"
            self._save(notice)
            if accepted and not one["spoilt"]:
                self._release()

    def _release(self) -> None:
        """Another notice went first: those held back for that go now."""
        for held in self._records.all("held"):
            notice = self._records.get("notice", held["key"])
            assert notice is not None
            self._save({**notice, "state": "WAITING"})


def _send(url: str, parcel: Parcel) -> int:
    """POSTs and returns the HTTP status; 0 when nobody answered in time."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=ANSWER_SECONDS)
    headers = {"Content-Type": "application/json", "User-Agent": "Mozilla/4.0", "Accept": "*/*", **parcel.headers}
    try:
        connection.request("POST", parts.path or "/", parcel.body, headers)
        answer = connection.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
    return answer.status


def _signtest(parcel: Parcel) -> Parcel:
    probe = "WECHATPAY/SIGNTEST/" + parcel.headers["Wechatpay-Signature"][19:]
    return Parcel(parcel.body, {**parcel.headers, "Wechatpay-Signature": probe})


def _unknown_serial(parcel: Parcel) -> Parcel:
    return Parcel(parcel.body, {**parcel.headers, "Wechatpay-Serial": secrets.token_hex(20).upper()})


def _tampered(parcel: Parcel) -> Parcel:
    return Parcel(parcel.body.replace(b'"EV-', b'"EV_', 1), parcel.headers)


SPOILERS: dict[str | None, Callable[[Parcel], Parcel]] = {
    "notice_signtest": _signtest,
    "notice_unknown_serial": _unknown_serial,
    "notice_tampered": _tampered,
}
