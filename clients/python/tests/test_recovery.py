"""What happens when a coordinator, an agent or a program ends in the middle of a round, without a word."""

import json
import math
import os
import signal
import subprocess
import sys
import time
import unittest

import veilsum
from tests.federation import (
    NAMES,
    POLICY,
    Call,
    federation,
    into_commit,
    open_round,
    participants,
    until_phase,
)
from veilsum import _agent

MEAN = {"kind": "fixed-point", "clip": 1.0, "average": "mean"}
LIKE = {"w": [0.0, 0.0]}


def tensors(i):
    return {"w": [0.1 * i, 0.5]}


class Recovery(unittest.TestCase):
    def setUp(self):
        self.all = participants()
        self.addCleanup(self.calm)

    def calm(self):
        """Lets everybody go on, also after a test that failed."""
        for one in self.all:
            one._progress = None
            if one._agent and one._agent.alive:
                os.kill(one._agent.pid, signal.SIGCONT)

    def start(self, task, **options):
        return lambda i: Call(lambda: self.all[i].aggregate(tensors(i), task=task, epoch=f"epoch of {task}", **options))

    def require_mean(self, means):
        self.assertEqual(means[1:], [means[0]] * (len(means) - 1))
        self.assertEqual(len({mean.record for mean in means}), 1)
        self.assertAlmostEqual(means[0]["w"][0], 0.15, places=3)
        self.assertAlmostEqual(means[0]["w"][1], 0.5, places=3)
        self.assertEqual(means[0].included, NAMES)


class Coordinator(Recovery):
    def test_that_is_killed_in_share_in_commit_and_between_rounds_is_followed_once_it_is_back(self):
        first = open_round("followed again", 1, LIKE, MEAN)

        def two_rounds(i):
            means = []
            for opened in self.all[i].follow("followed again", timeout=60):
                # The last mean, too, is one that the restarted coordinator gives.
                if opened.number == 2:
                    self.assertEqual(opened.last, means[0])
                means.append(opened.aggregate(tensors(i), epoch=f"round {opened.number}"))
                if opened.number == 2:
                    return means

        finished = Call(lambda: federation().operator.finish(first, expected=lambda phase: math.inf))
        calls, slow = into_commit(first, lambda i: Call(lambda: two_rounds(i)), in_share=federation().restart)
        federation().restart()
        slow.go_on()
        record = finished.result()
        # Now the next round is waited for.
        federation().restart()
        open_round("followed again", 2, LIKE, MEAN)
        rounds = [list(means) for means in zip(*(call.result() for call in calls))]
        for means in rounds:
            self.require_mean(means)
        self.assertEqual(rounds[0][0].record, record)

    def test_that_stays_away_is_an_exception_in_time_and_nothing_is_lost(self):
        digest = open_round("away", 1, LIKE, MEAN)
        begun = time.monotonic()
        calls, slow = into_commit(digest, self.start("away", timeout=4))
        federation().kill()
        slow.go_on()
        errors = [call.error(veilsum.StoppedError) for call in calls]
        self.assertLess(time.monotonic() - begun, 4 + 10)
        for error in errors:
            self.assertEqual((error.code, error.resumable), ("timeout", True))
            self.assertRegex(str(error), r"gave up after .* does not answer \(ECONNREFUSED\).* make the same call again")
        # Nobody answers still, and a call says so again.
        with self.assertRaisesRegex(veilsum.StoppedError, "does not answer"):
            self.all[1].aggregate(tensors(1), task="away", epoch="epoch of away", timeout=0.5)
        federation().restart()
        # One of them is another program by now.
        self.all[0].close()
        with federation().participant("ann", POLICY, threads=1) as ann:
            again = [Call(lambda: ann.aggregate(tensors(0), task="away", epoch="epoch of away"))]
            again += [self.start("away")(i) for i in (1, 2, 3)]
            self.require_mean([call.result() for call in again])

    def test_that_stays_away_from_who_keeps_nothing(self):
        digest = open_round("unkept", 1, LIKE, MEAN)
        self.all[0].close()
        with federation().participant("ann", POLICY, threads=1, state=None) as ann:
            call = Call(lambda: ann.aggregate(tensors(0), task="unkept", epoch="unkept", timeout=1.5))
            until_phase(digest, "advertise", 1)
            federation().kill()
            error = call.error(veilsum.StoppedError)
        federation().restart()
        self.assertEqual((error.resumable, error.spent), (False, "round"))
        self.assertIn("without a state folder, the round cannot be resumed", str(error))

    def test_a_round_that_was_interrupted_does_not_bar_the_next(self):
        first = open_round("passed over", 1, LIKE, MEAN)
        heard = []
        self.all[0]._progress = heard.append
        rounds = self.all[0].follow("passed over", timeout=30)
        call = Call(lambda: next(rounds).aggregate(tensors(0), epoch="the first", timeout=1))
        self.assertTrue(call.error(veilsum.StoppedError).resumable)
        federation().operator.close(first, "advertise")
        open_round("passed over", 2, LIKE, MEAN)
        calls = [Call(lambda: next(rounds).aggregate(tensors(0), epoch="the second"))]
        calls += [self.start("passed over", round=2)(i) for i in (1, 2, 3)]
        self.require_mean([call.result() for call in calls])
        self.assertIn(veilsum.Progress("given-up", "round 1"), heard)


