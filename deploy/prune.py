"""Deletes files of packages that no function ever reads."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

AWS_SERVICES = frozenset({"dynamodb", "s3", "secretsmanager", "sqs", "sts"})

NEVER_READ = re.compile(
    r"""
      (^|/)(tests?|__pycache__)/                  # nobody runs a package's own tests in a function
    | \.(pyi|pyc|a|lib|h|pxd)$                    # for type checkers and compilers
    | ^bin/                                       # command line tools
    | ^numpy/(f2py|_pyinstaller|_core/include)/   # Fortran, freezing, C headers
    | ^cv2/data/                                  # Haar cascades: faces are found by YuNet
    | ^PIL/_avif\.|^pillow\.libs/libavif-        # AVIF pictures are not accepted; Pillow starts without it
    | ^numpy/random/                              # numpy loads it only on demand
    | ^numpy/_core/_simd\.                        # for numpy's own tests
    | ^onnxruntime/(backend|datasets|quantization|tools|transformers)/  # for who makes networks
    | ^onnxruntime/capi/libonnxruntime\.so        # for programs in C: Python's module holds all of it
    | ^(flatbuffers|google|packaging)/            # asked for by onnxruntime's metadata, imported by those parts alone
    | ^boto3/examples/
    | ^botocore/cacert\.pem$                       # it takes certifi's, where there is one
    | ^wechatpy/work/                             # WeChat for companies, which nothing of wechatpy's asks for
    | ^reportlab/(fonts|graphics/samples)/          # fonts without Chinese
    | ^Cryptodome/SelfTest/                       # its own tests
    | ^Cryptodome/Cipher/_raw_(blowfish|cast|eksblowfish)\.  # ciphers that neither Alipay's SDK nor RSA asks for
    | ^Cryptodome/PublicKey/_(curve|ec|ed)\w+\.abi3  # elliptic curves: Alipay's keys are RSA
    | ^charset_normalizer/(cd|md)\.\w+-           # the same in C, for texts whose server does not name their encoding
    | ^tencentcloud/sms/v20190711/                # an older version of the interface
    | ^tencentcloud/(\w+/)*\w+_async\.            # for asyncio
    | ^wechatpayv3/async_/                        # the same
    | ^(cffi|pycparser)/                          # build bindings; those that are built need _cffi_backend alone
    | ^urllib3/contrib/pyopenssl\.                # botocore would take it for the sake of one name, in 35 ms of a start
    | ^dateutil/zoneinfo/                         # time zones, which Python has
    | \.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json)$  # for pip alone, and different on each machine
    """,
    re.VERBOSE,
)
# The steps with the layer draw no letters.
NO_TEXT = re.compile(r"^PIL/_imaging(ft|tk)\.|^pillow\.libs/lib(freetype|harfbuzz)-")
SERVICE = re.compile(r"^(?:botocore|boto3)/data/([^/]+)/")


def is_unused(path: str, *, text: bool = True) -> bool:
    """Whether a file is left out.  path: relative to site-packages, with slashes; text: the function draws letters."""
    service = SERVICE.match(path)
    if not text and NO_TEXT.search(path):
        return True
    return bool(NEVER_READ.search(path)) or (service is not None and service[1] not in AWS_SERVICES)


def prune(tree: Path, *, text: bool = True) -> None:
    """Deletes every unused file under `tree`, and folders left empty."""
    for folder, _, names in os.walk(tree, topdown=False):
        for name in names:
            path = Path(folder, name)
            if is_unused(path.relative_to(tree).as_posix(), text=text):
                path.unlink()
        if Path(folder) != tree and not any(Path(folder).iterdir()):
            shutil.rmtree(folder)
