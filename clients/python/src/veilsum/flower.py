"""Flower: a client whose updates nobody sees, and a strategy that uses the verified mean. Flower is imported by the functions that
need it, and by nothing else of this package.

Flower still distributes the model and starts the rounds. What clients send through it is empty; their updates go through veilsum, and
the strategy takes the mean from the record, once it was verified. The session is over all clients of the roster, so all of them
take part in every round (``fraction_fit=1.0``), and the deadlines of the task end phases for clients that drop out.
"""

from __future__ import annotations

import math
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from ._tensors import layout
from .errors import InputError, SessionEndedError
from .operator import Operator
from .participant import Participant

#: In the configuration that the strategy gives to clients: the round of the session.
ROUND_KEY = "veilsum_round"

Arrays = List[Any]
Metrics = Dict[str, Any]


def named(arrays: Sequence[Any]) -> Dict[str, Any]:
    """A list of arrays as tensors, in an order that is that of their names."""
    digits = max(4, len(str(len(arrays))))
    return {str(i).zfill(digits): array for i, array in enumerate(arrays)}


def _change(after: Any, before: Any) -> Any:
    """What training has changed, in the dtype of the model."""
    return (after - before).astype(before.dtype)


class SecureFit:
    """The logic of a client: trains as an inner client does, and sends what training has changed through veilsum."""

    def __init__(
        self,
        inner: Any,
        participant: Participant,
        task: str,
        *,
        weighted: bool = False,
        metrics: Iterable[str] = (),
    ) -> None:
        """
        :param inner: a NumPyClient
        :param participant: who takes part
        :param task: the task of the sessions; a client's own choice, and never the server's
        :param weighted: whether the mean is weighted by the number of examples
        :param metrics: names of metrics of ``fit`` that the server may see; none by default
        """
        self._inner = inner
        self._participant = participant
        self._task = task
        self._weighted = weighted
        self._metrics = tuple(metrics)

    def fit(self, parameters: Arrays, config: Mapping[str, Any]) -> Tuple[Arrays, int, Metrics]:
        """Trains, and takes part in the round that the strategy has opened. Nothing of the update goes back through Flower."""
        number = config.get(ROUND_KEY)
        if not isinstance(number, int) or isinstance(number, bool):
            raise InputError("no-round", f"the server names no round in {ROUND_KEY!r}: its strategy must be one of veilsum.flower")
        trained, examples, metrics = self._inner.fit(parameters, config)
        if len(trained) != len(parameters):
            raise InputError("wrong-length", f"fit returned {len(trained)} arrays, and the model has {len(parameters)}")
        update = named([_change(after, before) for after, before in zip(trained, parameters)])
        self._participant.aggregate(
            update,
            task=self._task,
            round=number,
            weight=examples if self._weighted else None,
            epoch=f"{self._task}, round {number}",
        )
        return [], 1, {name: metrics[name] for name in self._metrics if name in metrics}

    def evaluate(self, parameters: Arrays, config: Mapping[str, Any]) -> Tuple[float, int, Metrics]:
        """As the inner client. What it returns, the server sees."""
        result: Tuple[float, int, Metrics] = self._inner.evaluate(parameters, config)
        return result

    def get_parameters(self, config: Mapping[str, Any]) -> Arrays:
        """Refused: the inner client's parameters are what it has learnt from its data."""
        raise InputError("private", "the server asked for this client's parameters: give the strategy initial_parameters")

    def get_properties(self, config: Mapping[str, Any]) -> Dict[str, Any]:
        """None."""
        return {}


def secure_client(inner: Any, participant: Participant, task: str, **options: Any) -> Any:
    """A Flower client around a NumPyClient: see :class:`SecureFit` for the options. Give it to ``ClientApp``."""
    from flwr.client import NumPyClient

    kind = type("SecureNumPyClient", (SecureFit, NumPyClient), {})
    return kind(inner, participant, task, **options).to_client()


