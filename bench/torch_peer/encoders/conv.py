"""A small residual network with group normalisation: a 5x5 stem at stride 4, a block a stage."""

import torch
from torch import nn
from torch.nn import functional as F

from ..layers import EPSILON, Planes, Residual


class Conv(nn.Module):
    memory_format = torch.contiguous_format

    def __init__(self, widths, groups, channels, wraps):
        super().__init__()
        stem, *stages = widths
        self.stem = Planes(3, stem, 5, 4, wraps)
        self.stem_norm = nn.GroupNorm(groups, stem, EPSILON)
        self.stages = []
        for i, (inputs, outputs) in enumerate(zip(widths, stages), 1):
            self.add_module(f"stage{i}", Residual(inputs, outputs, 2, groups, wraps))
            self.stages.append(f"stage{i}")
        self.neck = nn.Linear(widths[-1], channels)

    def forward(self, x):
        # [B, H, W, 3] seen as [B, 3, H, W] is channels_last to PyTorch already, without a copy.
        planes = x.permute(0, 3, 1, 2).contiguous(memory_format=self.memory_format)
        planes = F.relu(self.stem_norm(self.stem(planes)))
        for name in self.stages:
            planes = self.get_submodule(name)(planes)
        return self.neck(planes.permute(0, 2, 3, 1))


def build(size, options, modality):
    wraps = modality == "lidar"
    return Conv(options["widths"], options["groups"], options["channels"], wraps)
