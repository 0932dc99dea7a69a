"""A sensor that publishes over ZeroMQ until it is ended: the moment (nanoseconds, 8 bytes) and then zeros.

Arguments: address to bind, topic, frames a second, bytes a frame.
"""

import json
import struct
import sys
import time

import zmq

address, topic, rate_hz, size = sys.argv[1], sys.argv[2].encode(), float(sys.argv[3]), int(sys.argv[4])
out = zmq.Context().socket(zmq.PUB)
out.setsockopt(zmq.SNDHWM, 4)
out.bind(address)
next_s = time.monotonic()
sequence = 0
while True:
    now_ns = time.time_ns()
    header = json.dumps({"stampNs": str(now_ns), "sequence": sequence})
    out.send_multipart([topic, struct.pack("<q", now_ns) + bytes(size - 8), header.encode()])
    sequence += 1
    next_s += 1 / rate_hz
    time.sleep(max(0, next_s - time.monotonic()))
