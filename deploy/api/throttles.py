"""How many requests a second a route takes, of everybody together, so that no way of asking eats what all others need.

It is no bound for somebody who guesses or floods, which the step has by network and account, nor is it meant to be: who
fills a route shuts it for all, until the firewall (web_acl.py) shuts that network out.  What has no limit here may ask
for as much as the account has: what is read by a session, what a page asks while it waits, and the site's modules,
which are one method together.
"""

from __future__ import annotations

from typing import NamedTuple

from deploy.api.routes import Route


class Throttle(NamedTuple):
    """rate: requests a second; burst: at once."""

    rate: int
    burst: int


# Of each route of a step.  The season's worst minute needs at most four fifths, if all of a journey's requests to the
# step were to one route (docs/capacity.md); photos are taken again, so a form is asked for three times as often.
BY_STEP = {
    "Login": Throttle(1500, 3000),
    "Lookup": Throttle(600, 1200),
    "Upload": Throttle(2000, 4000),
    "Decode": Throttle(600, 1200),
    "Orders": Throttle(2500, 5000),
    "Pay": Throttle(600, 1200),
    "Rights": Throttle(50, 100),  # a copy, a deletion: once in an account's life, and not in the season's worst minute
}
# Passwords and codes: a thousand of the staff begin their day within five minutes, and a try costs 20 MiB of memory.
DOORS = {
    "/api/staff/login": Throttle(100, 200),
    "/api/staff/invites/": Throttle(50, 100),
    "/api/staff/captcha": Throttle(50, 100),
}
# Teachers' links: each look reads a roster, and a code to open one costs an SMS.
TEACHERS = {"/api/progress/": Throttle(200, 400)}
READS_WITHOUT_SESSION = ("/api/schools", "/api/captcha", "/api/payfor/{token}")


def throttle_of(route: Route) -> Throttle | None:
    """The limit of a route; None: what the account has."""
    for begin, throttle in (DOORS | TEACHERS).items():
        if route.path.startswith(begin):
            return throttle
    if route.method == "GET" and route.path not in READS_WITHOUT_SESSION:
        return None
    return BY_STEP.get(route.function)
