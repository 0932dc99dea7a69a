"""Writes an MCAP of ROS 2 point clouds with mcap_ros2.

Arguments: path of the MCAP, compression, path of the text of sensor_msgs/PointCloud2, number of messages.
Message i has its stamp at i + 1 nanoseconds, and one point with x = i.
"""

import struct
import sys

from mcap.writer import CompressionType
from mcap_ros2.writer import Writer

path, compression, definition, count = sys.argv[1:]
FLOAT32 = 7
with open(path, "wb") as out, open(definition) as text:
    writer = Writer(out, chunk_size=2000, compression=getattr(CompressionType, compression))
    schema = writer.register_msgdef("sensor_msgs/msg/PointCloud2", text.read())
    for i in range(int(count)):
        fields = [
            {"name": name, "offset": 4 * k, "datatype": FLOAT32, "count": 1} for k, name in enumerate(["x", "y", "z", "intensity"])
        ]
        message = {
            "header": {"stamp": {"sec": 0, "nanosec": i + 1}, "frame_id": "lidar"},
            **{"height": 1, "width": 1, "fields": fields, "is_bigendian": False},
            **{"point_step": 16, "row_step": 16, "is_dense": True},
            "data": struct.pack("<4f", i, 2, 3, 0.5),
        }
        writer.write_message(topic="/points", schema=schema, message=message, log_time=i, publish_time=i, sequence=i)
    writer.finish()
