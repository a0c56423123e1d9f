"""Two minutes for a student and for each role: whatever is asked for by docs/openapi.json, rightly or wrongly, is
answered as it says there, and never by a fault of the server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chalicelib.staff.model import StaffRole
from clients.student import Student
from sandbox.box import Sandbox
from tests.worlds import review_desk
from tests.worlds.app import World
from tests.worlds.staff import colleague

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh")]  # what others wrote is not as the steps write it

ROOT = Path(__file__).parents[2]
SECONDS = 120
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# What may end the session everything else is asked with: the ids of what is listed are tried, too.
LEAVES = r"^/api/(logout|me/closing|me/sessions.*|staff/(logout|sessions/.*|accounts/.+/.+))$"
STAFF, STUDENT = r"^/api/staff/", r"^/api/(?!staff/|pay/)"


def ask(who: Student, url: str, paths: str, known: dict[str, list[Any]], folder: Path, *options: str) -> str:
    """What schemathesis says of the answers; fails if one of them is not as described.  folder: where it writes."""
    command: list[str | Path] = [
        Path(sys.executable).with_name("schemathesis"),
        "run",
        ROOT / "docs" / "openapi.json",
        "--url",
        url,
    ]
    command += ["--no-color", "--header", f"Authorization: Bearer {who.token}", "--include-path-regex", paths, *options]
    command += ["--checks", CHECKS, "--continue-on-failure", "--max-failures", "20", "--generation-database", "none"]
    environ = os.environ | {"SCHEMATHESIS_HOOKS": "tests.worlds.described", "KNOWN_IDS": json.dumps(known)}
    environ["PYTHONPATH"] = str(ROOT)
    run = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    return str(run.stdout)


def of_the_branch(world: World) -> tuple[Student, dict[str, list[Any]]]:
    """A student with orders at several stages, and what is hers and the branch's."""
    student, task, free = world.student(), world.plain_task(), world.plain_task(price=0)
    stages = (world.draft, world.photographed, world.submitted, world.paid)
    orders = [stage(student, task) for stage in stages] + [world.submitted(student, free) for _ in range(3)]
    reviewer = colleague(world.box.console_url, StaffRole.REVIEWER)
    review_desk.approve(reviewer, orders[-1])
    review_desk.reject(reviewer, orders[-2])
    known = {"order_id": orders, "task_id": [task.task_id, free.task_id], "person_id": [world.person(student)]}
    return student, known | {"photo_no": [1], "attempt_no": [1]}


def refused_at_the_door(said: str) -> int:
    """Of how many operations every answer was 401, as if the session had ended."""
    found = re.search(r"401 Unauthorized \((\d+) operations?\)", said)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("role", ["STUDENT", *StaffRole])
def test_every_answer_is_as_described(box: Sandbox, tmp_path: Path, role: str) -> None:
    world = World(box)
    student, known = of_the_branch(world)
    if role == "STUDENT":
        who, url, paths = student, box.api_url, STUDENT
    else:
        who, url, paths = colleague(box.console_url, StaffRole(role)), box.console_url, STAFF
    said = ask(who, url, paths, known, tmp_path, "--exclude-path-regex", LEAVES, "--max-time", str(SECONDS))
    print(said)
    assert refused_at_the_door(said) <= 3
    assert who.call("GET", "/api/me" if role == "STUDENT" else "/api/staff/me")
    ask(who, url, f"(?={paths}){LEAVES}", known, tmp_path, "--max-examples", "20", "--phases", "coverage,fuzzing")
