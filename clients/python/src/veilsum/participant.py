"""A participant: takes part in sessions with tensors, and gets verified sums."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from types import TracebackType
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Type, Union

from ._agent import Agent, Answer, find_command
from ._frames import Message
from ._tensors import Tensor, describe, flatten
from .errors import InputError, InvalidRecordError
from .results import Aggregate, Check, Progress, SessionInfo, aggregate_of, progress_of, session_of

Path = Union[str, "os.PathLike[str]"]
Tensors = Mapping[str, Any]


class Participant:
    """Takes part in sessions of one coordinator, under one identity and one policy.

    Everything that is secret or decides is in an agent, a process of the ``veilsum`` command that lives as long as this object::

        with veilsum.Participant("https://sum.example.org/", "me.json", "roster.json", "policy.json", "ledger", state="state") as me:
            mean = me.aggregate({"w": w, "b": b}, weight=len(data), task="digits")

    One call at a time; calls from other threads wait.
    """

    def __init__(
        self,
        server: str,
        identity: Path,
        roster: Path,
        policy: Union[Path, Mapping[str, Any]],
        ledger: Path,
        *,
        state: Optional[Path] = None,
        threads: Optional[int] = None,
        progress: Optional[Callable[[Progress], None]] = None,
        command: Optional[Sequence[str]] = None,
    ) -> None:
        """Starts nothing yet: the agent starts with the first call, or as a context manager.

        :param server: the coordinator's address
        :param identity: your identity's file, from ``veilsum keygen``
        :param roster: the roster that you trust
        :param policy: what you require of a session: a policy file, or its contents as a dict
        :param ledger: a folder that remembers the rounds that you took part in and the inputs that you sent; keep it as long as
            the identity
        :param state: a folder for the round in progress, so that an agent that was killed is resumed; without it, the round is over
            for you
        :param threads: threads for the computation; by default as many as the machine has, at most 8
        :param progress: called with a :class:`Progress` while a call waits or works; on the calling thread
        :param command: the command that runs veilsum, such as ``["node", "dist/cli/veilsum.js"]``; by default $VEILSUM_COMMAND, or
            ``veilsum`` on the path
        """
        self._command = command
        self._arguments: Dict[str, str] = {
            "--server": server,
            "--identity": os.fspath(identity),
            "--roster": os.fspath(roster),
            "--ledger": os.fspath(ledger),
        }
        if state is not None:
            self._arguments["--state"] = os.fspath(state)
        if threads is not None:
            self._arguments["--threads"] = str(threads)
        self._policy = policy
        self._progress = progress
        self._agent: Optional[Agent] = None
        self._lock = threading.RLock()
        self._tensors: Optional[List[Tensor]] = None

    def __enter__(self) -> "Participant":
        with self._lock:
            self._running()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    @property
    def name(self) -> Optional[str]:
        """This client's name on the roster; None if the identity is not on it."""
        with self._lock:
            name = self._running().about.get("name")
        return name if isinstance(name, str) else None

    def close(self) -> None:
        """Ends the agent; a call that another thread waits in ends with a :class:`StoppedError`. A later call starts another one."""
        agent, self._agent = self._agent, None
        if agent:
            agent.close()

    def open(
        self,
        task: str,
        round: Optional[int] = None,
        *,
        require: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
    ) -> SessionInfo:
        """Waits until a session of the task admits clients, and checks it against the policy. Nothing is sent.

        :param round: the round; the latest open one by default
        :param require: what this session must satisfy in addition to the policy, in the words of a policy file, and
            ``modelDigest`` in hexadecimal; an addition can only be stricter
        :param timeout: seconds after which to give up
        :raises RejectedError: if the policy does not accept it
        """
        message, _ = self._ask(_without_none({"do": "open", "task": task, "round": round, "require": require, "timeout": timeout}))
        return session_of(message)

    def aggregate(
        self,
        tensors: Tensors,
        *,
        task: str,
        round: Optional[int] = None,
        weight: Optional[int] = None,
        epoch: Optional[str] = None,
        source: Optional[str] = None,
        require: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
    ) -> Aggregate:
        """Takes part in a round with these tensors, and returns the verified sum or mean.

        :param tensors: arrays by their names: floats or integers, finite. All clients of a session send tensors of the same names and
            shapes
        :param task: the task
        :param round: its round; the latest open one by default
        :param weight: the weight in a weighted mean, an integer from 1, such as the number of examples
        :param epoch: what the tensors are about; in one epoch you send once. By default the model that the policy or ``require``
            names, else the exact values
        :param source: where your data comes from, if you have more than one source
        :param require: see :meth:`open`
        :param timeout: seconds after which to give up, whatever the stage
        :raises InputError: if the tensors do not fit; nothing was sent then
        :raises VeilsumError: each kind says what is used up, see :mod:`veilsum.errors`
        """
        # Before a session is waited for.
        flat = flatten(tensors)
        with self._lock:
            session = self.open(task, round, require=require, timeout=timeout)
            return self._aggregate(session, flat, weight, epoch, source, timeout)

    def follow(
        self,
        task: str,
        *,
        after: Optional[int] = None,
        like: Optional[Tensors] = None,
        require: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
    ) -> Iterator["Round"]:
        """Yields the rounds of a task as they are opened, each with the verified sum or mean of the last one::

            for round in me.follow("digits", like=model):
                if round.last:
                    add(model, round.last)
                round.aggregate(train(model))

        :param after: only rounds after this one
        :param like: tensors with the names, shapes and dtypes of the sum; those of the last call of ``aggregate`` by default, and
            without one the sum is flat, under the name ``values``
        :param require: see :meth:`open`
        :param timeout: seconds to wait for a round
        :raises StoppedError: if no round is opened in that time
        """
        known = describe(like) if like is not None else None
        last: Optional[Aggregate] = None
        while True:
            have = last.round if last else None
            with self._lock:
                message, frames = self._ask(
                    _without_none(
                        {"do": "follow", "task": task, "after": after, "have": have, "require": require, "timeout": timeout}
                    )
                )
                found: Any = message.get("last")
                if found:
                    last = aggregate_of(found, frames, known or self._fitting(len(frames["values"]) // 8))
            opened = Round(self, session_of(message), last)
            yield opened
            after = opened.number
            if opened.result is not None:
                last = opened.result

    def verify(
        self,
        record: Union[bytes, Path],
        *,
        task: Optional[str] = None,
        round: Optional[int] = None,
        receipt: Optional[bytes] = None,
        like: Optional[Tensors] = None,
    ) -> Tuple[Aggregate, List[Check]]:
        """Verifies a record offline, under the policy, and returns its sum or mean with the checks that were made.

        The model that the policy names is left out: a record may be of an earlier round.

        :param record: the record, or its file
        :param task: the task that it must be of; any by default
        :param round: likewise
        :param receipt: a Commit envelope that must be in it
        :param like: tensors with the names, shapes and dtypes of the sum
        :raises InvalidRecordError: if a check fails; there is no sum then
        """
        frames = {"record": _contents(record)}
        if receipt is not None:
            frames["receipt"] = receipt
        message, answered = self._ask(_without_none({"do": "verify", "task": task, "round": round}), frames)
        content: Any = message
        checks = [Check(line["number"], line["check"], line["verdict"], line["detail"]) for line in content["checks"]]
        if not content["valid"]:
            failed = [check for check in checks if check.verdict == "failed"]
            code, detail = (failed[0].name, failed[0].detail) if failed else ("parameters", "there is no sum")
            raise InvalidRecordError(code, f"the record does not verify: {detail}; do not use its sum", record=frames["record"])
        tensors = describe(like) if like is not None else self._fitting(len(answered["values"]) // 8)
        result = aggregate_of(message, answered, tensors)
        result.record = frames["record"]
        return result, checks

    def _aggregate(
        self,
        session: SessionInfo,
        flat: Any,
        weight: Optional[int],
        epoch: Optional[str],
        source: Optional[str],
        timeout: Optional[float],
    ) -> Aggregate:
        count = sum(tensor.size for tensor in flat.tensors)
        if count != session.values:
            raise InputError(
                "wrong-length",
                f"the tensors have {count} values together, and the session takes {session.values}: "
                "are names and shapes those that the task is for?",
                spent="nothing",
            )
        if weight is not None and (isinstance(weight, bool) or not isinstance(weight, int) or weight < 1):
            raise InputError("bad-weight", "a weight is an integer from 1", spent="nothing")
        request = _without_none(
            {
                "do": "aggregate",
                "session": session.digest,
                "values": flat.type,
                "weight": weight,
                "epoch": epoch,
                "source": source,
                "timeout": timeout,
            }
        )
        message, frames = self._ask(request, {"values": flat.data})
        self._tensors = flat.tensors
        return aggregate_of(message, frames, flat.tensors)

    def _fitting(self, values: int) -> Optional[List[Tensor]]:
        known = self._tensors
        return known if known and sum(tensor.size for tensor in known) == values else None

    def _ask(self, content: Message, frames: Mapping[str, bytes] = {}) -> Answer:
        with self._lock:
            message, answered = self._running().request(content, frames, self._told)
        result: Any = message["result"]
        return result, answered

    def _told(self, message: Message) -> None:
        if self._progress:
            self._progress(progress_of(message))

    def _running(self) -> Agent:
        if self._agent and not self._agent.alive:
            self._agent.close()
            self._agent = None
        if self._agent is None:
            self._agent = self._start()
        return self._agent

    def _start(self) -> Agent:
        command = find_command(self._command)
        arguments = [text for pair in self._arguments.items() for text in pair]
        if not isinstance(self._policy, Mapping):
            return Agent(command, [*arguments, "--policy", os.fspath(self._policy)])
        # The agent has read it by the time that it greets.
        with tempfile.TemporaryDirectory(prefix="veilsum-") as folder:
            path = os.path.join(folder, "policy.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self._policy, file)
            return Agent(command, [*arguments, "--policy", path])


class Round:
    """A round that is open, see :meth:`Participant.follow`."""

    def __init__(self, participant: Participant, session: SessionInfo, last: Optional[Aggregate]) -> None:
        self._participant = participant
        #: The session of this round.
        self.session = session
        #: The verified sum or mean of the last round that was published; None before there is one.
        self.last = last
        #: That of this round, once :meth:`aggregate` has returned.
        self.result: Optional[Aggregate] = None

    @property
    def number(self) -> int:
        """The round's number."""
        return self.session.round

    def aggregate(
        self,
        tensors: Tensors,
        *,
        weight: Optional[int] = None,
        epoch: Optional[str] = None,
        source: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> Aggregate:
        """As :meth:`Participant.aggregate`, in this round."""
        participant = self._participant
        flat = flatten(tensors)
        with participant._lock:
            self.result = participant._aggregate(self.session, flat, weight, epoch, source, timeout)
        return self.result


def _without_none(fields: Mapping[str, Any]) -> Message:
    return {name: value for name, value in fields.items() if value is not None}


def _contents(record: Union[bytes, Path]) -> bytes:
    if isinstance(record, (bytes, bytearray, memoryview)):
        return bytes(record)
    with open(record, "rb") as file:
        return file.read()
