"""What torch.amp.GradScaler makes of steps with and without overflow: python make-grad-scaler-fixture.py > fixtures/grad-scaler.json"""
import json
import random

import torch

random.seed(1)
CASES = [
    {"initialScale": 65536.0, "growthFactor": 2.0, "backoffFactor": 0.5, "growthInterval": 2000, "steps": 4100, "chance": 0.0005},
    {"initialScale": 65536.0, "growthFactor": 2.0, "backoffFactor": 0.5, "growthInterval": 3, "steps": 60, "chance": 0.2},
    {"initialScale": 1000.0, "growthFactor": 1.7, "backoffFactor": 0.3, "growthInterval": 2, "steps": 60, "chance": 0.25},
    {"initialScale": 1e38, "growthFactor": 2.0, "backoffFactor": 0.5, "growthInterval": 1, "steps": 12, "chance": 0.1},
]


def trace(case):
    scaler = torch.amp.GradScaler(
        "cpu",
        init_scale=case["initialScale"],
        growth_factor=case["growthFactor"],
        backoff_factor=case["backoffFactor"],
        growth_interval=case["growthInterval"],
    )
    weight = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.SGD([weight], lr=0.0)
    overflows, changes = [], []
    for step in range(case["steps"]):
        overflows.append(random.random() < case["chance"])
        before = scaler.get_scale()
        # `scale` makes the scaler's tensors; what the gradient is does not hang on them.
        scaler.scale(weight.sum())
        weight.grad = torch.tensor([float("inf") if overflows[-1] else 0.0])
        scaler.step(optimizer)
        scaler.update()
        after = scaler.get_scale()
        if after != before:
            changes.append([step, after])
    options = {key: case[key] for key in ("initialScale", "growthFactor", "backoffFactor", "growthInterval")}
    return {
        "options": options,
        "steps": case["steps"],
        "overflows": [step for step, overflow in enumerate(overflows) if overflow],
        "changes": changes,
        "growthTracker": scaler._get_growth_tracker(),
    }


print(json.dumps({"torch": torch.__version__, "cases": [trace(case) for case in CASES]}))
