"""Every encoder by the name it has in a configuration; the same names as src/nn/encoders.

Adding one: a module with `build(size, options, modality)`, and a line here. The module maps
[B, H, W, 3] to [B, rows, columns, channels]; its parameters are called as ours are (../names.py). One
that convolves puts its planes into `self.memory_format`, which the bench chooses by measurement.
"""

from . import conv, merge, resnet, vit

ENCODERS = {
    "conv": conv.build,
    "merge": merge.build,
    "resnet": resnet.build,
    "vit": vit.build,
}
