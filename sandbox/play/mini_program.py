"""The mini-program for the control page's phone frame: compiled for a browser by the harness of its tests."""

from __future__ import annotations

import mimetypes
import shutil
import subprocess
from pathlib import Path

from sandbox.cloud.template import ROOT
from sandbox.server import Reply

AT = "/phone/"  # on the site's origin, where its API is
PAGE = "index.html"
PHONE = Path(__file__).with_name("phone.js")
HARNESS = ROOT / "tests" / "miniprogram"


def mini_program(out: Path, name: str) -> Reply:
    """Return a file of the mini-program.  Its page compiles it into `out` first, so that a reload shows every change.

    Without Node.js or its packages, or with a mistake in a source, the page is a text that says so.
    """
    problem = _compile(out) if name == PAGE else ""
    file, root = (out / name).resolve(), out.resolve()
    if name == PHONE.name:
        file, root = PHONE, PHONE.parent
    if problem or not file.is_relative_to(root) or not file.is_file():
        return Reply(status=404, body=problem.encode()).also({"Content-Type": "text/plain; charset=utf-8"})
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    body = file.read_bytes().replace(b"<body>", b'<body><script src="phone.js"></script>', name == PAGE)
    return Reply(body=body).also({"Content-Type": kind, "Cache-Control": "no-cache"})


def _compile(out: Path) -> str:
    """Compile the mini-program into `out`.  Returns what is wrong; "" if nothing is."""
    if not (shutil.which("node") and (HARNESS / "node_modules" / "esbuild").is_dir()):
        return "请运行 make setup 安装小程序的编译工具，再刷新。\nType `make setup` to get its compiler, and reload."
    command = ["node", str(HARNESS / "compiler" / "bundle.js"), str(ROOT / "miniprogram"), str(out)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    return (done.stderr or "node failed") if done.returncode else ""
