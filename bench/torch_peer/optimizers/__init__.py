"""Every optimizer by the name it has in a configuration; the same names as src/optim.

Adding one: a module with `build(decayed, undecayed, options, setting)`, and a line here. What it
returns has `update(step)`, step counted from 1: it reads each parameter's `.grad`, moves the
parameter, and returns the metrics that our step publishes under the same names. `setting` chooses
between PyTorch's own equal implementations, "foreach" or "fused", where it has both.
"""

from . import adamw, lars, lion, sgd

OPTIMIZERS = {
    "adamw": adamw.build,
    "lars": lars.build,
    "lion": lion.build,
    "sgd": sgd.build,
}
