"""`python -m tools.bench_qr`: the name under which tools/bench/qr.py is known outside."""

from __future__ import annotations

import sys

from tools.bench.qr import main

if __name__ == "__main__":
    sys.exit(main())
