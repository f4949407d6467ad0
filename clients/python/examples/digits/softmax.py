"""Softmax regression in NumPy: the model of the demonstration."""

import numpy as np
from digits import LABELS, PIXELS

BATCH = 20


def new_model():
    return {"weights": np.zeros((PIXELS, LABELS), np.float32), "bias": np.zeros(LABELS, np.float32)}


def add(model, update):
    return {name: model[name] + update[name] for name in model}


def local_update(model, images, labels, seed, rate=0.15):
    """What a model should change by, after one pass over a participant's digits. Equal seeds give equal updates."""
    weights, bias = model["weights"].copy(), model["bias"].copy()
    order = np.random.default_rng(seed).permutation(len(labels))
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        scores = images[batch] @ weights + bias
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = powers / powers.sum(axis=1, keepdims=True)
        error[np.arange(len(batch)), labels[batch]] -= 1
        weights -= rate / len(batch) * images[batch].T @ error
        bias -= rate / len(batch) * error.sum(axis=0)
    return {"weights": weights - model["weights"], "bias": bias - model["bias"]}


def accuracy(model, images, labels):
    return float(((images @ model["weights"] + model["bias"]).argmax(axis=1) == labels).mean())
