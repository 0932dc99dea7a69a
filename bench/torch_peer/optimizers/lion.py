"""Lion (arXiv:2302.06675, algorithm 2) with global-norm clipping; PyTorch has none of its own."""

import torch

from ..schedule import learning_rate
from .clip import clip_by_global_norm


class Lion:
    def __init__(self, decayed, undecayed, options):
        self.options = options
        self.decays = [options["weightDecay"]] * len(decayed) + [0.0] * len(undecayed)
        self.parameters = [*decayed, *undecayed]
        self.momenta = [torch.zeros_like(p) for p in self.parameters]

    @torch.no_grad()
    def update(self, step):
        norm = clip_by_global_norm(self.parameters, self.options["clipNorm"])
        rate = learning_rate(self.options, step)
        for p, m, decay in zip(self.parameters, self.momenta, self.decays):
            direction = torch.lerp(p.grad, m, self.options["beta1"]).sign()
            p.sub_(rate * (direction + decay * p))
            m.lerp_(p.grad, 1 - self.options["beta2"])
        return {"gradientNorm": norm}


def build(decayed, undecayed, options, setting):
    return Lion(decayed, undecayed, options)
