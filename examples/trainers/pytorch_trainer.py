"""The same trainer with PyTorch's autograd and its SGD: how to put a real training loop behind the protocol.

    farkas conform -- python3 examples/trainers/pytorch_trainer.py
"""

import json
import sys

import torch

torch.set_default_dtype(torch.float64)


def network(architecture, weights, x):
    if architecture["kind"] == "linear":
        return x @ weights["w"]
    if architecture["kind"] == "diagonal-pm":
        return x @ (weights["plus"] ** 2 - weights["minus"] ** 2)
    return torch.nn.functional.leaky_relu(x @ weights["w"].T, architecture["alpha"]) @ weights["a"]


def mean_loss(name, margins):
    return torch.exp(-margins).mean() if name == "exponential" else torch.nn.functional.softplus(-margins).mean()


def train(request):
    x = torch.tensor(request["data"]["x"], dtype=torch.float64)
    y = torch.tensor(request["data"]["y"], dtype=torch.float64)
    weights = {
        name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in request["start"].items()
    }
    optimizer = torch.optim.SGD(weights.values(), lr=request["step"])
    states = []
    for step in range(1, request["steps"] + 1):
        optimizer.zero_grad()
        mean_loss(request["loss"], y * network(request["architecture"], weights, x)).backward()
        optimizer.step()
        if step in request["record"]:
            loss = mean_loss(request["loss"], y * network(request["architecture"], weights, x))
            values = {name: value.detach().tolist() for name, value in weights.items()}
            states.append({"step": step, "weights": values, "loss": loss.item()})
    return {"states": states}


DESCRIPTION = {
    "protocol": "farkas/conform@1",
    "name": "PyTorch SGD",
    "precision": "float64",
    "architectures": ["linear", "two-layer", "diagonal-pm"],
    "losses": ["exponential", "logistic"],
}

for line in sys.stdin:
    question = json.loads(line)
    found = DESCRIPTION if question["command"] == "describe" else train(question)
    print(json.dumps({"id": question["id"], **found}), flush=True)
