"""Matrix products only: each stage gathers a block of neighbours, then product, norm, relu."""

from torch import nn
from torch.nn import functional as F

from ..layers import EPSILON, Mixer, Mlp, merge_cells


class Stage(nn.Module):
    def __init__(self, side, inputs, outputs, mixer, mlp):
        super().__init__()
        self.side = side
        self.mix = nn.Linear(side * side * inputs, outputs)
        self.norm = nn.LayerNorm(outputs, EPSILON)
        self.mixer = mixer
        self.mlp = mlp

    def forward(self, x):
        x = F.relu(self.norm(self.mix(merge_cells(x, self.side, self.side))))
        for block in (self.mixer, self.mlp):
            x = x if block is None else block(x)
        return x


class Merge(nn.Module):
    def __init__(self, size, widths, expansion, mixing, channels):
        super().__init__()
        rows, columns = size
        inputs = 3
        self.stages = []
        for i, outputs in enumerate(widths):
            side = 4 if i == 0 else 2
            rows, columns = rows // side, columns // side
            is_mixed = i >= len(widths) - 2 and mixing > 0
            stage = Stage(
                side,
                inputs,
                outputs,
                Mixer(rows * columns, mixing) if is_mixed else None,
                Mlp(outputs, expansion) if i > 0 and expansion > 0 else None,
            )
            self.add_module(f"stage{i + 1}", stage)
            self.stages.append(f"stage{i + 1}")
            inputs = outputs
        self.neck = nn.Linear(inputs, channels)

    def forward(self, x):
        for name in self.stages:
            x = self.get_submodule(name)(x)
        return self.neck(x)


def build(size, options, modality):
    return Merge(
        size, options["widths"], options["expansion"], options["mixing"], options["channels"]
    )
