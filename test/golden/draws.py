"""Numbers that this file and test/support/golden-draws.ts make alike, bit for bit, from names alone.

So no weight and no frame has to be stored, and neither side can hand the other a wrong one.
"""

import math

import numpy as np


def _hash(word):
    """32-bit FNV-1a."""
    h = 0x811C9DC5
    for byte in word.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    return h


def uniform(name, count):
    """`count` numbers in [-1, 1): the finaliser of MurmurHash3 over a Weyl sequence."""
    h = np.arange(count, dtype=np.uint64) * np.uint64(0x9E3779B9) + np.uint64(_hash(name))
    h &= np.uint64(0xFFFFFFFF)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        h = ((h ^ (h >> np.uint64(shift))) * np.uint64(factor)) & np.uint64(0xFFFFFFFF)
    h ^= h >> np.uint64(16)
    return h.astype(np.float64) / 2**31 - 1


def weight(seed, name, shape):
    """A parameter in our layout: no bias, no shift and no output product is left at zero."""
    values = uniform(f"{seed}/{name}", math.prod(shape)).reshape(shape)
    if name.endswith("/weight"):
        fan_in = shape[0] if len(shape) == 2 else math.prod(shape[1:])
        return (values * math.sqrt(3 / fan_in)).astype(np.float32)
    base = 1.0 if name.endswith("/scale") else 0.0
    return (base + 0.2 * values).astype(np.float32)


def batch(seed, modality, clips, height, width):
    """A batch of clips: frames of noise [B, H, W, 3], horizons from 0.1 to 0.4 s."""
    shape = (clips, height, width, 3)

    def frame(name):
        values = 2 * uniform(f"{seed}/{name}", math.prod(shape)).reshape(shape)
        if modality == "lidar":
            # Range and intensity are 0 where nothing was hit, and the third channel says so.
            values[..., 2] = values[..., 2] > -1
            values[..., :2] *= values[..., 2:]
        return values.astype(np.float32)

    horizons = 0.25 + 0.15 * uniform(f"{seed}/horizonS", clips)
    frames = {name: frame(name) for name in ("previous", "current", "next")}
    return {**frames, "horizonS": horizons.astype(np.float32)}
