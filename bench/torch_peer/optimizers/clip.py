"""Clipping by the global norm, as every optimizer here begins."""

import torch


def clip_by_global_norm(parameters, max_norm):
    """Scales the gradients in place by min(1, max_norm / norm); returns the norm before."""
    gradients = [p.grad for p in parameters]
    norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
    torch._foreach_mul_(gradients, torch.clamp(max_norm / (norm + 1e-12), max=1.0))
    return norm
