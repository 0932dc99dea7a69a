"""What several models share. Frames and maps are [B, H, W, C] wherever they enter or leave a module."""

import torch
from torch import nn
from torch.nn import functional as F

EPSILON = 1e-5


def standardize(x):
    """Layer normalisation over the last axis, nothing learned."""
    return F.layer_norm(x, x.shape[-1:], eps=EPSILON)


def merge_cells(x, rows, columns):
    """Space to depth: [B, H, W, C] -> [B, H/rows, W/columns, rows*columns*C]."""
    batch, height, width, channels = x.shape
    split = x.reshape(batch, height // rows, rows, width // columns, columns, channels)
    return split.permute(0, 1, 3, 2, 4, 5).reshape(
        batch, height // rows, width // columns, rows * columns * channels
    )


def spread_cells(x, rows, columns):
    """Depth to space, the inverse of merge_cells."""
    batch, height, width, depth = x.shape
    channels = depth // (rows * columns)
    split = x.reshape(batch, height, width, rows, columns, channels)
    return split.permute(0, 1, 3, 2, 4, 5).reshape(
        batch, height * rows, width * columns, channels
    )


class Mlp(nn.Module):
    """Pre-normalised residual perceptron on each cell."""

    def __init__(self, channels, expansion):
        super().__init__()
        hidden = round(channels * expansion)
        self.expand = nn.Linear(channels, hidden)
        self.contract = nn.Linear(hidden, channels)

    def forward(self, x):
        return x + self.contract(F.relu(self.expand(standardize(x))))


class Mixer(nn.Module):
    """Pre-normalised residual perceptron along the cells, the same for each channel."""

    def __init__(self, cells, hidden):
        super().__init__()
        self.expand = nn.Linear(cells, hidden)
        self.contract = nn.Linear(hidden, cells)

    def forward(self, x):
        along_cells = standardize(x).flatten(1, 2).transpose(1, 2)
        mixed = self.contract(F.relu(self.expand(along_cells)))
        return x + mixed.transpose(1, 2).reshape(x.shape)


class Planes(nn.Conv2d):
    """A convolution without bias; beyond the border zeros, or along the columns the other side's."""

    def __init__(self, inputs, outputs, kernel, stride=1, wraps=False):
        around = kernel // 2
        super().__init__(
            inputs, outputs, kernel, stride, (around, 0 if wraps else around), bias=False
        )
        self.turn = around if wraps else 0

    def forward(self, x):
        if self.turn > 0:
            x = F.pad(x, (self.turn, self.turn, 0, 0), mode="circular")
        return super().forward(x)


class Residual(nn.Module):
    """The basic block of two 3x3 convolutions with group normalisation; [B, C, H, W]."""

    def __init__(self, inputs, outputs, stride, groups, wraps):
        super().__init__()
        self.conv1 = Planes(inputs, outputs, 3, stride, wraps)
        self.norm1 = nn.GroupNorm(groups, outputs, EPSILON)
        self.conv2 = Planes(outputs, outputs, 3, 1, wraps)
        self.norm2 = nn.GroupNorm(groups, outputs, EPSILON)
        is_same_shape = stride == 1 and inputs == outputs
        self.skip = None if is_same_shape else Planes(inputs, outputs, 1, stride)

    def forward(self, x):
        hidden = F.relu(self.norm1(self.conv1(x)))
        skip = x if self.skip is None else self.skip(x)
        return F.relu(self.norm2(self.conv2(hidden)) + skip)


class Projector(nn.Module):
    """linear, norm, relu, linear."""

    def __init__(self, inputs, hidden, outputs):
        super().__init__()
        self.hidden = nn.Linear(inputs, hidden)
        self.norm = nn.LayerNorm(hidden, EPSILON)
        self.output = nn.Linear(hidden, outputs)

    def forward(self, x):
        return self.output(F.relu(self.norm(self.hidden(x))))


class CellDecoder(nn.Module):
    """From a coarse map to a fine one by doublings."""

    def __init__(self, inputs, doublings, width, outputs):
        super().__init__()
        self.entry = nn.Linear(inputs, width)
        self.entry_norm = nn.LayerNorm(width, EPSILON)
        self.stages = []
        for stage in range(1, doublings + 1):
            channels = max(8, int(width / 2**stage + 0.5))
            block = nn.Module()
            block.mix = nn.Linear(width if stage == 1 else before, 4 * channels)
            block.norm = nn.LayerNorm(channels, EPSILON)
            self.add_module(f"stage{stage}", block)
            self.stages.append(f"stage{stage}")
            before = channels
        self.output = nn.Linear(before if doublings > 0 else width, outputs)

    def forward(self, x):
        cells = F.relu(self.entry_norm(self.entry(x)))
        for name in self.stages:
            block = self.get_submodule(name)
            cells = F.relu(block.norm(spread_cells(block.mix(cells), 2, 2)))
        return self.output(cells)


TAPS = [(r, c) for r in (-1, 0, 1) for c in (-4, -2, -1, 0, 1, 2, 4) if (r, c) != (0, 0)]


def dynamic_filter(image, weights):
    """I + sum_k w_k (I(x + k) - I) with repeated borders; image [B, H, W, K], weights [B, H, W, taps]."""
    height, width = image.shape[1:3]
    planes = image.permute(0, 3, 1, 2)
    padded = F.pad(planes, (4, 4, 1, 1), mode="replicate")
    # The image needs no gradient: autograd keeps one tensor of changes, not one a tap.
    changes = torch.stack(
        [padded[:, :, 1 + r : 1 + r + height, 4 + c : 4 + c + width] - planes for r, c in TAPS], 1
    )
    total = (changes * weights.permute(0, 3, 1, 2).unsqueeze(2)).sum(1)
    return image + total.permute(0, 2, 3, 1)


def pooled_frame(frame, modality, reduction):
    """Block means and how much each counts: values [B, h, w, K], weight [B, h, w, 1]."""
    mean = F.avg_pool2d(frame.permute(0, 3, 1, 2), reduction).permute(0, 2, 3, 1)
    if modality == "camera":
        return mean, torch.ones_like(mean[..., :1])
    share = mean[..., 2:3]
    return mean[..., :1] / (share + 1e-3), share
