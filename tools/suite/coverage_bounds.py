"""How much of the lines and branches the suites must run."""

from __future__ import annotations

from typing import Any

LEAST = 90.0  # percent of lines and branches, the whole product
# Every branch of these, or money may go a way that nobody has seen.
WHOLE = ("chalicelib/orders/machine/decide.py", "chalicelib/pay/service.py")


def shortfalls(report: dict[str, Any]) -> list[str]:
    """Where a coverage report falls short of these bounds."""
    total = report["summary"]["percent_covered"]
    missing = [] if total >= LEAST else [f"coverage of the whole product: {total:.1f} % < {LEAST} %"]
    for name in WHOLE:
        summary = report["files"][name]["summary"]
        lines, branches = summary["missing_lines"], summary["missing_branches"]
        if lines or branches:
            missing.append(f"coverage of {name}: {lines} lines, {branches} branches not run")
    return missing
