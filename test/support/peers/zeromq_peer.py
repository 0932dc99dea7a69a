"""A robot that speaks ZeroMQ through pyzmq: sends one file again and again, and takes features until it has enough.

Argument: JSON {send: {address, topic, file, contentType}, take: {address, topic, count}, forS}.
Prints JSON {messages: [{topic, payload (base64), contentType}], sent: [stampNs]}.
"""

import base64
import json
import sys
import time

import zmq

PERIOD_MS = 100

options = json.loads(sys.argv[1])
send, take = options["send"], options["take"]
context = zmq.Context()
out = context.socket(zmq.PUB)
out.bind(send["address"])
into = context.socket(zmq.SUB)
into.connect(take["address"])
into.subscribe(take["topic"])

heard = []
sent = []
with open(send["file"], "rb") as file:
    payload = file.read()
end_s = time.monotonic() + options["forS"]
while len(heard) < take["count"] and time.monotonic() < end_s:
    stamp_ns = time.time_ns()
    header = {"contentType": send["contentType"], "stampNs": str(stamp_ns), "sequence": len(sent)}
    out.send_multipart([send["topic"].encode(), payload, json.dumps(header).encode()])
    sent.append(str(stamp_ns))
    next_s = time.monotonic() + PERIOD_MS / 1000
    while (left_ms := 1000 * (next_s - time.monotonic())) > 0:
        if not into.poll(left_ms):
            continue
        topic, body, *rest = into.recv_multipart()
        content_type = json.loads(rest[0])["contentType"] if rest else None
        heard.append(
            {"topic": topic.decode(), "payload": base64.b64encode(body).decode(), "contentType": content_type}
        )
context.destroy(linger=0)
print(json.dumps({"messages": heard, "sent": sent}))
