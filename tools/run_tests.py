"""Runs every suite once, in parallel, and fails when coverage is below what is promised."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LEAST = 90.0  # percent of lines and branches, the whole product
WHOLE = ("chalicelib/orders/machine.py", "chalicelib/pay/service.py")  # every branch, or money may go a way nobody saw
RACES = ("tests/race",)  # by themselves: they leave no core to a browser
# They run what the others cover, in a browser or every order of events: a tracer would only make them late.
UNTRACED = ("tests/web", "tests/miniprogram", "tests/property", "tests/unit/package")
REPORT = ROOT / "build" / "coverage.json"


def run(*command: str, check: bool = True, traced: bool = False) -> int:
    """A command in the project's folder.  traced: coverage is switched on in its child processes too."""
    environ = {**os.environ, "TZ": "Asia/Shanghai"}
    if traced:
        environ["COVERAGE_PROCESS_START"] = str(ROOT / "pyproject.toml")
    code = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environ, check=False).returncode
    if check and code:
        sys.exit(code)
    return code


def shortfalls(report: dict[str, Any]) -> list[str]:
    """What the coverage report does not keep of the promises."""
    total = report["totals"]["percent_covered"]
    found = [] if total >= LEAST else [f"whole product: {total:.1f} % < {LEAST} %"]
    for name in WHOLE:
        summary = report["files"][name]["summary"]
        if summary["missing_lines"] or summary.get("missing_branches"):
            found.append(f"{name}: {summary['missing_lines']} lines, {summary['missing_branches']} branches not run")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", default="2")
    asked = parser.parse_args()
    for old in ROOT.glob(".coverage*"):
        old.unlink()
    suite = ("pytest", "-m", "not slow", "-n", asked.workers, "--dist", "worksteal")
    others = [word for folder in UNTRACED + RACES for word in ("--ignore", folder)]
    failed = run(*suite, *others, "--cov", "--cov-report=", check=False, traced=True)
    failed |= run(*suite, *UNTRACED, check=False)
    failed |= run(*suite, *RACES, check=False)
    REPORT.parent.mkdir(exist_ok=True)
    run("coverage", "json", "-q", "-o", str(REPORT))
    missing = shortfalls(json.loads(REPORT.read_text()))
    for line in missing:
        print(f"coverage: {line}", file=sys.stderr)
    return failed or (1 if missing else 0)


if __name__ == "__main__":
    sys.exit(main())
