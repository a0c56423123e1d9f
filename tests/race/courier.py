"""Delivers many notices at once: `python -m tests.race.courier HOST PORT < REQUESTS > ANSWERS`.

A process of its own, so that its work is not the product's.  In comes a JSON list of whole HTTP requests in base64;
every connection is opened before the first request leaves.  Out goes a list of [status, seconds until the answer].
"""

from __future__ import annotations

import base64
import json
import selectors
import socket
import sys
import time

LONGEST = 30.0  # seconds to wait for anything to happen


def deliver(address: tuple[str, int], requests: list[bytes]) -> list[tuple[int, float]]:
    """(status, seconds) of each; status 0: hung up without an answer.  Raises TimeoutError."""
    lines = [socket.create_connection(address, LONGEST) for _ in requests]
    waiting, began, answers = selectors.DefaultSelector(), [0.0] * len(lines), [(0, 0.0)] * len(lines)
    for number, (line, request) in enumerate(zip(lines, requests, strict=True)):
        began[number] = time.perf_counter()
        line.sendall(request)
        waiting.register(line, selectors.EVENT_READ, number)
    while waiting.get_map():
        ready = waiting.select(LONGEST)
        if not ready:
            raise TimeoutError(f"{len(waiting.get_map())} notices were never answered")
        for key, _ in ready:
            head = lines[key.data].recv(65536)
            answers[key.data] = (int(head.split(b" ", 2)[1]) if head else 0, time.perf_counter() - began[key.data])
            waiting.unregister(key.fileobj)
            lines[key.data].close()
    return answers


if __name__ == "__main__":
    told = [base64.b64decode(one) for one in json.load(sys.stdin)]
    json.dump(deliver((sys.argv[1], int(sys.argv[2])), told), sys.stdout)
