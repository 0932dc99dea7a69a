"""LARS (arXiv:1708.03888, algorithm 1) with global-norm clipping; PyTorch has none of its own."""

import torch

from ..schedule import learning_rate
from .clip import clip_by_global_norm


class Lars:
    def __init__(self, decayed, undecayed, options):
        self.options = options
        self.scaled = len(decayed)
        self.parameters = [*decayed, *undecayed]
        self.steps = [torch.zeros_like(p) for p in self.parameters]

    @torch.no_grad()
    def update(self, step):
        norm = clip_by_global_norm(self.parameters, self.options["clipNorm"])
        rate = learning_rate(self.options, step)
        decay = self.options["weightDecay"]
        for i, (p, v) in enumerate(zip(self.parameters, self.steps)):
            gradient, trust = p.grad, 1.0
            if i < self.scaled:
                size = p.norm()
                if size > 0:
                    whole = gradient.norm() + decay * size
                    trust = self.options["trustCoefficient"] * size / whole
                gradient = gradient + decay * p
            v.mul_(self.options["momentum"]).add_(rate * trust * gradient)
            p.sub_(v)
        return {"gradientNorm": norm}


def build(decayed, undecayed, options, setting):
    return Lars(decayed, undecayed, options)
