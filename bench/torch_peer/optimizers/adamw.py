"""torch.optim.AdamW with global-norm clipping and linear warm-up."""

import torch

from ..schedule import learning_rate
from .clip import clip_by_global_norm


class AdamW:
    def __init__(self, decayed, undecayed, options, setting):
        self.options = options
        self.parameters = [*decayed, *undecayed]
        groups = [
            {"params": decayed, "weight_decay": options["weightDecay"]},
            {"params": undecayed, "weight_decay": 0.0},
        ]
        self.inner = torch.optim.AdamW(
            [group for group in groups if group["params"]],
            lr=options["learningRate"],
            betas=(options["beta1"], options["beta2"]),
            eps=options["epsilon"],
            **{setting: True},
        )

    def update(self, step):
        norm = clip_by_global_norm(self.parameters, self.options["clipNorm"])
        for group in self.inner.param_groups:
            group["lr"] = learning_rate(self.options, step)
        self.inner.step()
        return {"gradientNorm": norm}


def build(decayed, undecayed, options, setting):
    return AdamW(decayed, undecayed, options, setting)
