"""The first order of a process is read by many threads at once, as the sandbox does: nothing may crash."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from chalicelib.orders.store import items
from chalicelib.orders.store.names import Names
from chalicelib.orders.store.orders import Orders
from chalicelib.shared.crypto import Keys

BODY = '{"order_id": "order", "seq": 1, "state": "DRAFT", "event": "open"}'  # read a little way, then refused

sys.setswitchinterval(1e-6)
orders = Orders("orders", Names("orders", Keys(bytes(32))))
items.OrderItem.query = lambda *asked, **more: [items.OrderItem("order", "HEAD", body=BODY)]
gates = [Barrier(16) for _ in range(2)]


def read(_):
    found = []
    for gate, work in zip(gates, (orders.load, orders.history)):
        gate.wait()
        try:
            work("order")
        except Exception as error:
            found.append(type(error).__name__)
    return tuple(found)


print(set(ThreadPoolExecutor(16).map(read, range(16))))
"""


@pytest.mark.parametrize("process", range(6))
def test_types_met_for_the_first_time_by_many_threads(process: int) -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "{('ValidationError', 'ValidationError')}"), ran.stderr
