"""torch.optim.SGD with global-norm clipping, and decay that does not go through the momentum."""

import torch

from ..schedule import learning_rate
from .clip import clip_by_global_norm


class Sgd:
    def __init__(self, decayed, undecayed, options, setting):
        self.options = options
        self.decayed = decayed
        self.parameters = [*decayed, *undecayed]
        self.inner = torch.optim.SGD(
            self.parameters,
            lr=options["learningRate"],
            momentum=options["momentum"],
            nesterov=options["nesterov"],
            **{setting: True},
        )

    def update(self, step):
        norm = clip_by_global_norm(self.parameters, self.options["clipNorm"])
        rate = learning_rate(self.options, step)
        self.inner.param_groups[0]["lr"] = rate
        with torch.no_grad():
            torch._foreach_mul_(self.decayed, 1 - rate * self.options["weightDecay"])
        self.inner.step()
        return {"gradientNorm": norm}


def build(decayed, undecayed, options, setting):
    return Sgd(decayed, undecayed, options, setting)
