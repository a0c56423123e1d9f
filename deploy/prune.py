"""What a package carries that no function ever reads."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

AWS_SERVICES = frozenset({"dynamodb", "s3", "sqs", "sts"})

NEVER_READ = re.compile(
    r"""
      (^|/)(tests?|__pycache__)/                  # nobody runs a package's own tests in a function
    | \.(pyi|pyc|a|lib|h|pxd)$                    # for type checkers and compilers
    | ^bin/                                       # command line tools
    | ^numpy/(f2py|_pyinstaller|_core/include)/   # Fortran, freezing, C headers
    | ^cv2/data/                                  # Haar cascades: faces are found by YuNet
    | ^PIL/_avif\.|^pillow\.libs/libavif-        # no picture is taken as AVIF; Pillow starts without it
    | ^numpy/random/                              # numpy loads it only for whoever asks
    | ^captcha/data/.*\.wav$                      # spoken captchas
    | ^boto3/examples/
    | \.dist-info/RECORD$                        # for pip alone, and other on each machine
    """,
    re.VERBOSE,
)
NO_TEXT = re.compile(
    r"^PIL/_imaging(ft|tk)\.|^pillow\.libs/lib(freetype|harfbuzz)-"
)  # the layer's steps draw no letters
SERVICE = re.compile(r"^(?:botocore|boto3)/data/([^/]+)/")


def is_dead(path: str, *, text: bool = True) -> bool:
    """True for a file (path relative to site-packages, with slashes) that is left out; text: letters are drawn."""
    service = SERVICE.match(path)
    if not text and NO_TEXT.search(path):
        return True
    return bool(NEVER_READ.search(path)) or (service is not None and service[1] not in AWS_SERVICES)


def prune(tree: Path, *, text: bool = True) -> None:
    """Deletes every dead file under `tree`, and folders left empty."""
    for folder, _, names in os.walk(tree, topdown=False):
        for name in names:
            path = Path(folder, name)
            if is_dead(path.relative_to(tree).as_posix(), text=text):
                path.unlink()
        if Path(folder) != tree and not any(Path(folder).iterdir()):
            shutil.rmtree(folder)
