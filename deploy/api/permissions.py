"""What API Gateway may call a function's alias for: one permission for each path below which all routes are its own.

Lambda keeps a function's permissions as one policy of at most 20,480 bytes (see deploy/checks/limits.py), so they may
not grow with its routes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from deploy.api.routes import Route
from deploy.origins import ORIGINS, origin_of

Template = dict[str, Any]

SOURCE = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/*/%s"


@dataclass(frozen=True, order=True)
class Permission:
    """A function and what it may be called for.  calls: a method and a path, such as `*/api/staff/*`."""

    api: str
    function: str
    calls: str

    @property
    def name(self) -> str:
        words = re.findall(r"[A-Za-z0-9]+|\*", self.calls)
        return f"{self.function}On{''.join('Any' if word == '*' else word.title() for word in words)}"

    def resource(self) -> Template:
        return {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "FunctionName": {"Ref": f"{self.function}.Alias"},
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": {"Fn::Sub": SOURCE % (self.api, self.calls)},
            },
        }


def permissions(routes: Iterable[Route]) -> list[Permission]:
    """The permissions that all `routes` need, and no more: what they cover below a path is the function's alone."""
    found = list(routes)
    return [
        Permission(origin.api, function, calls)
        for origin in ORIGINS
        for function, calls in _calls([route for route in found if origin_of(route.path) is origin], 1)
    ]


def _calls(routes: list[Route], depth: int) -> Iterator[tuple[str, str]]:
    """Function and calls for routes whose paths are equal in their first `depth` parts."""
    ending = [route for route in routes if len(_parts(route)) == depth]
    below = sorted((route for route in routes if len(_parts(route)) > depth), key=_parts)
    branches = {_parts(route)[depth] for route in below}
    if len({route.function for route in routes}) == 1 and (len(branches) > 1 or (ending and below)):
        yield routes[0].function, f"*{'/'.join(_parts(routes[0])[:depth])}/*"
        below = []
    yield from _at_one_path(ending)
    for _, group in groupby(below, lambda route: _parts(route)[depth]):
        yield from _calls(list(group), depth + 1)


def _at_one_path(routes: list[Route]) -> Iterator[tuple[str, str]]:
    for route in routes[:1] if len({route.function for route in routes}) == 1 else routes:
        methods = {each.method for each in routes if each.function == route.function}
        yield route.function, f"{route.method if len(methods) == 1 else '*'}{route.arn_path}"


def _parts(route: Route) -> list[str]:
    return route.arn_path.split("/")