class SecureRounds:
    """The logic of a strategy: opens a session for each round, waits for its record, verifies it, and uses the mean."""

    def __init__(
        self,
        base: Any,
        operator: Operator,
        verifier: Participant,
        task: Mapping[str, Any],
        *,
        to_arrays: Optional[Callable[[Any], Arrays]] = None,
        to_parameters: Optional[Callable[[Arrays], Any]] = None,
        timeout: float = 600,
    ) -> None:
        """
        :param base: a strategy that samples clients and evaluates, such as FedAvg with ``fraction_fit=1.0``
        :param operator: the coordinator's operator
        :param verifier: verifies records; it need not be on the roster
        :param task: the task file without ``round``, ``length`` and ``layout``, with deadlines
        :param to_arrays: Flower's ``parameters_to_ndarrays`` by default
        :param to_parameters: Flower's ``ndarrays_to_parameters`` by default
        :param timeout: seconds for a round's record
        """
        self._base = base
        self._operator = operator
        self._verifier = verifier
        self._task = dict(task)
        self._to_arrays = to_arrays
        self._to_parameters = to_parameters
        self._timeout = timeout
        self._model: Arrays = []
        self._digest = ""

    def configure_fit(self, server_round: int, parameters: Any, client_manager: Any) -> Any:
        """Opens the round's session, and names it to the clients that the base strategy samples."""
        instructions = self._base.configure_fit(server_round, parameters, client_manager)
        self._model = self._arrays(parameters)
        task = {**self._task, "layout": layout(named(self._model)), "round": server_round}
        self._digest = self._operator.open(task)
        for _, instruction in instructions:
            instruction.config[ROUND_KEY] = server_round
        return instructions

    def aggregate_fit(self, server_round: int, results: Any, failures: Any) -> Tuple[Optional[Any], Metrics]:
        """The model with the verified mean; none, so that the model stays, if the session was aborted."""
        try:
            record = self._operator.finish(self._digest, expected=lambda phase: math.inf, timeout=self._timeout)
        except SessionEndedError as error:
            return None, {"veilsum_abort": error.code}
        mean, _ = self._verifier.verify(record, task=self._task["task"], round=server_round, like=named(self._model))
        self._model = [array + mean[name] for name, array in named(self._model).items()]
        return self._parameters(self._model), {"veilsum_inputs": mean.inputs}

    def initialize_parameters(self, client_manager: Any) -> Any:
        """As the base strategy."""
        return self._base.initialize_parameters(client_manager)

    def configure_evaluate(self, server_round: int, parameters: Any, client_manager: Any) -> Any:
        """As the base strategy."""
        return self._base.configure_evaluate(server_round, parameters, client_manager)

    def aggregate_evaluate(self, server_round: int, results: Any, failures: Any) -> Any:
        """As the base strategy."""
        return self._base.aggregate_evaluate(server_round, results, failures)

    def evaluate(self, server_round: int, parameters: Any) -> Any:
        """As the base strategy."""
        return self._base.evaluate(server_round, parameters)

    def _arrays(self, parameters: Any) -> Arrays:
        if self._to_arrays is None:
            from flwr.common import parameters_to_ndarrays

            self._to_arrays = parameters_to_ndarrays
        return self._to_arrays(parameters)

    def _parameters(self, arrays: Arrays) -> Any:
        if self._to_parameters is None:
            from flwr.common import ndarrays_to_parameters

            self._to_parameters = ndarrays_to_parameters
        return self._to_parameters(arrays)


def secure_strategy(base: Any, operator: Operator, verifier: Participant, task: Mapping[str, Any], **options: Any) -> Any:
    """A Flower strategy around another one: see :class:`SecureRounds` for the options."""
    from flwr.server.strategy import Strategy

    kind = type("SecureStrategy", (SecureRounds, Strategy), {})
    return kind(base, operator, verifier, task, **options)
