"""Next-frame prediction as a change of the last frame: a filter a pixel, and what it leaves over."""

import math

import torch
from torch import nn

from ..layers import TAPS, CellDecoder, dynamic_filter, pooled_frame

UNIT_HORIZON_S = 0.25


class NextFrame(nn.Module):
    def __init__(self, shape, width, reduction, history_share):
        super().__init__()
        self.modality = shape.modality
        self.reduction = reduction
        self.place = shape.channels // 2
        self.history_share = history_share
        self.colours = 3 if shape.modality == "camera" else 1
        doublings = int(math.log2(shape.height // reduction // shape.rows))
        inputs = 2 * (shape.channels - self.place)
        self.decoder = CellDecoder(inputs, doublings, width, len(TAPS) + self.colours)

    def forward(self, previous_map, current_map, batch):
        last, last_weight = pooled_frame(batch["current"], self.modality, self.reduction)
        following, weight = pooled_frame(batch["next"], self.modality, self.reduction)
        weight = weight * last_weight

        clips = current_map.shape[0]
        is_shown = torch.arange(clips) < self.history_share * clips
        history = previous_map[..., self.place :] * is_shown.to(last.dtype).view(-1, 1, 1, 1)
        decoded = self.decoder(torch.cat([history, current_map[..., self.place :]], -1))
        change = decoded * (batch["horizonS"] / UNIT_HORIZON_S).view(-1, 1, 1, 1)
        filters, rest = change.split([len(TAPS), self.colours], -1)
        predicted = dynamic_filter(last, filters) + rest

        count = (weight.sum() + 1e-6) * self.colours
        error = ((predicted - following).abs() * weight).sum() / count
        copy_last = ((last - following).abs() * weight).sum() / count
        return error, {"error": error, "copyLast": copy_last}


def build(shape, options):
    return NextFrame(shape, options["width"], options["reduction"], options["historyShare"])
