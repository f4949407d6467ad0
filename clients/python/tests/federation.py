"""One federation of four clients for all tests of a process, with a coordinator on loopback."""

import atexit
import logging
import os
import queue
import shutil
import signal
import tempfile
import threading
import time

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


class Call:
    """A call in a thread of its own."""

    def __init__(self, call):
        self._ended = queue.Queue()
        threading.Thread(target=self._work, args=(call,), daemon=True).start()

    def _work(self, call):
        try:
            self._ended.put((call(), None))
        except BaseException as error:
            self._ended.put((None, error))

    def result(self):
        """What it returns, or what it raises."""
        result, error = self._ended.get(timeout=60)
        if error:
            raise error
        return result

    def error(self, kind):
        """The exception that it ends with, which must be of a kind."""
        try:
            result = self.result()
        except kind as error:
            return error
        raise AssertionError(f"no {kind.__name__}, but {result}")


class Held:
    """Stops a participant's agent as soon as it waits for a message of the coordinator, until it may go on."""

    def __init__(self, participant, phase):
        self._participant, self._phase = participant, phase
        self.there = threading.Event()
        participant._progress = self._told

    def _told(self, progress):
        if progress == veilsum.Progress("phase", self._phase) and not self.there.is_set():
            os.kill(self._participant._agent.pid, signal.SIGSTOP)
            self.there.set()

    def go_on(self):
        self._participant._progress = None
        os.kill(self._participant._agent.pid, signal.SIGCONT)


def until_phase(digest, phase, accepted):
    """Waits until so many messages of a phase, which is open, have been accepted."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = federation().operator.session(digest)
        if found["state"] == phase and found["phases"][-1]["accepted"] >= accepted:
            return
        time.sleep(0.02)
    raise AssertionError(f"the session is {found['state']}, and not in phase {phase} with {accepted} messages")


def into_commit(digest, start, in_share=lambda: None):
    """Brings a round into Commit, with the messages of all but the third participant.

    :param start: starts the call of a participant, by its index
    :param in_share: called on the way, in Share with the messages of three
    :returns: the calls, and the participant that is held
    """
    everyone = participants()
    # One is held in Advertise, so that Share is open as long as it takes to hold the other one there.
    late = Held(everyone[3], "advertised")
    calls = {3: start(3)}
    assert late.there.wait(30)
    slow = Held(everyone[2], "shared")
    calls.update((i, start(i)) for i in (0, 1, 2))
    assert slow.there.wait(30)
    until_phase(digest, "share", 3)
    in_share()
    late.go_on()
    until_phase(digest, "commit", 3)
    return [calls[i] for i in range(4)], slow
