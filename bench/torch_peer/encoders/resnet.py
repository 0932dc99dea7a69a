"""A residual network of basic blocks with group normalisation; its stem is one product a patch."""

import torch
from torch import nn
from torch.nn import functional as F

from ..layers import EPSILON, Residual, merge_cells


class Resnet(nn.Module):
    memory_format = torch.contiguous_format

    def __init__(self, patch, widths, blocks, groups, channels, wraps):
        super().__init__()
        self.patch = patch
        self.stem = nn.Linear(patch[0] * patch[1] * 3, widths[0], bias=False)
        self.stem_norm = nn.GroupNorm(groups, widths[0], EPSILON)
        self.stages = []
        inputs = widths[0]
        for i, outputs in enumerate(widths):
            stage = nn.Sequential()
            for block in range(blocks):
                stride = 2 if i > 0 and block == 0 else 1
                residual = Residual(inputs, outputs, stride, groups, wraps)
                stage.add_module(f"block{block + 1}", residual)
                inputs = outputs
            self.add_module(f"stage{i + 1}", stage)
            self.stages.append(f"stage{i + 1}")
        self.neck = nn.Linear(inputs, channels)

    def forward(self, x):
        cells = self.stem(merge_cells(x, *self.patch))
        planes = cells.permute(0, 3, 1, 2).contiguous(memory_format=self.memory_format)
        planes = F.relu(self.stem_norm(planes))
        for name in self.stages:
            planes = self.get_submodule(name)(planes)
        return self.neck(planes.permute(0, 2, 3, 1))


def build(size, options, modality):
    names = ("patch", "widths", "blocks", "groups", "channels")
    return Resnet(*(options[name] for name in names), wraps=modality == "lidar")
