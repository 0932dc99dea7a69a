"""Reads an MCAP of ROS 2 messages with mcap_ros2, which takes the types from the file's own schemas.

Argument: path. Prints a JSON list of [topic, type, stampNs, fields], in the order of the file.
"""

import json
import struct
import sys

from mcap_ros2.reader import read_ros2_messages

found = []
for message in read_ros2_messages(sys.argv[1]):
    ros = message.ros_msg
    stamp_ns = ros.header.stamp.sec * 1_000_000_000 + ros.header.stamp.nanosec
    if message.schema.name == "sensor_msgs/msg/CompressedImage":
        fields = {"format": ros.format, "bytes": len(ros.data), "frameId": ros.header.frame_id}
    else:
        count = ros.width * ros.height
        x = [struct.unpack_from("<f", ros.data, i * ros.point_step)[0] for i in range(count)]
        fields = {"names": [field.name for field in ros.fields], "x": x}
    found.append([message.channel.topic, message.schema.name, str(stamp_ns), fields])
print(json.dumps(found))
