"""One training step of a learner's specification: the same work as src/learn/compile-step.ts."""

from collections import namedtuple

import torch
from torch import nn

from .encoders import ENCODERS
from .names import named_parameters
from .objectives import OBJECTIVES
from .optimizers import OPTIMIZERS
from .schedule import average_decay

MapShape = namedtuple("MapShape", "modality height rows columns channels")


def options_of(entry):
    return {key: value for key, value in entry.items() if key not in ("name", "weight")}


class Model(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        size = (spec["height"], spec["width"])
        encoder = spec["encoder"]
        build = ENCODERS[encoder["name"]]
        self.encoder = build(size, options_of(encoder), spec["modality"])
        with torch.no_grad():
            _, rows, columns, channels = self.encoder(torch.zeros(1, *size, 3)).shape
        shape = MapShape(spec["modality"], spec["height"], rows, columns, channels)
        for entry in spec["objectives"]:
            objective = OBJECTIVES[entry["name"]](shape, options_of(entry))
            self.add_module(entry["name"].replace("-", "_"), objective)

    def forward(self, batch):
        """The weighted loss, and every scalar that our step reports of the forward pass."""
        maps = self.encoder(torch.cat([batch["previous"], batch["current"]]))
        previous_map, current_map = maps.chunk(2)
        scalars = {}
        total = 0.0
        for entry in self.spec["objectives"]:
            objective = self.get_submodule(entry["name"].replace("-", "_"))
            loss, metrics = objective(previous_map, current_map, batch)
            total = total + entry["weight"] * loss
            scalars[entry["name"]] = loss
            scalars.update({f"{entry['name']}/{name}": x for name, x in metrics.items()})
        return total, {"loss": total, **scalars}


class Step:
    """Model, optimizer and the running average of the weights."""

    def __init__(self, spec, dtype=torch.float32, memory_format=torch.contiguous_format, setting="foreach"):
        self.model = Model(spec).to(dtype).to(memory_format=memory_format)
        self.model.encoder.memory_format = memory_format
        self.named = named_parameters(self.model)
        self.options = options_of(spec["optimizer"])
        self.parameters = [named.tensor for named in self.named]
        self.optimizer = OPTIMIZERS[spec["optimizer"]["name"]](
            [named.tensor for named in self.named if named.is_decayed],
            [named.tensor for named in self.named if not named.is_decayed],
            self.options,
            setting,
        )
        self.averages = [tensor.detach().clone() for tensor in self.parameters]
        self.count = 0

    def load(self, read):
        """Sets every weight to `read(name, shape)`, a tensor in our layout."""
        with torch.no_grad():
            for named, average in zip(self.named, self.averages):
                named.tensor.copy_(named.from_ours(read(named.name, named.shape)))
                average.copy_(named.tensor)

    def gradients(self, batch):
        """Forward and backward; afterwards each parameter has its `.grad`."""
        for tensor in self.parameters:
            tensor.grad = None
        loss, scalars = self.model(batch)
        loss.backward()
        return scalars

    def run(self, batch):
        """One whole step; returns its scalars."""
        scalars = self.gradients(batch)
        self.count += 1
        metrics = self.optimizer.update(self.count)
        with torch.no_grad():
            decay = average_decay(self.options, self.count)
            torch._foreach_lerp_(self.averages, self.parameters, 1 - decay)
        return {**scalars, **metrics}
