"""A complete trainer for `farkas conform`, with NumPy only: full-batch gradient descent on three small networks.

    farkas conform -- python3 examples/trainers/numpy_trainer.py

It reads one JSON object a line and answers with one JSON object a line (docs/conform-protocol.md).
"""

import json
import sys

import numpy as np

PROTOCOL = "farkas/conform@1"


def outputs_and_gradient(architecture, weights, x):
    """f(x_i) for every point, and a function that gives sum_i pull_i df(x_i)/dtheta."""
    kind = architecture["kind"]
    if kind == "linear":
        return x @ weights["w"], lambda pull: {"w": x.T @ pull}
    if kind == "diagonal-pm":
        plus, minus = weights["plus"], weights["minus"]
        outputs = x @ (plus**2 - minus**2)
        return outputs, lambda pull: {
            "plus": 2 * plus * (x.T @ pull),
            "minus": -2 * minus * (x.T @ pull),
        }
    w, a, alpha = weights["w"], weights["a"], architecture["alpha"]
    z = x @ w.T
    slope = np.where(z > 0, 1.0, alpha)
    return (slope * z) @ a, lambda pull: {
        "w": (pull[:, None] * slope * a).T @ x,
        "a": (slope * z).T @ pull,
    }


def loss_and_slope(name, margins):
    """The mean loss, and -dl/dq at every margin."""
    if name == "exponential":
        values = np.exp(-margins)
        return values.mean(), values
    values = np.logaddexp(0.0, -margins)
    return values.mean(), 1.0 / (1.0 + np.exp(margins))


def train(request):
    x = np.array(request["data"]["x"], dtype=float)
    y = np.array(request["data"]["y"], dtype=float)
    weights = {name: np.array(value, dtype=float) for name, value in request["start"].items()}
    states = []
    for step in range(1, request["steps"] + 1):
        outputs, gradient = outputs_and_gradient(request["architecture"], weights, x)
        _, slope = loss_and_slope(request["loss"], y * outputs)
        descent = gradient(y * slope / len(y))
        weights = {name: weights[name] + request["step"] * descent[name] for name in weights}
        if step in request["record"]:
            outputs, _ = outputs_and_gradient(request["architecture"], weights, x)
            loss, _ = loss_and_slope(request["loss"], y * outputs)
            states.append(
                {
                    "step": step,
                    "weights": {name: value.tolist() for name, value in weights.items()},
                    "loss": float(loss),
                }
            )
    return {"states": states}


def answer(question):
    if question["command"] == "describe":
        return {
            "protocol": PROTOCOL,
            "name": "NumPy gradient descent",
            "precision": "float64",
            "architectures": ["linear", "two-layer", "diagonal-pm"],
            "losses": ["exponential", "logistic"],
        }
    if question["command"] == "train":
        return train(question)
    return {"error": f"unknown command {question['command']}"}


for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps({"id": question["id"], **answer(question)}), flush=True)