class AgentOf(Recovery):
    def test_a_call_that_is_killed_in_any_phase_goes_on_with_the_next(self):
        for phase in ("shared", "included", "record"):
            with self.subTest(phase=phase):
                task = f"killed, {phase}"
                open_round(task, 1, LIKE, MEAN, partLength=1)
                victim, killed = self.all[0], []

                def told(progress):
                    if progress == veilsum.Progress("phase", phase) and not killed:
                        killed.append(victim._agent.pid)
                        os.kill(victim._agent.pid, signal.SIGKILL)

                victim._progress = told
                calls = [self.start(task)(i) for i in range(4)]
                error = calls[0].error(veilsum.AgentError)
                self.assertEqual(error.code, "agent-ended")
                self.assertRegex(str(error), "killed by signal 9.*the next call starts another one, which resumes")
                if phase == "included":
                    with self.assertRaisesRegex(veilsum.StorageError, "Give the input that was given then"):
                        victim.aggregate({"w": [0.7, 0.7]}, task=task, epoch=f"epoch of {task}")
                calls[0] = self.start(task)(0)
                self.require_mean([call.result() for call in calls])

    def test_a_round_that_was_opened_before_goes_on_in_it(self):
        open_round("opened before", 1, LIKE, MEAN)
        opened = next(self.all[0].follow("opened before"))
        os.kill(self.all[0]._agent.pid, signal.SIGKILL)
        calls = [Call(lambda: self.persist(opened))]
        calls += [self.start("opened before")(i) for i in (1, 2, 3)]
        self.require_mean([call.result() for call in calls])

    def persist(self, opened):
        try:
            return opened.aggregate(tensors(0), epoch="opened before")
        except veilsum.AgentError:
            # Where the end of the process was not seen in time.
            return opened.aggregate(tensors(0), epoch="opened before")

    def test_that_says_nothing_is_ended(self):
        patience, _agent._PATIENCE = _agent._PATIENCE, 0.3
        self.addCleanup(setattr, _agent, "_PATIENCE", patience)
        self.assertEqual(self.all[0].name, "ann")
        os.kill(self.all[0]._agent.pid, signal.SIGSTOP)
        with self.assertRaisesRegex(veilsum.AgentError, "said nothing.*the next call starts another one") as caught:
            self.all[0].open("never", timeout=0.2)
        self.assertEqual(caught.exception.code, "agent-silent")
        with self.assertRaises(veilsum.StoppedError):
            self.all[0].open("never", timeout=0.1)

    def test_an_exception_in_the_callback_takes_the_request_back(self):
        def told(progress):
            raise RuntimeError("no more")

        self.all[0]._progress = told
        with self.assertRaisesRegex(RuntimeError, "no more"):
            self.all[0].open("never")
        self.all[0]._progress = None
        with self.assertRaisesRegex(veilsum.StoppedError, "the coordinator has no session of this task") as caught:
            self.all[0].open("never", timeout=0.2)
        self.assertEqual(caught.exception.code, "timeout")


#: A participant as a program of its own, which says how far it is.
PROGRAM = """
import json, logging, sys, veilsum
logging.getLogger("veilsum").setLevel(logging.CRITICAL)
config = json.load(sys.stdin)
tell = lambda progress: print(progress.what, flush=True)
with veilsum.Participant(**config["participant"], progress=tell) as me:
    me.aggregate(config["tensors"], task=config["task"], epoch="program")
"""


class Program(Recovery):
    def test_that_is_killed_with_its_agent_left_behind_is_resumed(self):
        open_round("program", 1, LIKE, MEAN)
        self.all[0].close()
        folder = federation().path
        participant = {
            "server": federation().server,
            "identity": folder("ann.json"),
            "roster": folder("roster.json"),
            "policy": {"coordinatorKey": federation().coordinator_key, **POLICY},
            "ledger": folder("ann.ledger"),
            "state": folder("ann.state"),
            "threads": 1,
            "command": federation()._command,
        }
        child = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(veilsum.__file__))},
        )
        self.addCleanup(child.stdout.close)
        self.addCleanup(child.kill)
        json.dump({"participant": participant, "task": "program", "tensors": tensors(0)}, child.stdin)
        child.stdin.close()
        calls = [self.start("program")(i) for i in (1, 2, 3)]
        for line in child.stdout:
            if line.strip() == "included":
                break
        child.kill()
        child.wait()
        # At once, when the agent of the program may not have ended yet.
        mean = self.all[0].aggregate(tensors(0), task="program", epoch="program")
        self.require_mean([mean, *(call.result() for call in calls)])


if __name__ == "__main__":
    unittest.main()
