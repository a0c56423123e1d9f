"""A staff member's client in Python: what the console does over HTTP, for the demo and the tests."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any

from tools.student import POLL, SECONDS, ApiError, Student

STEP = 30  # seconds a code of the authenticator lives


class Desk(Student):
    """One person of the branch; keeps the session token."""

    def log_in(self, username: str, password: str, secret: str) -> Any:
        """secret: of the authenticator.  A code that was used a moment ago is waited out once."""
        from chalicelib.staff.proofs import code_at

        for last in (False, True):
            now = self._server_time()
            body = {"username": username, "password": password, "code": code_at(secret, int(now) // STEP)}
            try:
                session = self.call("POST", "/api/staff/login", body)
            except ApiError as error:
                if last or error.code != "staff_login_wrong":
                    raise
                time.sleep(STEP - now % STEP + 1)
            else:
                self.token = session["token"]
                return session
        raise AssertionError("the second round returns or raises")

    def _server_time(self) -> float:
        """The sandbox's may be ahead of this machine's.  To the second."""
        answer = self._http.head(self._url + "/", timeout=SECONDS)
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()

    def take(self, order_id: str) -> Any:
        return self.call("POST", f"/api/staff/review/{order_id}/take", {})

    def approve(self, order_id: str, photo_no: int) -> Any:
        return self.call("POST", f"/api/staff/review/{order_id}/approve", {"photo_no": photo_no})

    def reject(self, order_id: str, photo_no: int, *reasons: str) -> Any:
        body = {"photo_no": photo_no, "reasons": list(reasons)}
        return self.call("POST", f"/api/staff/review/{order_id}/reject", body)

    def package(self, task_id: str, *, seconds: float = 60) -> Any:
        """A finished package of what is approved.  Raises TimeoutError."""
        package = self.call("POST", f"/api/staff/tasks/{task_id}/packages", {})
        give_up = time.monotonic() + seconds
        while package["state"] != "READY":
            if time.monotonic() > give_up:
                raise TimeoutError(f"package is {package['state']} after {seconds} s")
            time.sleep(POLL)
            package = self.call("GET", f"/api/staff/packages/{package['package_id']}")
        return package
