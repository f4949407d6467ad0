"""The handwritten digits of the demonstration, 10,000 of MNIST's, and how participants hold them."""

import glob
import json
import os

import numpy as np

PIXELS, LABELS = 784, 10
TEST_SIZE = 2000


def load(folder):
    """All digits in a folder of files 0.json to 9.json: images from 0 to 1, and their labels."""
    files = sorted(glob.glob(os.path.join(folder, "?.json")))
    images, labels = [], []
    for label, path in enumerate(files):
        with open(path, encoding="utf-8") as file:
            pixels = np.array(json.load(file)["data"], np.float32).reshape(-1, PIXELS)
        images.append(pixels)
        labels.append(np.full(len(pixels), label))
    return np.concatenate(images), np.concatenate(labels)


def split(images, labels, participants):
    """A test set, and a part for each participant: half of it fair, half of one or two labels only, as real data is."""
    order = np.random.default_rng(1).permutation(len(labels))
    test, rest = order[:TEST_SIZE], order[TEST_SIZE:]
    half = len(rest) // participants // 2
    fair = rest[: half * participants].reshape(participants, half)
    skewed = rest[half * participants : 2 * half * participants]
    runs = skewed[np.argsort(labels[skewed], kind="stable")].reshape(participants, half)
    parts = [np.concatenate(pair) for pair in zip(fair, runs)]
    return (images[test], labels[test]), [(images[part], labels[part]) for part in parts]
