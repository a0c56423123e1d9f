"""What a person plays the story with: pictures, ways into the console, a teacher's page, orders in every state."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from clients.student import Student
from sandbox.play import mini_program
from sandbox.play.sample_orders import Work, make_orders
from sandbox.records import Record
from sandbox.seed import ENCRYPTED_ID, Seeded
from sandbox.seed_staff import BRANCH, PASSWORD, STAFF
from sandbox.server import Reply
from sandbox.wechat.open_api import WeChatOpen
from sandbox.wechat_pay.server import WeChatPay

FAULTS = ("eyes_closed", "sunglasses", "mouth_open", "head_too_small", "blurred", "too_dark")
ENTER = Path(__file__).with_name("enter.html")
ENTER_AT = "/sandbox/enter"  # on the console's origin, where its session is stored


@dataclass(frozen=True)
class Story:
    """site, console: their addresses."""

    site: str
    console: str
    wechat: WeChatOpen
    pay: WeChatPay

    def view(self) -> Record:
        """Return addresses, codes of tasks, the staff, and the faults that a sample portrait can have."""
        from chalicelib.photo.codes import CODES

        return {
            "site": self.site,
            "console": self.console,
            "enter": self.console + ENTER_AT,
            "phone": f"{self.site}{mini_program.AT}{mini_program.PAGE}",
            "tasks": asdict(Seeded()),
            "password": PASSWORD,
            "staff": [asdict(one) for one in STAFF],
            "faults": {code: CODES[code].message for code in FAULTS},
        }

    def picture(self, name: str) -> Reply:
        """Return a new collection code ("code"), a new good portrait ("portrait"), or one with a fault, by its code.

        Raises KeyError.
        """
        from drawings.faulty_portraits import FAULTS as DRAWN
        from tools.demo import new_portrait, sample_code

        draw = {"code": sample_code, "portrait": new_portrait, **DRAWN}[name]
        kind = "jpeg" if name == "portrait" else "png"
        file = f'attachment; filename="{name}.{kind}"'
        return Reply(body=draw()).also({"Content-Type": f"image/{kind}", "Content-Disposition": file})

    def sample_orders(self, run_step: Work) -> Record:
        """Return a new student's phone, and the ids of their orders by state; arguments as of make_orders.

        Raises ApiError, TimeoutError.
        """
        user, student = self.wechat.new_user(), Student(self.site)
        student.login_by_wechat(self.wechat.login_code(user["openid"]), self.wechat.phone_code(user["openid"]))
        student.agree()
        return {"phone": user["phone"], **make_orders(student, user["phone"], self.console, self.pay, run_step)}

    def teacher_page(self) -> Record:
        """Make a link that shows a teacher the task with collection codes for 30 days.  Raises DomainError."""
        from chalicelib.staff.accounts import operator
        from chalicelib.wire import wire

        token, _ = wire().teachers.links.create(operator(BRANCH), ENCRYPTED_ID, 30, "沙箱")
        return {"url": f"{self.site}/p/#/{token}"}


def enter(_: str) -> Reply:
    """Return the page that logs a member of staff in by the console's own request."""
    return Reply(body=ENTER.read_bytes()).also({"Content-Type": "text/html; charset=utf-8"})
