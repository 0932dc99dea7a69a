"""Steps of PyTorch's optimizers on a small network, in float64, for test/unit/optim/golden.test.ts.

Made with PyTorch 2.13.0 (CPU), Python 3.11:

    python test/golden/optimizers.py > test/golden/optimizers.json
    npx prettier --write test/golden/optimizers.json

PyTorch's SGD adds weight decay to the gradient; ours is decoupled (Loshchilov & Hutter 2019, algorithm
1), so the decay is done here, before the step, as PyTorch's own AdamW does it. Clipping is written out:
torch.nn.utils.clip_grad_norm_ adds 1e-6 to the norm.
"""

import json

import torch

torch.set_default_dtype(torch.float64)

STEPS = 10
SHAPES = {"hidden/weight": [3, 4], "hidden/bias": [4], "head/weight": [4, 2], "head/bias": [2]}


def loss_of(p, x, y):
    hidden = torch.tanh(x @ p["hidden/weight"] + p["hidden/bias"])
    return ((hidden @ p["head/weight"] + p["head/bias"] - y) ** 2).mean()


def run(case, start, x, y):
    p = {name: value.clone().requires_grad_() for name, value in start.items()}
    weights = [v for n, v in p.items() if n.endswith("weight")]
    biases = [v for n, v in p.items() if n.endswith("bias")]
    optimizer, scheduler = case["make"](weights, biases)
    decoupled = case.get("decoupled", 0)
    losses, rates, states = [], [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = loss_of(p, x, y)
        loss.backward()
        norm = torch.linalg.vector_norm(torch.cat([v.grad.flatten() for v in p.values()]))
        factor = min(1.0, case["options"]["clipNorm"] / norm.item())
        for v in p.values():
            v.grad.mul_(factor)
        rate = optimizer.param_groups[0]["lr"]
        with torch.no_grad():
            for w in weights:
                w.mul_(1 - rate * decoupled)
        optimizer.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
        rates.append(rate)
        states.append({n: v.detach().flatten().tolist() for n, v in p.items()})
    return {
        "case": case["case"],
        "optimizer": case["options"],
        "losses": losses,
        "rates": rates,
        "first": states[0],
        "last": states[-1],
    }


def groups(weights, biases, decay):
    return [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0}]


def sgd(lr, **options):
    return lambda w, b: (torch.optim.SGD(groups(w, b, 0), lr=lr, **options), None)


def adamw(lr, decay, schedule=None, **options):
    def make(w, b):
        optimizer = torch.optim.AdamW(groups(w, b, decay), lr=lr, **options)
        return optimizer, schedule and schedule(optimizer)

    return make


def warmed(fall):
    """Four steps of warm-up, at a quarter of the rate in the first, then `fall`."""

    def schedule(optimizer):
        warmup = torch.optim.lr_scheduler.LinearLR(optimizer, 0.25, 1.0, total_iters=3)
        return torch.optim.lr_scheduler.SequentialLR(optimizer, [warmup, fall(optimizer)], [3])

    return schedule


PLAIN = {"warmupSteps": 0, "clipNorm": 1000.0}
ADAM = {"name": "adamw", "learningRate": 0.05, "weightDecay": 0.1, "beta1": 0.8, "beta2": 0.95}
FALL = {"warmupSteps": 4, "clipNorm": 1000.0, "decaySteps": 5, "finalFraction": 0.1}
SCHEDULES = torch.optim.lr_scheduler

CASES = [
    {
        "case": "gradient descent",
        "options": {"name": "sgd", "learningRate": 0.1, "momentum": 0, "weightDecay": 0, **PLAIN},
        "make": sgd(0.1),
    },
    {
        "case": "momentum and decoupled decay",
        "options": {"name": "sgd", "learningRate": 0.1, "momentum": 0.9, "weightDecay": 0.3, **PLAIN},
        "make": sgd(0.1, momentum=0.9),
        "decoupled": 0.3,
    },
    {
        "case": "Nesterov's momentum, clipped",
        "options": {
            "name": "sgd",
            "learningRate": 0.2,
            "momentum": 0.8,
            "nesterov": True,
            "weightDecay": 0,
            "warmupSteps": 0,
            "clipNorm": 0.5,
        },
        "make": sgd(0.2, momentum=0.8, nesterov=True),
    },
    {
        "case": "AdamW, clipped",
        "options": {**ADAM, "epsilon": 1e-4, "warmupSteps": 0, "clipNorm": 0.5},
        "make": adamw(0.05, 0.1, betas=(0.8, 0.95), eps=1e-4),
    },
    {
        "case": "AdamW, warm-up and cosine",
        # Its end lies past the last step: PyTorch's cosine rises again there, ours stays.
        "options": {**ADAM, "schedule": "cosine", **FALL, "decaySteps": 20},
        "make": adamw(
            0.05,
            0.1,
            warmed(lambda o: SCHEDULES.CosineAnnealingLR(o, 20, eta_min=0.005)),
            betas=(0.8, 0.95),
        ),
    },
    {
        "case": "AdamW, warm-up and straight line",
        "options": {**ADAM, "schedule": "linear", **FALL},
        "make": adamw(
            0.05, 0.1, warmed(lambda o: SCHEDULES.LinearLR(o, 1.0, 0.1, total_iters=5)), betas=(0.8, 0.95)
        ),
    },
    {
        "case": "AdamW, warm-up and exponential fall",
        "options": {**ADAM, "schedule": "exponential", **FALL, "decaySteps": 20},
        "make": adamw(
            0.05,
            0.1,
            warmed(lambda o: SCHEDULES.ExponentialLR(o, 0.1 ** (1 / 20))),
            betas=(0.8, 0.95),
        ),
    },
]

generator = torch.Generator().manual_seed(7)
start = {name: 0.7 * torch.randn(shape, generator=generator) for name, shape in SHAPES.items()}
x = torch.randn([8, 3], generator=generator)
y = 2 * torch.randn([8, 2], generator=generator)
print(
    json.dumps(
        {
            "madeBy": f"PyTorch {torch.__version__}",
            "shapes": SHAPES,
            "start": {name: value.flatten().tolist() for name, value in start.items()},
            "x": x.flatten().tolist(),
            "y": y.flatten().tolist(),
            "cases": [run(case, start, x, y) for case in CASES],
        }
    )
)
