#!/usr/bin/env python3
"""Prints the features and the surprise that a run publishes, over MQTT or ZeroMQ.

    apt-get install python3-paho-mqtt python3-zmq python3-protobuf protobuf-compiler
    python3 examples/python/listen.py mqtt://127.0.0.1:18830
    python3 examples/python/listen.py tcp://127.0.0.1:18832 --count 10
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile
from urllib.parse import urlparse

proto = pathlib.Path(__file__).resolve().parents[2] / "proto"
generated = tempfile.TemporaryDirectory()
files = [proto / "saccade/v1/features.proto", proto / "saccade/v1/surprise.proto"]
subprocess.run(["protoc", f"-I{proto}", f"--python_out={generated.name}", *files], check=True)
sys.path.insert(0, generated.name)
from saccade.v1.features_pb2 import Features  # noqa: E402
from saccade.v1.surprise_pb2 import Surprise  # noqa: E402

prefix = "saccade/v1/"
messages = {"features": Features, "surprise": Surprise}


def show(topic, payload):
    """Prints one message; True when it was one of ours."""
    kind = topic.rsplit("/", 1)[-1]
    if kind not in messages:
        return False
    message = messages[kind].FromString(payload)
    if kind == "features":
        said = f"{len(message.embedding)} numbers, model {message.model_version}"
    else:
        said = f"quantile {message.quantile:.3f}" if message.HasField("quantile") else "warming up"
    print(kind, message.sensor, message.sequence, said, flush=True)
    return True


def from_mqtt(url):
    import paho.mqtt.client as mqtt

    # Version 2 of paho asks which callbacks are meant; Debian's version 1 has no such question.
    version = getattr(mqtt, "CallbackAPIVersion", None)
    client = mqtt.Client(*([version.VERSION2] if version else []))
    arrived = []
    client.on_connect = lambda c, *_: c.subscribe([(f"{prefix}+/+/+/{k}", 0) for k in messages])
    client.on_message = lambda c, data, message: arrived.append((message.topic, message.payload))
    client.connect(url.hostname, url.port or 1883)
    while True:
        client.loop(0.2)
        yield from arrived
        arrived.clear()


def from_zeromq(url):
    import zmq

    socket = zmq.Context.instance().socket(zmq.SUB)
    socket.connect(f"tcp://{url.hostname}:{url.port}")
    socket.subscribe(prefix)
    while True:
        topic, payload, *_ = socket.recv_multipart()
        yield topic.decode(), payload


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("url")
parser.add_argument("--count", type=int, help="ends after so many messages")
options = parser.parse_args()
address = urlparse(options.url)
source = from_mqtt(address) if address.scheme == "mqtt" else from_zeromq(address)
left = options.count
for topic, payload in source:
    if show(topic, payload) and left is not None:
        left -= 1
        if left <= 0:
            break
