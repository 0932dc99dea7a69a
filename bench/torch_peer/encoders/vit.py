"""A tiny vision transformer without a class token: pre-normalised attention and perceptron."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from ..layers import EPSILON, Mlp, merge_cells, standardize


def position_waves(rows, columns, channels, wraps):
    """Sines and cosines of the row in the first half of the channels, of the column in the second."""
    waves = channels // 4
    falling = 10_000.0 ** (-torch.arange(waves, dtype=torch.float64) / waves)
    turns = 1 + torch.arange(waves, dtype=torch.float64) % max(1, columns // 2)
    across = 2 * math.pi * turns / columns if wraps else falling
    down = torch.outer(torch.arange(rows, dtype=torch.float64), falling)[:, None]
    along = torch.outer(torch.arange(columns, dtype=torch.float64), across)[None]
    parts = [f.expand(rows, columns, waves) for f in (down.sin(), down.cos(), along.sin(), along.cos())]
    return torch.cat(parts, -1)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width, bias=False)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        def split(projection):
            return projection(x).unflatten(-1, (self.heads, -1)).transpose(1, 2)

        heard = F.scaled_dot_product_attention(
            split(self.query), split(self.key), split(self.value)
        )
        return self.output(heard.transpose(1, 2).flatten(2))


class Block(nn.Module):
    def __init__(self, width, heads, expansion):
        super().__init__()
        self.attention = Attention(width, heads)
        self.mlp = Mlp(width, expansion)

    def forward(self, x):
        return self.mlp(x + self.attention(standardize(x)))


class Vit(nn.Module):
    def __init__(self, size, options, wraps):
        super().__init__()
        self.cell = options["patch"]
        rows, columns = size[0] // self.cell[0], size[1] // self.cell[1]
        width = options["width"]
        self.patch = nn.Linear(self.cell[0] * self.cell[1] * 3, width)
        self.position = nn.Module()
        if options["positions"] == "learned":
            self.position.shift = nn.Parameter(torch.zeros(rows, columns, width))
        else:
            waves = position_waves(rows, columns, width, wraps)
            self.position.register_buffer("shift", waves)
        self.blocks = []
        for i in range(1, options["depth"] + 1):
            self.add_module(f"block{i}", Block(width, options["heads"], options["expansion"]))
            self.blocks.append(f"block{i}")
        self.norm = nn.LayerNorm(width, EPSILON)
        self.neck = nn.Linear(width, options["channels"])

    def forward(self, x):
        embedded = self.patch(merge_cells(x, *self.cell))
        embedded = embedded + self.position.shift.to(embedded.dtype)
        tokens = embedded.flatten(1, 2)
        for name in self.blocks:
            tokens = self.get_submodule(name)(tokens)
        return self.neck(self.norm(tokens)).reshape(*embedded.shape[:3], -1)


def build(size, options, modality):
    return Vit(size, options, wraps=modality == "lidar")
