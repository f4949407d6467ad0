"""One participant of the demonstration: trains on digits that never leave this process, and takes part in every round.

    participant.py NAME, with its configuration as JSON on stdin. It says on stdout how far it is, one JSON object a line.
"""

import json
import os
import sys

import numpy as np
import veilsum
from softmax import add, local_update, new_model


def tell(**content):
    print(json.dumps(content), flush=True)


def main():
    config = json.load(sys.stdin)
    folder = config["folder"]
    with np.load(os.path.join(folder, "digits.npz")) as data:
        images, labels = data["images"], data["labels"]
    # What an earlier process of this participant has learnt.
    saved = os.path.join(folder, "model.npz")
    model, done = new_model(), 0
    if os.path.exists(saved):
        with np.load(saved) as data:
            model, done = {name: data[name] for name in model}, int(data["done"])

    def learn(mean):
        nonlocal model, done
        if mean is None or mean.round <= done:
            return
        model, done = add(model, mean), mean.round
        np.savez(saved, done=done, **model)

    me = veilsum.Participant(
        **config["participant"],
        threads=1,
        progress=lambda progress: tell(phase=progress.what) if progress.kind == "phase" else None,
    )
    with me:
        tell(ready=me.name)
        for opened in me.follow(config["task"], like=model):
            learn(opened.last)
            update = local_update(model, images, labels, seed=100 * opened.number + config["seed"])
            # In the clear, for the comparison that only a demonstration can make.
            np.savez(os.path.join(folder, f"update-{opened.number}.npz"), **update)
            tell(trained=opened.number)
            try:
                learn(opened.aggregate(update, epoch=f"round {opened.number}"))
            except veilsum.SessionEndedError as error:
                tell(ended=opened.number, why=str(error))
                continue
            tell(done=opened.number)
            if opened.number == config["rounds"]:
                return


main()
