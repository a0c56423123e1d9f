"""The SMS to an account's number about a grave act: the only message that a thief of the session cannot turn away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.identity.number.moved_store import Moved, MovedStore
from chalicelib.notify.once import Once
from chalicelib.notify.reminding.held import Held
from chalicelib.notify.sms import NoticeSms
from chalicelib.shared.clock import SHANGHAI, Clock
from chalicelib.shared.log import log

HELD = "MOVED-"  # begins what waits in the list of held events
LATEST = timedelta(hours=72)  # how long after the act the SMS is still sent


@dataclass(frozen=True, kw_only=True)
class MovedNumbers:
    """Sends the SMS at any hour.  What the vendor does not take is retried with the deferred events until LATEST."""

    store: MovedStore
    sms: NoticeSms
    once: Once
    held: Held
    clock: Clock

    def tell(self, moved_id: str) -> bool:
        """Send it, once; whether anything was done now.  Raises OutsideBusy and what else the vendor does: it comes
        again, and waits with the held events for when nobody brings it any more."""
        moved = self.store.get(moved_id)
        if moved is None or self.clock() >= moved.at + LATEST:
            self._over(moved_id)
            return False
        try:
            outcome = self.once.each(moved_id, {"moved_sms": lambda: self._send(moved)})
        except Exception:
            self.held.add(HELD + moved_id, 0)
            raise
        if outcome.held or outcome.refused:
            self.held.add(HELD + moved_id, 0)
        else:
            self._over(moved_id)
        return outcome.done

    def retry(self, name: str) -> bool:
        """As `tell`, for what was held under a name."""
        return self.tell(name.removeprefix(HELD))

    def _send(self, moved: Moved) -> None:
        at = moved.at.astimezone(SHANGHAI)
        sent = self.sms.send(moved.phone, "moved", [f"{at.month}月{at.day}日{at:%H:%M}", moved.act])
        log("told", event="moved", id=moved.moved_id, outcome=f"sms={sent}")

    def _over(self, moved_id: str) -> None:
        self.store.drop(moved_id)
        self.held.drop(HELD + moved_id, 0)
