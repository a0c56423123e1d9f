"""Delivers payment and refund notices: repeats them at growing intervals, and spoils them as the fault menu says.

How a notice is written, signed and accepted depends on the channel's `Style`.  Delivery is never guaranteed.
`speed` shortens the intervals; `clock` moves the time by hand.
"""

from __future__ import annotations

import http.client
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from sandbox.faults import Faults
from sandbox.loop import Loop
from sandbox.records import Record, Records
from sandbox.times import rfc3339

ANSWER_SECONDS = 5.0
LOOKS_EVERY = 0.3  # seconds between checks for notices that are due; new ones are sent at once
PILES = {"WAITING": "undelivered", "HELD": "held"}  # small indexes of the notices still to deliver, by state


@dataclass(frozen=True)
class Parcel:
    """One delivery, ready to send."""

    body: bytes
    headers: dict[str, str]


class Style(Protocol):
    """The notices of one channel.  kind: of their records; ladder: seconds from one try to the next; spoils: faults
    that spoil a delivery, after which a correct one follows."""

    kind: str
    ladder: tuple[int, ...]
    spoils: tuple[str, ...]

    def less(self, content: Record) -> Record:
        """The content with an amount that is one fen too low."""

    def seal(self, notice_id: str, event: str, content: Record) -> bytes: ...
    def pack(self, body: bytes, spoil: str | None) -> Parcel: ...
    def accepts(self, status: int, body: bytes) -> bool: ...


class Notices:
    """Notices by id.  State: WAITING, HELD (until another was delivered), DELIVERED, LOST or GIVEN_UP."""

    def __init__(
        self,
        style: Style,
        records: Records,
        faults: Faults,
        *,
        speed: float = 1.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._style, self._records, self._faults = style, records, faults
        self.speed, self._clock = speed, clock
        self._kind = style.kind
        self._piles = {state: f"{pile}{style.kind.removeprefix('notice')}" for state, pile in PILES.items()}
        self._flying: set[str] = set()
        self._guard = threading.Lock()
        self._couriers = ThreadPoolExecutor(8, thread_name_prefix="courier")
        self._loop = Loop(self.deliver_due, max(0.03, LOOKS_EVERY / speed), "notices")

    def start(self) -> None:
        """Delivers from now on, beginning with notices left by an earlier process."""
        self._loop.start()

    def stop(self) -> None:
        self._loop.stop()
        self._couriers.shutdown(wait=True, cancel_futures=True)

    # ---- accepting notices

    def post(self, *, url: str, event: str, number: str, content: Record, after: float = 0.0) -> list[Record]:
        """Accepts a notice for delivery; the faults that are set now apply to it.  after: seconds to wait first.

        Returns the notices: one, or two with the same id for `notice_double`.
        """
        if self._faults.take("notice_wrong_amount"):
            content = self._style.less(content)
        late = self._faults.take("notice_late")
        notice_id = f"EV-{secrets.token_hex(16)}"
        first: Record = {
            "key": notice_id,
            "id": notice_id,
            "event": event,
            "number": number,
            "url": url,
            "body": self._style.seal(notice_id, event, content).decode(),
            "state": self._first_state(),
            "due_at": self._clock() + after + (late.seconds if late else 0.0),
            "rung": 0,
            "spoils": [name for name in self._style.spoils if self._faults.take(name)],
            "tries": [],
        }
        notices = [first]
        if self._faults.take("notice_double"):
            notices.append({**first, "key": f"{notice_id}+"})
        for notice in notices:
            self._save(notice)
        return notices

    def _first_state(self) -> str:
        if self._faults.take("notice_lost"):
            return "LOST"
        return "HELD" if self._faults.take("notice_reordered") else "WAITING"

    def _save(self, notice: Record) -> None:
        self._records.put(self._kind, notice["key"], notice)
        for state, pile in self._piles.items():
            if notice["state"] == state:
                self._records.put(pile, notice["key"], {"key": notice["key"], "due_at": notice["due_at"]})
            else:
                self._records.remove(pile, notice["key"])
        if notice["state"] == "WAITING":
            self._loop.wake()

    # ---- for tests and the control page

    def notices(self, *, newest: int | None = None) -> list[Record]:
        """Every notice, oldest first."""
        return self._records.all(self._kind, newest=newest)

    def of(self, number: str) -> list[Record]:
        """The notices about an out_trade_no or out_refund_no, oldest first."""
        return self._records.find(self._kind, "number", number)

    def send_again(self, key: str) -> Record:
        """Delivers a notice once more, now and unspoilt, whatever its state.  Raises KeyError."""
        with self._records.changing():
            notice = self._records.get(self._kind, key)
            if notice is None:
                raise KeyError(key)
            notice |= {"state": "WAITING", "due_at": self._clock(), "spoils": []}
            self._save(notice)
        return notice

    # ---- delivering

    def at_work(self) -> bool:
        """Whether a notice is due or being delivered; one that became due because the clock moved is sent now."""
        due = self._records.due(self._piles["WAITING"], self._clock(), most=1)
        if due:
            self._loop.wake()
        return bool(self._flying or due)

    def deliver_due(self) -> None:
        """Gives the notices that are due to the courier threads; returns at once."""
        for waiting in self._records.due(self._piles["WAITING"], self._clock()):
            with self._guard:
                if waiting["key"] in self._flying:
                    continue
                self._flying.add(waiting["key"])
            self._couriers.submit(self._deliver, waiting["key"])

    def _deliver(self, key: str) -> None:
        try:
            notice = self._records.get(self._kind, key)
            if notice is None or notice["state"] != "WAITING":
                return
            spoil = notice["spoils"][0] if notice["spoils"] else None
            started_at = time.time()
            status, answer = _send(notice["url"], self._style.pack(notice["body"].encode(), spoil))
            ms = round((time.time() - started_at) * 1000)
            delivery = {"at": rfc3339(started_at), "status": status, "ms": ms, "spoilt": spoil}
            self._record_try(key, delivery, self._style.accepts(status, answer))
        finally:
            with self._guard:
                self._flying.discard(key)

    def _record_try(self, key: str, delivery: Record, accepted: bool) -> None:
        with self._records.changing():
            notice = self._records.get(self._kind, key)
            assert notice is not None
            notice["tries"].append(delivery)
            if delivery["spoilt"]:  # whatever the answer, the correct one follows
                notice["spoils"] = notice["spoils"][1:]
                notice["due_at"] = self._clock() + self._style.ladder[0] / self.speed
            elif accepted:
                notice["state"] = "DELIVERED"
            elif notice["rung"] < len(self._style.ladder):
                notice["due_at"] = self._clock() + self._style.ladder[notice["rung"]] / self.speed
                notice["rung"] += 1
            else:
                notice["state"] = "GIVEN_UP"
            self._save(notice)
            if accepted and not delivery["spoilt"]:
                self._release()

    def _release(self) -> None:
        """Delivers the notices that were held until another was delivered."""
        for held in self._records.all(self._piles["HELD"]):
            notice = self._records.get(self._kind, held["key"])
            assert notice is not None
            self._save({**notice, "state": "WAITING"})


def _send(url: str, parcel: Parcel) -> tuple[int, bytes]:
    """POSTs a parcel.  Returns the HTTP status and body; status 0 if there was no answer in time."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=ANSWER_SECONDS)
    headers = {"User-Agent": "Mozilla/4.0", "Accept": "*/*", **parcel.headers}
    try:
        connection.request("POST", parts.path or "/", parcel.body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()
