"""The most memory this process has held; Linux's own count, since getrusage tells a child what its parent held."""

from __future__ import annotations

from pathlib import Path

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def peak_mib() -> float:
    """MiB resident at most since the start, or since `forget_peak`."""
    (line,) = (one for one in STATUS.read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Counts from what is resident now."""
    FORGET.write_text("5")
