#!/usr/bin/env python3
"""Makes the golden vectors of whole training steps with PyTorch, in float64.

    python3 test/golden/make_steps.py [folder]

For each encoder and objective of cases.json: the scalars and every gradient of the first step. For
each optimizer beside: every scalar of ten steps, how far each weight went, and sums over the averaged
weights. `float32Error` says how far PyTorch's own float32 is from its float64, in the gradients and in
the weights after ten steps: no float32 implementation can be asked for much less. When a number lies on
a kink (relu, absolute error, the sign in lion) it can be more; then this ends with an error, and another
seed helps. The rates of cases.json are small for the same reason: ten steps of a large one amplify
rounding to anything.

Needs torch and numpy, on any processor. Writes one file an encoder into `folder`, test/golden/steps
if none is named. test/contract/golden reads them.
"""

import base64
import json
import pathlib
import sys

import numpy as np
import torch

here = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(here), str(here.parents[1] / "bench")]

import draws  # noqa: E402
from torch_peer.step import Step  # noqa: E402

# Half of what the comparison with ONNX Runtime allows.
FLOAT32_LIMIT = 5e-5
CASES = json.loads((here / "cases.json").read_text())


def combinations():
    """(name, objectives) for each objective alone, and for all of them together."""
    for name, options in CASES["objectives"].items():
        yield name, [{"name": name, **options}]
    yield "all", [{"name": name, **options} for name, options in CASES["objectives"].items()]


def spec_of(encoder, modality, objectives, optimizer):
    shape = CASES["encoders"][encoder]
    return {
        "sensor": "golden",
        "modality": modality,
        "height": shape["height"],
        "width": shape["width"],
        "encoder": {"name": encoder, **shape["options"]},
        "objectives": objectives,
        "optimizer": {"name": optimizer, **CASES["optimizers"][optimizer]},
        "batch": CASES["batch"],
    }


def opened(spec, dtype):
    """The step with its weights, and its batch."""
    step = Step(spec, dtype)
    step.load(lambda name, shape: torch.from_numpy(draws.weight(CASES["seed"], name, shape)))
    frames = draws.batch(
        CASES["seed"], spec["modality"], spec["batch"], spec["height"], spec["width"]
    )
    return step, {name: torch.from_numpy(values).to(dtype) for name, values in frames.items()}


def first_gradients(spec, dtype):
    step, batch = opened(spec, dtype)
    scalars = step.gradients(batch)
    gradients = [named.to_ours(named.tensor.grad).double() for named in step.named]
    return {name: value.item() for name, value in scalars.items()}, step.named, gradients


def ten_steps(spec, dtype):
    """Scalars of each step, how far each weight went, where it is, the averaged weights."""
    step, batch = opened(spec, dtype)
    start = [named.to_ours(named.tensor.detach()).double().clone() for named in step.named]
    history = {}
    for _ in range(CASES["steps"]):
        for name, value in step.run(batch).items():
            history.setdefault(name, []).append(value.item())
    ours = [named.to_ours(named.tensor.detach()).double() for named in step.named]
    averages = [n.to_ours(a).double() for n, a in zip(step.named, step.averages)]
    return history, [now - then for now, then in zip(ours, start)], ours, averages


def packed(tensors):
    values = np.concatenate([t.contiguous().numpy().ravel() for t in tensors])
    return base64.b64encode(values.astype("<f4").tobytes()).decode()


def sums(averages, names):
    """Of each averaged tensor its product with numbers drawn from its name."""
    weights = [draws.uniform(f"sum/{name}", a.numel()) for name, a in zip(names, averages)]
    return [float(a.contiguous().numpy().ravel() @ w) for a, w in zip(averages, weights)]


def error_of(found, expected):
    """The largest relative error among tensors."""
    return max(
        ((f - e).norm() / e.norm()).item() for f, e in zip(found, expected) if e.norm() > 0
    )


def make(encoder, modality, objectives):
    first = next(iter(CASES["optimizers"]))
    spec = spec_of(encoder, modality, objectives, first)
    scalars, named, gradients = first_gradients(spec, torch.float64)
    names = [n.name for n in named]
    case = {
        "scalars": scalars,
        "tensors": [{"name": n.name, "shape": n.shape} for n in named],
        "gradients": packed(gradients),
        "float32Error": error_of(first_gradients(spec, torch.float32)[2], gradients),
        "optimizers": {},
    }
    for optimizer in CASES["optimizers"] if modality == "camera" else [first]:
        spec = spec_of(encoder, modality, objectives, optimizer)
        history, moved, weights, averages = ten_steps(spec, torch.float64)
        case["optimizers"][optimizer] = {
            "scalars": history,
            "moved": packed(moved),
            "averageSums": sums(averages, names),
            "float32Error": error_of(ten_steps(spec, torch.float32)[2], weights),
        }
    return case


def errors_of(case):
    """`float32Error` of everything in a case, by what it is of."""
    yield "gradients", case["float32Error"]
    for optimizer, run in case["optimizers"].items():
        yield optimizer, run["float32Error"]


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "steps"
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    for encoder in CASES["encoders"]:
        cases = {
            f"{modality}/{name}": make(encoder, modality, objectives)
            for modality in ("camera", "lidar")
            for name, objectives in combinations()
            if modality == "camera" or name == "all"
        }
        content = {
            "origin": {
                "command": "python3 test/golden/make_steps.py",
                "torch": torch.__version__,
                "dtype": "float64; values stored in float32, little-endian, base64",
            },
            "settings": {
                **{key: CASES[key] for key in ("seed", "batch", "steps")},
                "encoder": {"name": encoder, **CASES["encoders"][encoder]},
                "objectives": CASES["objectives"],
                "optimizers": CASES["optimizers"],
            },
            "cases": cases,
        }
        path = folder / f"{encoder}.json"
        path.write_text(json.dumps(content, indent=1) + "\n")
        errors = {
            f"{name} {what}": error
            for name, case in cases.items()
            for what, error in errors_of(case)
        }
        worst = max(errors, key=errors.get)
        print(f"{path.name}: {len(cases)} cases, {worst} is worst in float32: {errors[worst]:.1e}")
        if errors[worst] > FLOAT32_LIMIT:
            sys.exit(f"{encoder}, {worst}: on a kink with seed '{CASES['seed']}', choose another")


if __name__ == "__main__":
    main()
