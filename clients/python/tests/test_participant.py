import array
import contextlib
import http.server
import signal
import tempfile
import threading
import unittest

import veilsum
from tests.federation import NAMES, POLICY, federation, open_round, participants, together, verifier
from veilsum._tensors import numpy
from veilsum.local import LocalFederation
from veilsum.operator import Operator

np = numpy()


@contextlib.contextmanager
def http_server(content):
    """A server that answers everything with the same."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


MEAN = {"kind": "fixed-point", "clip": 1.0, "average": "mean"}
WEIGHTED = {"kind": "weighted-mean", "clip": 1.0, "maxWeight": 10}


class Rounds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.all = participants()

    def aggregate(self, task, tensors, **options):
        return together([lambda one=one, t=t: one.aggregate(t, task=task, **{"epoch": f"epoch of {task}", **options}) for one, t in zip(self.all, tensors)])

    def test_plain_lists_give_the_mean_and_a_record_that_verifies(self):
        open_round("lists", 1, {"w": [0.0, 0.0], "b": 0.0}, MEAN)
        means = self.aggregate("lists", [{"w": [0.1 * i, 0.5], "b": -0.25} for i in range(4)])
        mean = means[0]
        self.assertEqual(means[1:], [mean] * 3)
        self.assertAlmostEqual(mean["w"][0], 0.15, places=3)
        self.assertAlmostEqual(mean["b"], -0.25, places=3)
        self.assertEqual((mean.of, mean.inputs, mean.included, mean.round), ("mean", 4, NAMES, 1))
        self.assertEqual(mean.session.task, "lists")
        verified, checks = self.all[1].verify(mean.record, task="lists", round=1, receipt=means[1].receipt, like={"w": [0.0, 0.0], "b": 0.0})
        self.assertEqual(verified, mean)
        self.assertIn("opening", [check.name for check in checks if check.verdict == "passed"])

    @unittest.skipIf(np is None, "NumPy is not installed")
    def test_numbers_of_numpy_are_numbers(self):
        open_round("numbers", 1, {"w": [0.0]}, WEIGHTED)
        means = together(
            [
                lambda one=one, i=i: one.aggregate(
                    {"w": [0.5]}, task="numbers", round=np.int64(1), weight=np.int32(i + 1), epoch="numbers", timeout=np.float32(30)
                )
                for i, one in enumerate(self.all)
            ]
        )
        self.assertAlmostEqual(means[0]["w"][0], 0.5, places=3)

    @unittest.skipIf(np is None, "NumPy is not installed")
    def test_names_shapes_and_dtypes_are_kept_in_a_weighted_mean(self):
        values = [{"conv.weight": np.full((2, 2), 0.1 * i, np.float32), "bias": np.full(2, -0.5), "steps": np.int64(1)} for i in range(4)]
        open_round("weighted", 1, values[0], WEIGHTED)
        means = together(
            [lambda one=one, t=t, w=w: one.aggregate(t, task="weighted", weight=w, epoch="weighted") for w, (one, t) in enumerate(zip(self.all, values), 1)]
        )
        mean = means[0]
        self.assertEqual(set(mean), {"conv.weight", "bias", "steps"})
        self.assertEqual((mean["conv.weight"].shape, mean["conv.weight"].dtype), ((2, 2), np.float32))
        self.assertEqual((mean["steps"].shape, mean["steps"].dtype), ((), np.int64))
        np.testing.assert_allclose(mean["conv.weight"], 0.2, atol=1e-3)
        np.testing.assert_allclose(mean["bias"], -0.5, atol=1e-3)
        self.assertEqual(mean["steps"], 1)

    def test_tensors_with_clips_of_their_own_are_scaled_and_clipped(self):
        clips = {"b": 0.001}
        open_round("clips", 1, {"w": [0.0], "b": [0.0, 0.0]}, MEAN, clips)
        tensors = [{"w": [0.5], "b": [0.0002 * i, 7.0]} for i in range(4)]
        means = self.aggregate("clips", tensors, clips=clips)
        mean = means[0]
        self.assertAlmostEqual(mean["w"][0], 0.5, places=3)
        self.assertAlmostEqual(mean["b"][0], 0.0003, places=6)
        self.assertAlmostEqual(mean["b"][1], 0.001, places=9)
        verified, _ = self.all[1].verify(mean.record, like=tensors[0], clips=clips)
        self.assertEqual(verified, mean)
        with self.assertRaises(veilsum.InvalidRecordError) as caught:
            self.all[1].verify(mean.record, like=tensors[0])
        self.assertEqual(caught.exception.code, "policy-layout")
        with self.assertRaisesRegex(veilsum.InputError, "like="):
            verifier().verify(mean.record)

    def test_vectors_without_a_layout_are_for_who_asks_for_them(self):
        open_round("plain", 1, 2, MEAN)
        with self.assertRaisesRegex(veilsum.RejectedError, "names no layout") as caught:
            self.all[0].aggregate({"w": [0.1, 0.2]}, task="plain")
        self.assertEqual((caught.exception.code, caught.exception.spent), ("policy-layout", None))
        mean = self.aggregate("plain", [{"w": [0.1 * i, 0.0]} for i in range(4)], flat=True)[0]
        self.assertAlmostEqual(mean["w"][0], 0.15, places=3)

    def test_an_altered_record_has_no_sum(self):
        open_round("altered", 1, {"w": [0.0, 0.0]}, MEAN)
        mean = self.aggregate("altered", [{"w": [0.1, 0.01 * i]} for i in range(4)])[0]
        altered = bytearray(mean.record)
        altered[len(altered) // 2] ^= 1
        with self.assertRaises(veilsum.VeilsumError) as caught:
            self.all[0].verify(bytes(altered))
        self.assertIsInstance(caught.exception, (veilsum.InvalidRecordError, veilsum.InputError))
        with self.assertRaisesRegex(veilsum.InvalidRecordError, "of round 1") as caught:
            self.all[0].verify(mean.record, task="altered", round=2)
        self.assertEqual(caught.exception.code, "policy-task")
        with tempfile.NamedTemporaryFile() as file:
            file.write(mean.record)
            file.flush()
            flat, _ = self.all[0].verify(file.name, like={"w": [0.0, 0.0]})
        self.assertEqual(flat, mean)

    def test_follow_yields_rounds_with_the_last_mean(self):
        open_round("followed", 1, {"w": [0.0, 0.0]}, MEAN)
        seen = together([lambda one=one, i=i: self.two_rounds(one, 0.1 * i) for i, one in enumerate(self.all)])
        for first, last, second in seen:
            self.assertIsNone(first)
            self.assertAlmostEqual(last["w"][0], 0.15, places=3)
            self.assertAlmostEqual(second["w"][0], 0.25, places=3)

    def two_rounds(self, participant, value):
        lasts, result = [], None
        for opened in participant.follow("followed", timeout=60):
            lasts.append(opened.last)
            result = opened.aggregate({"w": [value + 0.1 * (opened.number - 1), 0.0]}, epoch=f"followed {opened.number}")
            if opened.number == 2:
                return lasts[0], lasts[1], result
            if participant is self.all[0]:
                open_round("followed", 2, {"w": [0.0, 0.0]}, MEAN)

    def test_who_comes_later_gets_the_last_mean_verified(self):
        open_round("late", 1, {"w": [0.0, 0.0]}, MEAN)
        self.aggregate("late", [{"w": [0.5, 0.01 * i]} for i in range(4)])
        open_round("late", 2, {"w": [0.0, 0.0]}, MEAN)
        opened = next(self.all[2].follow("late", after=1, like={"w": [0.0, 0.0]}))
        self.assertEqual((opened.number, opened.last.round), (2, 1))
        self.assertAlmostEqual(opened.last["w"][0], 0.5, places=3)

    def test_a_model_in_parts_goes_round_and_is_followed(self):
        like = {"w": [0.0] * 5, "b": [0.0] * 3}
        digest = open_round("parts", 1, like, WEIGHTED, partLength=4)
        opened = self.all[0].open("parts", like=like)
        # The weight is a coordinate, too.
        self.assertEqual((opened.digest, opened.parts, opened.values), (digest, 3, 8))
        tensors = [{"w": [0.1 * i] * 5, "b": [0.5, -0.5, 0.0]} for i in range(4)]
        means = together(
            [lambda one=one, t=t, w=w: one.aggregate(t, task="parts", weight=w, epoch="parts") for w, (one, t) in enumerate(zip(self.all, tensors), 1)]
        )
        mean = means[0]
        self.assertEqual(means[1:], [mean] * 3)
        for value in mean["w"]:
            self.assertAlmostEqual(value, 0.2, places=3)
        self.assertAlmostEqual(mean["b"][1], -0.5, places=3)
        self.assertEqual(mean.included, NAMES)
        verified, checks = self.all[1].verify(mean.record, task="parts", round=1, receipt=means[1].receipt, like=like)
        self.assertEqual(verified, mean)
        same = [check for check in checks if check.name == "parts-same"]
        self.assertEqual(same[0].verdict, "passed")
        with self.assertRaises(veilsum.InvalidRecordError) as caught:
            self.all[1].verify(mean.record, receipt=means[2].receipt[:-1] + b"?", like=like)
        self.assertEqual(caught.exception.code, "mine")
        open_round("parts", 2, like, WEIGHTED, partLength=4)
        later = next(self.all[2].follow("parts", after=1, like=like))
        self.assertEqual((later.number, later.session.parts, later.last), (2, 3, mean))

    def test_wrong_shapes_nan_and_weights_use_up_nothing(self):
        open_round("misfits", 1, {"w": [0.0, 0.0, 0.0]}, MEAN)
        one = self.all[0]
        for tensors, options, code in [
            ({"w": [0.1, 0.2]}, {}, "policy-layout"),
            ({"w": [[0.1, 0.2, 0.3]]}, {}, "policy-layout"),
            ({"v": [0.1, 0.2, 0.3]}, {}, "policy-layout"),
            ({"w": array.array("f", [0.1, 0.2, 0.3])}, {}, "policy-layout"),
            ({"w": [0.1, 0.2, 0.3]}, {"clips": {"w": 0.5}}, "policy-layout"),
            ({"w": [0.1, 0.2, 0.3]}, {"flat": True}, "policy-layout"),
            ({"w": [0.1, 0.2, 0.3]}, {"clips": {"v": 0.5}}, "wrong-input"),
            ({"w": [0.1, float("nan"), 0.2]}, {}, "not-finite"),
            ({"w": ["a", "b", "c"]}, {}, "wrong-dtype"),
            ({"w": [0.1, 0.2, 0.3]}, {"weight": 3}, "wrong-input"),
            ({"w": [0.1, 0.2, 0.3]}, {"weight": 0}, "bad-weight"),
            ({"w": [0.1, 0.2, 0.3]}, {"epoch": ""}, "bad-request"),
            ({"w": [0.1, 0.2, 0.3]}, {"round": -1}, "bad-request"),
            ({"w": [0.1, 0.2, 0.3]}, {"round": {1}}, "wrong-input"),
            ({"w": [0.1, 0.2, 0.3]}, {"weight": 1.5}, "bad-weight"),
            ({"w": [0.1, 0.2, 0.3]}, {"timeout": "5"}, "wrong-input"),
            ({"w": [0.1, 0.2, 0.3]}, {"timeout": 0}, "wrong-input"),
            ({"w": [0.1, 0.2, 0.3]}, {"require": {"bound": float("nan")}}, "wrong-input"),
        ]:
            expected = veilsum.RejectedError if code == "policy-layout" else veilsum.InputError
            with self.subTest(code=code), self.assertRaises(expected) as caught:
                one.aggregate(tensors, task="misfits", **options)
            self.assertEqual(caught.exception.code, code)
            self.assertIn(caught.exception.spent, (None, "nothing"))
        with self.assertRaisesRegex(veilsum.RejectedError, r"yours are w float64 \[2\] clip 0.5 \["):
            one.aggregate({"w": [0.1, 0.2]}, task="misfits", clips={"w": 0.5})
        means = self.aggregate("misfits", [{"w": [0.1, 0.01 * i, 0.3]} for i in range(4)])
        self.assertEqual(means[0].inputs, 4)

    def test_a_request_cannot_loosen_the_policy(self):
        open_round("loosened", 1, {"w": [0.0, 0.0, 0.0]}, MEAN)
        with self.assertRaisesRegex(veilsum.RejectedError, "can only be stricter") as caught:
            self.all[0].open("loosened", require={"minClients": 3})
        self.assertEqual(caught.exception.code, "request-tightens")
        with self.assertRaises(veilsum.RejectedError) as caught:
            self.all[0].open("loosened", require={"encoding": {"kind": "integer"}})
        self.assertEqual(caught.exception.code, "policy-encoding")

    def test_a_second_time_in_a_round_is_rejected(self):
        open_round("twice", 1, {"w": [0.0]}, MEAN)
        self.aggregate("twice", [{"w": [0.01 * i]} for i in range(4)])
        with self.assertRaises(veilsum.SessionEndedError):
            self.all[0].aggregate({"w": [0.5]}, task="twice", round=1)

    def test_equal_values_are_sent_once_unless_another_epoch_is_named(self):
        for number in (1, 2):
            open_round("equal", number, {"w": [0.0]}, MEAN)
            if number == 2:
                with self.assertRaises(veilsum.RejectedError) as caught:
                    self.all[0].aggregate({"w": [0.125]}, task="equal", round=2)
                self.assertEqual((caught.exception.code, caught.exception.spent), ("input-once", "nothing"))
            epochs = [None if number == 1 else f"week {number}"] * 4
            together([lambda one=one, e=e: one.aggregate({"w": [0.125]}, task="equal", epoch=e) for one, e in zip(self.all, epochs)])

    def test_waiting_ends_after_its_timeout(self):
        one = self.all[3]
        with self.assertRaises(veilsum.StoppedError) as caught:
            one.open("never", timeout=0.2)
        self.assertEqual(caught.exception.code, "timeout")
        self.assertIsInstance(caught.exception, TimeoutError)

    def test_waiting_for_another_thread_ends_after_its_timeout_too(self):
        one = self.all[3]
        waiting = threading.Event()
        one._progress = lambda progress: waiting.set()
        thread = threading.Thread(target=lambda: self.assertRaises(veilsum.StoppedError, one.open, "never", timeout=1))
        thread.start()
        self.assertTrue(waiting.wait(20))
        one._progress = None
        with self.assertRaisesRegex(veilsum.StoppedError, "another thread") as caught:
            one.aggregate({"w": [0.5]}, task="never", timeout=0.1)
        self.assertEqual(caught.exception.spent, "nothing")
        thread.join()

    def test_ctrl_c_takes_the_request_back(self):
        main = threading.get_ident()
        timer = threading.Timer(0.5, lambda: signal.pthread_kill(main, signal.SIGINT))
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            self.all[3].open("never")
        self.assertIsInstance(self.all[3].name, str)
        with self.assertRaises(veilsum.StoppedError):
            self.all[3].open("never", timeout=0.1)


class Apart(unittest.TestCase):
    def test_arrays_of_the_standard_library_give_exact_sums(self):
        started = participants()
        open_round("integers", 1, {"n": array.array("i", [0, 0])}, {"kind": "integer"})
        sums = together(
            [lambda one=one, i=i: one.aggregate({"n": array.array("i", [i, -3])}, task="integers") for i, one in enumerate(started)]
        )
        self.assertEqual(sums[0], {"n": array.array("i", [6, -12])})
        self.assertEqual(sums[0].of, "sum")

    def test_a_coordinator_that_is_away(self):
        away = veilsum.Participant(
            "http://127.0.0.1:9/", federation().path("ann.json"), federation().path("roster.json"),
            {**POLICY, "coordinatorKey": federation().coordinator_key}, tempfile.mkdtemp(),
        )
        with away, self.assertRaises(veilsum.CoordinatorUnreachableError) as caught:
            away.open("task")
        self.assertIsInstance(caught.exception, ConnectionError)

    def test_an_operator_who_is_refused_learns_why(self):
        server, operator = federation().server, federation().operator
        with self.assertRaisesRegex(veilsum.InputError, "--operator-token") as caught:
            Operator(server, "another").open({"task": "refused"})
        self.assertEqual(caught.exception.code, "operator-only")
        with self.assertRaisesRegex(veilsum.InputError, "refuses this: .*bound") as caught:
            operator.open({"task": "refused", "round": 1, "length": 3})
        self.assertEqual(caught.exception.code, "malformed-request")
        with self.assertRaises(veilsum.InputError) as caught:
            operator.session("00" * 32)
        self.assertEqual(caught.exception.code, "not-found")
        with self.assertRaisesRegex(veilsum.InputError, "JSON"):
            operator.open({"task": "refused", "bound": float("nan")})
        digest = open_round("refused", 1, {"w": [0.0]}, MEAN)
        operator.close(digest, "advertise")
        with self.assertRaises(veilsum.SessionEndedError) as caught:
            operator.record(digest)
        self.assertEqual(caught.exception.code, "quorum-present")

    def test_an_operator_whose_coordinator_is_none(self):
        with self.assertRaisesRegex(veilsum.CoordinatorUnreachableError, "is the coordinator running there"):
            Operator("http://127.0.0.1:9/", "token").session("00" * 32)
        with http_server(b"<html>") as address:
            with self.assertRaisesRegex(veilsum.CoordinatorUnreachableError, "is not a coordinator") as caught:
                Operator(address, "token\n").session("00" * 32)
            self.assertEqual(caught.exception.code, "no-coordinator")

    def test_files_that_are_missing_are_named(self):
        one = veilsum.Participant("http://127.0.0.1:9/", "missing.json", "roster.json", {}, tempfile.mkdtemp())
        with self.assertRaisesRegex(veilsum.AgentError, "missing.json"):
            one.open("task")

    def test_a_policy_that_is_none(self):
        one = federation().participant("zoe", {**POLICY, "minClient": 3}, state=None, ledger=tempfile.mkdtemp())
        with self.assertRaisesRegex(veilsum.AgentError, 'error: policy=: Unrecognized key: "minClient"'):
            one.open("task")
        one = federation().participant("zoe", {**POLICY, "bound": {1}}, state=None)
        with self.assertRaisesRegex(veilsum.InputError, "the policy cannot be written as JSON"):
            one.open("task")

    def test_a_record_that_is_none(self):
        with self.assertRaisesRegex(veilsum.InputError, "not a record"):
            verifier().verify(b"no record")
        with self.assertRaisesRegex(veilsum.InputError, "missing.cbor: .*No such file"):
            verifier().verify("missing.cbor")

    def test_a_federation_on_this_machine_has_a_folder_and_names_of_its_own(self):
        with self.assertRaisesRegex(veilsum.InputError, "delete the folder"):
            LocalFederation(federation().folder, NAMES).__enter__()
        for name in ("a/b", "", "roster", 7):
            with self.assertRaisesRegex(veilsum.InputError, "a name is"):
                LocalFederation("unused", ["ann", "bob", name])

    def test_another_program_with_the_same_identity(self):
        open_round("twins", 1, {"w": [0.0]}, MEAN)
        one = participants()[3]
        with self.assertRaises(veilsum.StoppedError):
            one.aggregate({"w": [0.5]}, task="twins", epoch="twins", timeout=0.5)
        with federation().participant("zoe", POLICY, threads=1, state=None, ledger=tempfile.mkdtemp()) as twin:
            with self.assertRaisesRegex(veilsum.RefusedError, "another program take part with this identity") as caught:
                twin.aggregate({"w": [0.5]}, task="twins")
        self.assertEqual(caught.exception.code, "one-envelope")
        with self.assertRaises(veilsum.StoppedError):
            one.aggregate({"w": [0.5]}, task="twins", epoch="twins", timeout=0.2)
        # Later tests begin with nothing in the notes.
        federation().operator.close(one.open("twins").digest, "advertise")
        with self.assertRaises(veilsum.SessionEndedError):
            one.aggregate({"w": [0.5]}, task="twins", epoch="twins")

    def test_no_command(self):
        one = veilsum.Participant("http://127.0.0.1:9/", "a", "b", "c", "d", command=["/nonexistent/veilsum"])
        with self.assertRaisesRegex(veilsum.AgentError, "cannot be started.*VEILSUM_COMMAND"):
            one.open("task")
        one = veilsum.Participant("http://127.0.0.1:9/", "a", "b", "c", "d", command=["node", "/nonexistent/veilsum.js"])
        with self.assertRaisesRegex(veilsum.AgentError, "could not start .exit code 1.: .*/nonexistent/veilsum.js"):
            one.open("task")

    def test_a_command_that_is_no_agent(self):
        one = veilsum.Participant("http://127.0.0.1:9/", "a", "b", "c", "d", command=["echo"])
        with self.assertRaisesRegex(veilsum.AgentError, "does not speak the agent's protocol"):
            one.open("task")

    def test_one_agent_has_the_ledger(self):
        self.assertEqual(participants()[1].name, "bob")
        second = federation().participant("bob", POLICY, state=None)
        with self.assertRaisesRegex(veilsum.AgentError, "cannot be locked"):
            second.open("task")


if __name__ == "__main__":
    unittest.main()
