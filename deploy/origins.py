"""The two origins of a deployment: the site of students and teachers, and the branch's console.

A browser keeps what a page stores by origin, so no script on the site reaches a session at the console.  Each has an
API and files of its own, and neither answers for the other.
"""

from __future__ import annotations

from dataclasses import dataclass

CONSOLE_ROUTES = "/api/staff/"
CONSOLE_FOLDER = "staff"  # of web/
BOTH = ("shared", "settings.json")  # of web/


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where pages and their API are called.

    api: its API in the template; name: of that API in a stage; parameter: with "Origin", the parameter that is its
    address; url_output: the output that tells its address at API Gateway; prefix: of its files in the bucket; page: the
    file at its root.
    """

    api: str
    name: str
    parameter: str
    url_output: str
    prefix: str
    page: str

    def has_route(self, path: str) -> bool:
        """Whether a route of the application is called here."""
        return path.startswith(CONSOLE_ROUTES) is (self is CONSOLE)

    def has_file(self, name: str) -> bool:
        """Whether a file of web/ is served here.  name: its path in that folder."""
        top = name.split("/", 1)[0]
        return top in BOTH or (top == CONSOLE_FOLDER) is (self is CONSOLE)


SITE = Origin(
    api="RestAPI",
    name="gradphoto-${Stage}",
    parameter="Web",
    url_output="EndpointURL",
    prefix="site",
    page="index.html",
)
CONSOLE = Origin(
    api="ConsoleAPI",
    name="gradphoto-${Stage}-console",
    parameter="Console",
    url_output="ConsoleURL",
    prefix="console",
    page="staff/index.html",
)
ORIGINS = (SITE, CONSOLE)


def origin_of(path: str) -> Origin:
    """Where a route is called."""
    return next(origin for origin in ORIGINS if origin.has_route(path))
