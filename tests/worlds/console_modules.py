"""The console's own modules without a browser: what an expression over one of them is, in Node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

WEB = Path(__file__).parents[2] / "web"


def evaluated(module: str, expression: str) -> Any:
    """module: below web/, known as `it` in the expression."""
    script = f"import * as it from '{(WEB / module).as_uri()}'; console.log(JSON.stringify({expression}));"
    command = ["node", "--no-warnings", "--experimental-detect-module", "--input-type=module", "-e", script]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
