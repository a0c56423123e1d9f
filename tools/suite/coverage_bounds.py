"""What is promised of the lines and branches that the suites run."""

from __future__ import annotations

from typing import Any

LEAST = 90.0  # percent of lines and branches, the whole product
# Every branch, or money may go a way nobody saw.
WHOLE = ("chalicelib/orders/machine/decide.py", "chalicelib/pay/service.py")


def shortfalls(report: dict[str, Any]) -> list[str]:
    """What a coverage report does not keep of the promises."""
    total = report["summary"]["percent_covered"]
    found = [] if total >= LEAST else [f"coverage of the whole product: {total:.1f} % < {LEAST} %"]
    for name in WHOLE:
        summary = report["files"][name]["summary"]
        lines, branches = summary["missing_lines"], summary["missing_branches"]
        if lines or branches:
            found.append(f"coverage of {name}: {lines} lines, {branches} branches not run")
    return found
