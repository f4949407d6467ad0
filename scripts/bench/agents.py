"""One round of ten participants with a million float32 coordinates each, through the Python client and agents: one JSON object on stdout.

Called by agents.ts, with PYTHONPATH and VEILSUM_COMMAND set. Times of processes are from /proc, so it needs Linux.
"""

import json
import os
import resource
import sys
import tempfile
import threading
import time

import numpy as np
import veilsum
from veilsum.local import LocalFederation

CLIENTS, COORDINATES = int(sys.argv[1]), int(sys.argv[2])
NAMES = [f"client-{i}" for i in range(CLIENTS)]
THRESHOLD = 2 * CLIENTS // 3 + 1
TICKS = os.sysconf("SC_CLK_TCK")
POLICY = {"minThreshold": THRESHOLD, "maxCorrupt": 0, "bound": 32767, "encoding": {"kind": "fixed-point", "clip": 1.0, "average": "mean"}}


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_bytes(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def aggregate(participants, operator, number, size):
    """Seconds and CPU seconds of a round: of all, and of Python alone."""
    tensors = [{"w": np.full(size, 0.01 * i, np.float32)} for i in range(CLIENTS)]
    pids = [operator["pid"], *(one._agent.pid for one in participants)]
    before, python, started = sum(map(cpu_seconds, pids)), time.process_time(), time.monotonic()
    operator["open"](
        {
            "task": "benchmark",
            "round": number,
            "layout": veilsum.layout(tensors[0]),
            "bound": 32767,
            "maxDropouts": 0,
            "maxCorrupt": 2 * THRESHOLD - CLIENTS - 1,
            "threshold": THRESHOLD,
            "encoding": POLICY["encoding"],
            "deadlines": dict.fromkeys(["advertise", "share", "commit", "confirm", "unmask"], 0),
        }
    )
    failed = []

    def work(one, mine):
        try:
            mean = one.aggregate(mine, task="benchmark", round=number, epoch=f"round {number}")
            assert abs(float(mean["w"][0]) - 0.005 * (CLIENTS - 1)) < 1e-3
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(participants, tensors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    python = time.process_time() - python
    return {"wall": time.monotonic() - started, "cpu": sum(map(cpu_seconds, pids)) - before + python, "pythonCpu": python}


with tempfile.TemporaryDirectory() as folder, LocalFederation(folder, NAMES) as federation:
    participants = [federation.participant(name, POLICY, threads=1, state=None) for name in NAMES]
    for one in participants:
        one.name
    operator = {"pid": federation._process.pid, "open": federation.operator.open}
    aggregate(participants, operator, 1, 1000)
    result = aggregate(participants, operator, 2, COORDINATES)
    result["agentPeak"] = max(peak_bytes(one._agent.pid) for one in participants)
    result["coordinatorPeak"] = peak_bytes(operator["pid"])
    result["pythonPeak"] = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for one in participants:
        one.close()
print(json.dumps(result))
