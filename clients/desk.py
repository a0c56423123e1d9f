"""A staff member's client in Python: what the console does over HTTP, for the demo and the tests."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

from chalicelib.shared.errors import REGISTRY
from clients.student import ApiError, Student
from tools.suite.patience import PATIENCE, wait_for

STEP = 30  # seconds for which a code of the authenticator is valid


class Desk(Student):
    """One person of the branch, at the console's address; keeps the session token."""

    def log_in(self, username: str, password: str, secret: str) -> Any:
        """secret: the authenticator's.  If its current code has been used already, waits once for the next one."""
        from chalicelib.staff.proofs import code_at

        for last in (False, True):
            step = self._step()
            body = {"username": username, "password": password, "code": code_at(secret, step)}
            try:
                session = self.call("POST", "/api/staff/login", body)
            except ApiError as error:
                if last or error.code != "staff_login_wrong":
                    raise
                wait_for(partial(self._is_after, step), "the authenticator's next code")
            else:
                self.token = session["token"]
                return session
        raise AssertionError("the second round returns or raises")

    def _step(self) -> int:
        """The authenticator's current step, by the server's time: a sandbox may be ahead of this machine."""
        answer = self._http.head(self._url + "/", timeout=PATIENCE)
        return int(parsedate_to_datetime(answer.headers["Date"]).timestamp()) // STEP

    def _is_after(self, step: int) -> bool:
        return self._step() > step

    def package(self, task_id: str) -> Any:
        """Packages the task's approved photos and waits until that is done.  Raises TimeoutError."""
        request = self.call("POST", f"/api/staff/tasks/{task_id}/packages", {})
        path = f"/api/staff/packages/{request['package_id']}"
        return wait_for(lambda: self.call("GET", path), "the package", lambda package: package["state"] == "READY")


def take(reviewer: Student, order_id: str) -> dict[str, Any]:
    """Holds the order's picture for review, or prolongs that.  Raises ApiError if it is not free."""
    answer = reviewer.call("POST", "/api/staff/review/renew", {"orders": [order_id]})
    for gone in answer["gone"]:
        raise refusal(gone)
    (picture,) = answer["pictures"]
    return dict(picture)


def decide(reviewer: Student, order_id: str, verdict: str, **body: object) -> dict[str, Any]:
    """Approves or rejects a picture that is held.  Raises ApiError if that is not done."""
    decision = {"order_id": order_id, "verdict": verdict, "photo_no": 1} | body
    (answer,) = reviewer.call("POST", "/api/staff/review/decide", {"decisions": [decision]})["answers"]
    if not answer["decided"]:
        raise refusal(answer)
    return dict(answer)


def refusal(answer: dict[str, Any]) -> ApiError:
    """The error of one order's answer, as if it were the request's."""
    words = {"code": answer["code"], "message": answer["message"], "action": answer["cure"]}
    return ApiError(REGISTRY[answer["code"]].status, words | dict.fromkeys(("field", "retry_after", "ref", "data")))
