"""One trained network, run by ONNX Runtime."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

# Before the import: the runtime otherwise stores a device id at home and sends events to Microsoft (its Privacy.md).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime
from numpy.typing import NDArray

ERRORS_ONLY = 3  # of what the runtime writes to the log


class Network:
    """From one input of float32 to one output, on one thread.  Equal inputs give equal outputs; safe to share."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError; what is no network is refused by the runtime's own errors."""
        if not path.is_file():
            raise FileNotFoundError(f"model file missing: {path}")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = ERRORS_ONLY
        options.enable_cpu_mem_arena = options.enable_mem_pattern = False  # with them it takes a third more memory
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def run(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        (output,) = self._session.run(None, {self._input: values})
        return np.asarray(output, np.float32)
