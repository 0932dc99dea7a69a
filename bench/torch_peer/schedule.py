"""Numbers that change from step to step; step is counted from 1."""

import math


def learning_rate(options, step):
    """Linear warm-up, then what the schedule says; constant where there is none."""
    warmup = max(1, options["warmupSteps"])
    if step < warmup:
        return options["learningRate"] * step / warmup
    name = options.get("schedule", "constant")
    if name == "constant":
        return options["learningRate"]
    x = (step - warmup) / options["decaySteps"]
    done, final = min(1.0, x), options["finalFraction"]
    factor = {
        "cosine": final + (1 - final) * (1 + math.cos(math.pi * done)) / 2,
        "exponential": final**done,
        "inverse-sqrt": max(final, (1 + x) ** -0.5),
        "linear": 1 - (1 - final) * done,
    }[name]
    return options["learningRate"] * factor


def average_decay(options, step):
    """The part of the averaged weights that stays."""
    return min(0.5 ** (1 / options["averageHalfLifeSteps"]), step / (step + 4))
