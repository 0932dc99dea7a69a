"""The peer of `npx saccade bench train-step`: one JSON request a line in, one answer a line out.

    {"do": "hello"}                                       versions
    {"do": "open", "spec", "threads", "device",           builds the step on these weights and frames;
     "data", "tensors"}                                   tries PyTorch's settings, keeps the fastest
    {"do": "run", "steps"}                                milliseconds of each step, the last scalars
    {"do": "memory"}                                      bytes: idle, with the library loaded; peak
"""

import json
import statistics
import sys
import time

import numpy as np
import torch
from torch import nn

from . import memory
from .step import Step

FORMATS = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}
BATCH = ("previous", "current", "next", "horizonS")


def hello(request):
    blas = "MKL" if torch.backends.mkl.is_available() else "no MKL"
    dnn = "oneDNN" if torch.backends.mkldnn.is_available() else "no oneDNN"
    return {
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "libraries": f"{blas}, {dnn}, {torch.backends.cpu.get_cpu_capability()}",
    }


def warm_library():
    """A tiny step, so that what PyTorch loads at its first use is loaded before `mark_idle`."""
    model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.GroupNorm(2, 8), nn.Flatten(), nn.Linear(8, 2))
    optimizer = torch.optim.AdamW(model.parameters(), foreach=True)
    model(torch.zeros(2, 3, 3, 3)).square().mean().backward()
    optimizer.step()


class Peer:
    def __init__(self):
        warm_library()
        self.idle = memory.mark_idle()

    def read(self, request):
        """The tensors of the data file by name; each its own memory, nothing kept twice."""
        with open(request["data"], "rb") as file:
            for tensor in request["tensors"]:
                values = np.fromfile(file, "<f4", int(np.prod(tensor["shape"], dtype=np.int64)))
                yield tensor["name"], torch.from_numpy(values).reshape(tensor["shape"])

    def open(self, request):
        torch.set_num_threads(request["threads"])
        self.device = torch.device(request["device"])
        # Whatever the model makes for itself lies there, too.
        torch.set_default_device(self.device)
        # Both sides compute in float32; the fastest of cuDNN's ways is looked for, as on our side.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
        torch.backends.cudnn.benchmark = True
        tensors = dict(self.read(request))
        self.batch = {name: self.staged(tensors.pop(name)) for name in BATCH}
        setting = request.get("setting")
        if setting is None:
            tried = {}
            for candidate in self.candidates(request["spec"]):
                self.build(request["spec"], candidate, tensors)
                self.run({"steps": 1})
                tried["+".join(candidate)] = statistics.median(self.run({"steps": 3})["ms"])
            setting = min(tried, key=tried.get)
        else:
            tried = None
        self.build(request["spec"], setting.split("+"), tensors)
        names = {named.name for named in self.step.named}
        if names != set(tensors):
            raise ValueError(f"the models differ in their weights: {sorted(names ^ set(tensors))}")
        parameters = sum(tensor.numel() for tensor in self.step.parameters)
        return {"setting": setting, "triedMs": tried, "parameters": parameters}

    def staged(self, tensor):
        """Host memory that a batch goes to the device from: what a loader hands over."""
        return tensor.pin_memory() if self.device.type == "cuda" else tensor

    def candidates(self, spec):
        has_planes = any(isinstance(m, nn.Conv2d) for m in Step(spec).model.modules())
        formats = FORMATS if has_planes else ["contiguous"]
        return [(name, setting) for name in formats for setting in ("foreach", "fused")]

    def build(self, spec, setting, tensors):
        memory_format, implementation = setting
        self.step = None
        self.step = Step(spec, torch.float32, FORMATS[memory_format], implementation)
        self.step.load(lambda name, shape: tensors[name])

    def run(self, request):
        milliseconds = []
        for _ in range(request["steps"]):
            start = time.perf_counter()
            # Each step gets its batch from the host and gives its scalars to it, as on our side.
            batch = {name: x.to(self.device, non_blocking=True) for name, x in self.batch.items()}
            scalars = {name: x.item() for name, x in self.step.run(batch).items()}
            if self.device.type == "cuda":
                torch.cuda.synchronize(self.device)
            milliseconds.append((time.perf_counter() - start) * 1000)
        return {"ms": milliseconds, "scalars": scalars}

    def memory(self, request):
        return {"idleBytes": self.idle, "peakBytes": memory.peak()}


def main():
    peer = Peer()
    handlers = {"hello": hello, "open": peer.open, "run": peer.run, "memory": peer.memory}
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"result": handlers[request["do"]](request)}
        except Exception as error:  # The other side tells it to a person, in these words.
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
