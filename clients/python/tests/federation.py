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


def federation():
    """The shared federation, started when a test asks for it first."""
    global _running
    if _running is None:
        folder = tempfile.mkdtemp(prefix="veilsum-test-")
        _running = LocalFederation(folder, NAMES).__enter__()
        atexit.register(_end, _running, folder)
    return _running


def _end(running, folder):
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


def participants(policy, names=NAMES, **options):
    """Participants that are started; the caller closes them."""
    started = [federation().participant(name, {**POLICY, **policy}, threads=1, **options) for name in names]
    together([participant.__enter__ for participant in started])
    return started


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
