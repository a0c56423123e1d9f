"""The most memory that this process has held: Linux's own count, since getrusage tells a child what its parent held."""

from __future__ import annotations

from pathlib import Path

STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def peak_mib() -> float:
    """The most MiB resident since the start, or since `forget_peak`."""
    (line,) = (entry for entry in STATUS.read_text().splitlines() if entry.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    """Starts counting anew from what is resident now."""
    FORGET.write_text("5")
