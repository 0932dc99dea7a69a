"""Our name and layout of each parameter, from PyTorch's.

Ours: path joined by "/", words by "-"; a product's weight is [inputs, outputs]; a norm has `scale`
and `shift`, those of a group norm [C, 1, 1].
"""

from torch import nn

NORMS = (nn.LayerNorm, nn.GroupNorm)


class Named:
    """One parameter of a model under our name."""

    def __init__(self, name, tensor, owner):
        self.name = name
        self.tensor = tensor
        self.is_product = isinstance(owner, nn.Linear) and tensor.dim() == 2
        self.is_group_norm = isinstance(owner, nn.GroupNorm)
        self.is_decayed = isinstance(owner, (nn.Linear, nn.Conv2d)) and tensor.dim() > 1

    @property
    def shape(self):
        return list(self.to_ours(self.tensor).shape)

    def to_ours(self, tensor):
        if self.is_product:
            return tensor.T
        return tensor.reshape(-1, 1, 1) if self.is_group_norm else tensor

    def from_ours(self, tensor):
        return tensor.T if self.is_product else tensor.reshape(self.tensor.shape)


def named_parameters(model):
    """Every parameter of the model, in our order of names."""
    found = []
    for path, owner in model.named_modules():
        for own_name, tensor in owner.named_parameters(recurse=False):
            if isinstance(owner, NORMS):
                own_name = {"weight": "scale", "bias": "shift"}[own_name]
            name = "/".join([*path.split("."), own_name]).replace("_", "-")
            found.append(Named(name, tensor, owner))
    return sorted(found, key=lambda named: named.name)
