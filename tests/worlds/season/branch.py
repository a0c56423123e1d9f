"""A branch through one season: its people and its students, each at a browser of their own, and one movable clock."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Browser

from chalicelib.shared.clock import SHANGHAI
from clients.outside import Outside
from sandbox.box import Sandbox
from sandbox.clock import SandboxClock
from tests.worlds.browsers import LAPTOP, Door
from tests.worlds.season.employee import Employee
from tests.worlds.season.graduates import people

BRANCH = "湘北分社"
ROLES = {"ADMIN": "系统管理员", "MANAGER": "管理员", "REVIEWER": "审核员", "FINANCE": "财务"}


class Season:
    """people: username → employee; whoever is needed is called by username.

    graduates: who takes part, `count` of them; stranger: of another school; code: of their task, once it is open.
    """

    def __init__(self, box: Sandbox, browser: Browser, outside: Outside, clock: SandboxClock, count: int) -> None:
        self.box, self.outside, self.clock = box, outside, clock
        (self.graduates, self.stranger), self.code = people(count), ""
        self.door = Door(browser)
        self.people: dict[str, Employee] = {}

    def __getitem__(self, username: str) -> Employee:
        return self.people[username]

    def comes(self, username: str, name: str) -> Employee:
        """Somebody new sits down at a computer of the branch."""
        page = self.door.page("desktop", LAPTOP)
        self.people[username] = self.door.let_in(Employee(page, self.box.console_url, username, name))
        return self.people[username]

    def begins(self) -> None:
        """On the tenth of November in the morning: whenever this runs, all of it lies in one season (采集季)."""
        now = datetime.fromtimestamp(self.clock.now(), SHANGHAI)
        day = now.replace(month=11, day=10, hour=9, minute=0, second=0, microsecond=0)
        self.clock.to(day if day > now else day.replace(year=day.year + 1), schedules=False)
        self._log_in()

    def waits(self, minutes: float) -> None:
        """Work that goes on behind the pages is done meanwhile."""
        self.clock.move(minutes=minutes)

    def passes(self, days: float) -> None:
        """Time goes by, with everything that the schedules do in it; whoever worked logs in again."""
        self.clock.move(days=days)
        self._log_in()

    def _log_in(self) -> None:
        for employee in self.people.values():
            employee.log_in()
