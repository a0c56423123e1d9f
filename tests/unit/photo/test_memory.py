"""What a judgement frees stays with the process, for the next one."""

from __future__ import annotations

import subprocess
import sys

BLOCKS = """
import resource
from chalicelib.photo.nets.memory import keep_freed_memory

def take_and_free():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    blocks = [b"x" * (20 << 20) for _ in range(3)]
    del blocks
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

keep_freed_memory()
take_and_free()
take_and_free()
print(take_and_free())
"""


def test_freed_memory_is_not_fetched_again() -> None:
    """Three blocks of together 15,360 pages, a third time: 10,000 are fetched where glibc is left to itself."""
    assert int(subprocess.check_output([sys.executable, "-c", BLOCKS], text=True)) < 100
