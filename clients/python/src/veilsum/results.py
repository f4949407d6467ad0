"""What calls of this package return."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, NamedTuple, Optional

from ._frames import Message
from ._tensors import Tensor, flat_tensor, unflatten


class SessionInfo(NamedTuple):
    """A session that the policy accepts."""

    #: Hex of its digest; of a vector in parts, of the digest of their plan.
    digest: str
    task: str
    round: int
    #: n, clients on the roster.
    clients: int
    #: t, clients that a sum takes at least.
    threshold: int
    #: n_C, corrupt clients that it tolerates.
    max_corrupt: int
    #: Values that each client gives, without the weight.
    values: int
    #: B, the largest magnitude of an encoded coordinate.
    bound: int
    #: How values become integers, such as ``{"kind": "fixed-point", "clip": 1.0, "average": "mean"}``.
    encoding: Mapping[str, Any]
    #: Hex of the digest of the model that inputs are computed from; zeros for none.
    model: str
    #: Hex of the digest of the layout of tensors; empty for none.
    layout: str
    #: The parts that the vector is summed in; 1 if it is not in parts.
    parts: int = 1


class Aggregate(Dict[str, Any]):
    """A verified sum or mean: a dict of arrays with the names, shapes and dtypes that were sent."""

    #: The session that it is of.
    session: SessionInfo
    #: How many inputs it covers.
    inputs: int
    #: The names of the clients in it.
    included: List[str]
    #: ``"sum"``, ``"mean"`` or ``"weighted mean"``.
    of: str
    #: The record, with which anyone can check it; of a vector in parts, the file of all parts.
    record: bytes
    #: The Commit envelope that was sent, or those of all parts: with it, this client finds itself in the record.
    receipt: Optional[bytes]

    @property
    def round(self) -> int:
        """The round that it is of."""
        return self.session.round


class Check(NamedTuple):
    """One check of a record."""

    number: str
    name: str
    #: ``"passed"``, ``"failed"`` or ``"not-applicable"``.
    verdict: str
    detail: str


class Progress(NamedTuple):
    """How a call gets on."""

    #: ``"search"`` (waiting for a session), ``"claim"``, ``"phase"`` (waiting for the coordinator), ``"progress"``, or ``"given-up"``
    #: (an interrupted earlier round will not be resumed).
    kind: str
    #: What is waited for, claimed or worked on.
    what: str
    #: From 0 to 1, for ``"progress"``.
    fraction: Optional[float] = None


def session_of(message: Message) -> SessionInfo:
    """The session that an agent tells of."""
    content: Any = message
    return SessionInfo(
        content["session"],
        content["task"],
        content["round"],
        content["clients"],
        content["threshold"],
        content["maxCorrupt"],
        content["values"],
        content["bound"],
        content["encoding"],
        content["model"],
        content.get("layout", ""),
        content.get("parts", 1),
    )


def aggregate_of(
    message: Message, frames: Mapping[str, bytes], tensors: Optional[List[Tensor]]
) -> Aggregate:
    """A verified sum that an agent gives; flat, as ``values``, where its tensors are not known."""
    content: Any = message
    values = frames["values"]
    result = Aggregate(unflatten(tensors or flat_tensor(values), values))
    result.session = session_of(message)
    result.inputs = content["inputs"]
    result.included = content["included"]
    result.of = content["of"]
    result.record = frames.get("record", b"")
    result.receipt = frames.get("receipt")
    return result


def progress_of(message: Message) -> Progress:
    """An event of an agent."""
    content: Any = message
    kind = content["event"]
    if kind == "search":
        status = content["status"]
        return Progress(kind, _search_text(status))
    if kind == "progress":
        return Progress(kind, "computing", content["fraction"])
    if kind == "given-up":
        return Progress(kind, f"round {content['round']}")
    return Progress(kind, str(content.get("phase", content.get("kind", ""))))


def _search_text(status: Mapping[str, Any]) -> str:
    if status["kind"] == "no-task":
        known = ", ".join(repr(task) for task in status["tasks"][:10])
        return f"the coordinator does not have the task; its tasks are {known}" if known else "the coordinator has no session yet"
    if status["kind"] == "no-round":
        return "the coordinator does not have the round yet"
    return f"round {status['round']} is {status['state']}; waiting for the next one"
