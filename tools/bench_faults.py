"""`python -m tools.bench_faults`: the name under which tools/bench/faults.py is known outside."""

from __future__ import annotations

from tools.bench.faults import main

if __name__ == "__main__":
    main()
