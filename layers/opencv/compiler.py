"""The C compiler of the `ziglang` package: for either machine, against glibc 2.34 (Amazon Linux 2023)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from deploy import cache
from deploy.wheels import Arch, PackagingError

TARGETS: dict[Arch, str] = {"arm64": "aarch64-linux-gnu.2.34", "x86_64": "x86_64-linux-gnu.2.34"}


def make_library(library: Path, arch: Arch, folder: Path, *options: str) -> None:
    """Compiles in `folder`; options: how, and the sources.  Raises PackagingError with what the compiler said."""
    command = [sys.executable, "-m", "ziglang", "cc", "-target", TARGETS[arch], "-fPIC", "-shared", "-s"]
    command += [f"-Wl,-soname,{library.name}", "-o", str(library.resolve()), *options]
    kept = str(cache.folder() / "zig")  # its own place asks for a home
    environment = os.environ | {"ZIG_GLOBAL_CACHE_DIR": kept, "ZIG_LOCAL_CACHE_DIR": kept}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise PackagingError(f"{library.name}: the C compiler failed:\n{done.stderr.strip()}")
