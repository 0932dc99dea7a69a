"""A robot that speaks MQTT through paho: sends one file again and again, and takes features until it has enough.

Argument: JSON {version: 4|5, port, ca?, cert?, key?, send: {topic, file, contentType}, take: {topic, count}, forS}.
Prints JSON {messages: [{topic, payload (base64), contentType}], sent: [stampNs]}.
"""

import base64
import json
import sys
import time

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

PERIOD_S = 0.1

options = json.loads(sys.argv[1])
is_five = options["version"] == 5
protocol = mqtt.MQTTv5 if is_five else mqtt.MQTTv311
heard = []
sent = []


def on_connect(client, *_):
    client.subscribe(options["take"]["topic"])


def on_message(_client, _data, message):
    content_type = getattr(getattr(message, "properties", None), "ContentType", None)
    payload = base64.b64encode(message.payload).decode()
    heard.append({"topic": message.topic, "payload": payload, "contentType": content_type})


def new_client():
    versions = getattr(mqtt, "CallbackAPIVersion", None)  # since paho 2.0
    return mqtt.Client(versions.VERSION2, protocol=protocol) if versions else mqtt.Client(protocol=protocol)


def properties(stamp_ns):
    if not is_five:
        return None
    own = Properties(PacketTypes.PUBLISH)
    own.ContentType = options["send"]["contentType"]
    own.UserProperty = [("stampNs", str(stamp_ns)), ("sequence", str(len(sent)))]
    return own


client = new_client()
client.on_connect = on_connect
client.on_message = on_message
if "ca" in options:
    client.tls_set(options["ca"], options.get("cert"), options.get("key"))
client.connect("127.0.0.1", options["port"])
client.loop_start()

with open(options["send"]["file"], "rb") as file:
    payload = file.read()
end_s = time.monotonic() + options["forS"]
while len(heard) < options["take"]["count"] and time.monotonic() < end_s:
    stamp_ns = time.time_ns()
    client.publish(options["send"]["topic"], payload, properties=properties(stamp_ns))
    sent.append(str(stamp_ns))
    time.sleep(PERIOD_S)
client.disconnect()
client.loop_stop()
print(json.dumps({"messages": heard, "sent": sent}))
