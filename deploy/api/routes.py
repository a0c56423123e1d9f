"""The routes of the API, each with the step that serves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chalice.app import Chalice
from chalice.utils import to_cfn_resource_name

from deploy.wheels import PackagingError


@dataclass(frozen=True)
class Route:
    """A route of the API.  function: the CloudFormation name of the step that serves it."""

    method: str
    path: str
    function: str

    @property
    def arn_path(self) -> str:
        return re.sub(r"{[^}]+}", "*", self.path)


def routes_of(app: Chalice) -> Iterator[Route]:
    """Every route of `app` with its step.  Raises PackagingError for a route whose name is no function's."""
    steps = {function.name for function in app.pure_lambda_functions}
    for path, methods in app.routes.items():
        for method, entry in methods.items():
            if entry.view_name not in steps:
                raise PackagingError(f"{method} {path}: no @app.lambda_function named {entry.view_name!r}")
            yield Route(method, path, to_cfn_resource_name(entry.view_name))


def check_siblings(paths: set[str]) -> None:
    """Raises PackagingError if two paths have different variables in one position: Chalice takes that, API Gateway does
    not."""
    seen: dict[str, str] = {}
    for path in sorted(paths):
        parts = path.split("/")
        for position, part in enumerate(parts):
            if part.startswith("{") and seen.setdefault("/".join(parts[:position]), part) != part:
                before = "/".join(parts[:position])
                raise PackagingError(f"{before}/ is followed by both {seen[before]} and {part}; API Gateway takes one")
