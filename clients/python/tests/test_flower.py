"""Flower's wrappers: their own logic against small stand-ins of Flower's shapes, over a real coordinator; and Flower itself, if it is
installed."""

import unittest
from types import SimpleNamespace

import veilsum
from tests.federation import DEADLINES, federation, participants, together, verifier
from veilsum._tensors import numpy
from veilsum.flower import ROUND_KEY, SecureFit, SecureRounds, named, secure_client

np = numpy()
TASK = {
    "task": "flower",
    "bound": 32767,
    "maxDropouts": 1,
    "encoding": {"kind": "weighted-mean", "clip": 1.0, "maxWeight": 100},
    "deadlines": DEADLINES,
}


class Inner:
    """A NumPyClient, as far as it is used."""

    def __init__(self, step, examples):
        self.step, self.examples = step, examples

    def fit(self, parameters, config):
        return [array + self.step for array in parameters], self.examples, {"loss": 0.5, "secret": 7}

    def evaluate(self, parameters, config):
        return 0.25, 10, {}


class Base:
    """A strategy that samples everybody."""

    def __init__(self, clients):
        self.clients = clients

    def configure_fit(self, server_round, parameters, client_manager):
        return [(client, SimpleNamespace(parameters=parameters, config={})) for client in self.clients]

    def evaluate(self, server_round, parameters):
        return 0.125, {}


@unittest.skipIf(np is None, "NumPy is not installed")
class StandIns(unittest.TestCase):
    def test_a_round_uses_the_verified_weighted_mean(self):
        people = participants()
        clients = [
            SecureFit(Inner(0.1 * i, 10 * (i + 1)), one, "flower", weighted=True, metrics=["loss"]) for i, one in enumerate(people)
        ]
        model = [np.zeros((2, 2), np.float32), np.ones(1, np.float32)]
        strategy = SecureRounds(Base(clients), federation().operator, verifier(), TASK, to_arrays=list, to_parameters=list)
        instructions = strategy.configure_fit(1, model, None)
        results = together([lambda c=c, i=i: c.fit(i.parameters, i.config) for c, i in instructions])
        for sent in results:
            self.assertEqual(sent, ([], 1, {"loss": 0.5}))
        new, metrics = strategy.aggregate_fit(1, results, [])
        self.assertEqual(metrics, {"veilsum_inputs": 4})
        # (0·10 + 0.1·20 + 0.2·30 + 0.3·40) / 100
        np.testing.assert_allclose(new[0], 0.2, atol=1e-3)
        np.testing.assert_allclose(new[1], 1.2, atol=1e-3)
        self.assertEqual((new[0].shape, new[0].dtype), ((2, 2), np.float32))
        self.assertEqual(strategy.evaluate(1, new), (0.125, {}))
        self.assertEqual(clients[0].evaluate(new, {}), (0.25, 10, {}))

    def test_a_session_that_is_aborted_leaves_the_model(self):
        operator = SimpleNamespace(open=lambda task: "00", finish=lambda *_, **__: (_ for _ in ()).throw(veilsum.SessionEndedError("quorum-present", "too few")))
        strategy = SecureRounds(Base([]), operator, None, TASK, to_arrays=list, to_parameters=list)
        strategy.configure_fit(1, [np.zeros(1)], None)
        self.assertEqual(strategy.aggregate_fit(1, [], []), (None, {"veilsum_abort": "quorum-present"}))

    def test_a_client_gives_nothing_to_a_server_without_the_strategy(self):
        client = SecureFit(Inner(0.1, 1), None, "flower")
        for config in [{}, {ROUND_KEY: "1"}, {ROUND_KEY: True}]:
            with self.assertRaises(veilsum.InputError) as caught:
                client.fit([np.zeros(1)], config)
            self.assertEqual(caught.exception.code, "no-round")
        with self.assertRaises(veilsum.InputError):
            client.get_parameters({})

    def test_names_keep_the_order_of_the_arrays(self):
        arrays = list(range(12_345))
        self.assertEqual([value for _, value in sorted(named(arrays).items())], arrays)


class WithFlower(unittest.TestCase):
    def test_a_client_is_a_client_of_flower(self):
        try:
            import flwr.client
        except ImportError:
            self.skipTest("Flower is not installed")
        self.assertIsInstance(secure_client(Inner(0.1, 1), None, "flower"), flwr.client.Client)


if __name__ == "__main__":
    unittest.main()
