"""A reviewer's round without a browser: what a script over review_bench.mjs returns, in Node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

BENCH = Path(__file__).with_suffix(".mjs")
ALL = [f"o{number}" for number in range(100)]  # ids of its pictures, as they wait


def played(script: str, count: int = 60) -> Any:
    """What a script returns; it knows the clock, a queue of so many pictures, and what the bench offers."""
    whole = f"""
        import {{ Clock, Queue, dice, settled, tab }} from '{BENCH.as_uri()}';
        const BENCH = '{BENCH.as_uri()}';
        const clock = new Clock();
        const queue = new Queue(clock, {count});
        const called = (name) => queue.calls.filter(([one]) => one === name).map(([, what]) => what);
        const play = async () => {{ {script} }};
        console.log(JSON.stringify(await play()));
    """
    return _run(whole)


def in_a_tab(script: str) -> Any:
    """What a script returns in a page of the console without a screen; it knows `page` of review_tab.mjs."""
    whole = f"""
        import {{ page }} from '{BENCH.with_name("review_tab.mjs").as_uri()}';
        const play = async () => {{ {script} }};
        console.log(JSON.stringify(await play()));
        process.exit(0);
    """
    return _run(whole)


def _run(script: str) -> Any:
    command = ["node", "--no-warnings", "--experimental-detect-module", "--input-type=module", "-e", script]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
