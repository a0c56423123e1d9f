"""What heic.unpacked runs: HEIC on standard input, PPM on standard output; its argument is the most pixels."""

from __future__ import annotations

import sys

from .heic import TOO_MANY, bound_this_process, opened
from .picture import plain


def main() -> None:
    bound_this_process()
    with opened(sys.stdin.buffer.read()) as image:
        pixels = image.width * image.height
        if pixels > int(sys.argv[1]):
            sys.stdout.write(str(pixels))
            sys.exit(TOO_MANY)
        image.load()
        plain(image, image.info.get("icc_profile"), "RGB").save(sys.stdout.buffer, "PPM")


if __name__ == "__main__":
    main()
