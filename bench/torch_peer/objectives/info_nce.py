"""Symmetric InfoNCE between the two frames of a clip."""

import torch
from torch import nn
from torch.nn import functional as F

from ..layers import Projector


class InfoNce(nn.Module):
    def __init__(self, shape, temperature, hidden, dimension):
        super().__init__()
        self.place = shape.channels // 2
        self.temperature = temperature
        self.projector = Projector(shape.rows * shape.columns * self.place, hidden, dimension)

    def embed(self, feature_map):
        return F.normalize(self.projector(feature_map[..., : self.place].flatten(1)), eps=1e-6)

    def forward(self, previous_map, current_map, batch):
        logits = self.embed(current_map) @ self.embed(previous_map).T / self.temperature
        own = torch.arange(logits.shape[0])
        loss = (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2
        return loss, {}


def build(shape, options):
    return InfoNce(shape, options["temperature"], options["hidden"], options["dimension"])
