"""One federation of four clients for all tests of a process, with a coordinator on loopback."""

import atexit
import logging
import queue
import shutil
import tempfile
import threading

import veilsum
from veilsum.local import LocalFederation

# The policies of the tests leave much open, and say so.
logging.getLogger("veilsum").setLevel(logging.CRITICAL)

NAMES = ["ann", "bob", "eve", "zoe"]
DEADLINES = dict.fromkeys(["advertise", "share", "commit", "confirm", "unmask"], 0)
POLICY = {"minClients": 4, "minThreshold": 3, "maxCorrupt": 0, "bound": 32767}

_running = None
_everyone = None
_verifier = None


def federation():
    """The shared federation, started when a test asks for it first."""
    global _running
    if _running is None:
        folder = tempfile.mkdtemp(prefix="veilsum-test-")
        _running = LocalFederation(folder, NAMES).__enter__()
        atexit.register(_end, _running, folder)
    return _running


def _end(running, folder):
    together([one.close for one in [*(_everyone or []), *([_verifier] if _verifier else [])]])
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


def open_round(task, round, like, encoding, clips=None, **more):
    """Opens a round of a task over tensors like these, of which one client may drop out. Returns its digest."""
    content = {
        "task": task,
        "round": round,
        **({"length": like} if isinstance(like, int) else {"layout": veilsum.layout(like, clips)}),
        "bound": 32767,
        "maxDropouts": 1,
        "encoding": encoding,
        "deadlines": DEADLINES,
        **more,
    }
    return federation().operator.open(content)


def participants():
    """All participants, for all tests: what tests wait for most is the start of agents."""
    global _everyone
    if _everyone is None:
        _everyone = [federation().participant(name, POLICY, threads=1) for name in NAMES]
        together([participant.__enter__ for participant in _everyone])
    return _everyone


def verifier():
    """Somebody who is not on the roster, for all tests."""
    global _verifier
    if _verifier is None:
        _verifier = federation().verifier(POLICY, threads=1)
    return _verifier


def together(calls):
    """Makes calls at once. Returns their results, and raises the first exception without waiting for the rest."""
    ended = queue.Queue()

    def work(i):
        try:
            ended.put((i, calls[i](), None))
        except BaseException as error:
            ended.put((i, None, error))

    for i in range(len(calls)):
        threading.Thread(target=work, args=(i,), daemon=True).start()
    results = [None] * len(calls)
    for _ in calls:
        i, result, error = ended.get(timeout=20)
        if error:
            raise error
        results[i] = result
    return results
