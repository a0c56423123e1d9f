"""Answers Chalice's own commands with this project's: what they would build or deploy is not what runs here."""

from __future__ import annotations

import os
import sys

INSTEAD = {
    "local": "make run (then, to serve the API by Chalice, too: .chalice/README.md)",
    "package": "make package",
    "deploy": "make deploy STAGE=test REGION=cn-north-1",
}


def refuse() -> None:
    """Exit with the command to type, when Chalice's command line loads the app.

    `make package` calls Chalice itself, and `chalice local` may serve where the settings of a sandbox are exported.
    """
    command = next((word for word in sys.argv[1:] if word in INSTEAD), "")
    if os.environ.get("CALLED_BY") == "make package" or (command == "local" and os.environ.get("STAGE")):
        return
    other = INSTEAD.get(command, "the command that .chalice/README.md names")
    sys.stderr.write(f"This project does not use this command of Chalice's. Type: {other}\n")
    sys.stderr.flush()
    os._exit(1)  # `chalice local` loads the app in a thread, and would go on after SystemExit
