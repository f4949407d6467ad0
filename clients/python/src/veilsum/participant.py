"""A participant: takes part in sessions with tensors, and gets verified sums."""

from __future__ import annotations

import contextlib
import operator
import os
import tempfile
import threading
import time
from types import TracebackType
from typing import Any, Callable, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, Type, Union

from ._agent import Agent, Answer, find_command
from ._frames import Message, json_of
from ._tensors import Flat, Tensor, describe, flatten, layout_of
from .errors import InputError, InvalidRecordError, RejectedError, StoppedError
from .results import Aggregate, Check, Progress, SessionInfo, aggregate_of, progress_of, session_of

Path = Union[str, "os.PathLike[str]"]
Tensors = Mapping[str, Any]
Clips = Mapping[str, float]
Layout = List[Dict[str, Any]]

#: Tensors of a layout that an error names.
_MOST_SHOWN = 8


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
        #: Digests of the sessions that the running agent has opened.
        self._opened: Set[str] = set()
        #: What was sent last, by the digest of its layout.
        self._last: Optional[Tuple[str, _Known]] = None

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
        agent = self._agent
        if agent is None or not agent.alive:
            with self._lock:
                agent = self._running()
        name = agent.about.get("name")
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
        like: Optional[Tensors] = None,
        clips: Optional[Clips] = None,
        require: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
    ) -> SessionInfo:
        """Waits until a session of the task admits clients, and checks it against the policy. Nothing is sent.

        :param round: the round; the latest open one by default
        :param like: tensors with the names, shapes and dtypes that you will send; the session must be over this layout
        :param clips: as for :meth:`aggregate`
        :param require: what this session must satisfy in addition to the policy, in the words of a policy file, and
            ``modelDigest`` in hexadecimal; an addition can only be stricter
        :param timeout: seconds after which to give up
        :raises RejectedError: if the policy does not accept it
        """
        known = _known(like, clips, False)
        return self._open(task, round, known.layout if known else None, require, _Countdown(timeout)())

    def _open(
        self,
        task: str,
        round: Optional[int],
        layout: Optional[Layout],
        require: Optional[Mapping[str, Any]],
        timeout: Optional[float],
    ) -> SessionInfo:
        request = {"do": "open", "task": task, "round": round, "layout": layout, "require": require, "timeout": timeout}
        message, _ = self._ask(_without_none(request))
        return self._admitted(message)

    def _admitted(self, message: Message) -> SessionInfo:
        session = session_of(message)
        self._opened.add(session.digest)
        return session

    def aggregate(
        self,
        tensors: Tensors,
        *,
        task: str,
        round: Optional[int] = None,
        weight: Optional[int] = None,
        clips: Optional[Clips] = None,
        flat: bool = False,
        epoch: Optional[str] = None,
        source: Optional[str] = None,
        require: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
    ) -> Aggregate:
        """Takes part in a round with these tensors, and returns the verified sum or mean.

        :param tensors: arrays by their names: floats or integers, finite. The session names the layout of its tensors, see
            :func:`veilsum.layout`, and these must have it
        :param task: the task
        :param round: its round; the latest open one by default
        :param weight: the weight in a weighted mean, an integer from 1, such as the number of examples
        :param clips: for tensors that need another clip than the session's, by their names; part of the layout
        :param flat: True for a session over vectors without a layout: nothing checks then that everybody means the same by them
        :param epoch: what the tensors are about; in one epoch you send once. By default the model that the policy or ``require``
            names, else the exact values
        :param source: where your data comes from, if you have more than one source
        :param require: see :meth:`open`
        :param timeout: seconds after which to give up, whatever the stage
        :raises InputError: if the tensors do not fit; nothing was sent then
        :raises VeilsumError: each kind says what is used up, see :mod:`veilsum.errors`
        """
        # Before a session is waited for.
        values = flatten(tensors)
        known = _Known.of(values.tensors, clips, flat)
        left = _Countdown(timeout)
        with self._turn(left()):
            session = self._open(task, round, known.layout, require, left())
            return self._aggregate(session, values, known, weight, epoch, source, left())

    def follow(
        self,
        task: str,
        *,
        after: Optional[int] = None,
        like: Optional[Tensors] = None,
        clips: Optional[Clips] = None,
        flat: bool = False,
        require: Optional[Mapping[str, Any]] = None,
        timeout: Optional[float] = None,
    ) -> Iterator["Round"]:
        """Yields the rounds of a task as they are opened, each with the verified sum or mean of the last one::

            for round in me.follow("digits", like=model):
                if round.last:
                    add(model, round.last)
                round.aggregate(train(model))

        :param after: only rounds after this one
        :param like: tensors with the names, shapes and dtypes of the sums; those of the last call of ``aggregate`` by default
        :param clips: as for :meth:`aggregate`, also for the rounds' own
        :param flat: likewise
        :param require: see :meth:`open`
        :param timeout: seconds to wait for a round
        :raises StoppedError: if no round is opened in that time
        """
        known = _known(like, clips, flat)
        last: Optional[Aggregate] = None
        while True:
            have = last.round if last else None
            left = _Countdown(timeout)
            with self._turn(left()):
                request = {"do": "follow", "task": task, "after": after, "have": have, "require": require, "timeout": left()}
                if known:
                    request["layout"] = known.layout
                message, frames = self._ask(_without_none(request))
                found: Any = message.get("last")
                if found:
                    last = self._sum_of(found, frames, known)
                session = self._admitted(message)
            opened = Round(self, session, last, clips, flat, require)
            yield opened
            after = opened.number
            if opened.result is not None:
                last = opened.result
                known = known or opened._known

    def verify(
        self,
        record: Union[bytes, Path],
        *,
        task: Optional[str] = None,
        round: Optional[int] = None,
        receipt: Optional[bytes] = None,
        like: Optional[Tensors] = None,
        clips: Optional[Clips] = None,
        flat: bool = False,
    ) -> Tuple[Aggregate, List[Check]]:
        """Verifies a record offline, under the policy, and returns its sum or mean with the checks that were made.

        The model that the policy names is left out: a record may be of an earlier round.

        :param record: the record, or its file
        :param task: the task that it must be of; any by default
        :param round: likewise
        :param receipt: a Commit envelope that must be in it
        :param like: tensors with the names, shapes and dtypes of the sum; those of the last call of ``aggregate`` by default
        :param clips: as for :meth:`aggregate`
        :param flat: likewise
        :raises InvalidRecordError: if a check fails; there is no sum then
        """
        frames = {"record": _contents(record)}
        if receipt is not None:
            frames["receipt"] = receipt
        known = _known(like, clips, flat)
        request = {"do": "verify", "task": task, "round": round, "layout": known.layout if known else None}
        message, answered = self._ask(_without_none(request), frames)
        content: Any = message
        checks = [Check(line["number"], line["check"], line["verdict"], line["detail"]) for line in content["checks"]]
        if not content["valid"]:
            failed = [check for check in checks if check.verdict == "failed"]
            code, detail = (failed[0].name, failed[0].detail) if failed else ("parameters", "there is no sum")
            raise InvalidRecordError(code, f"the record does not verify: {detail}; do not use its sum", record=frames["record"])
        result = self._sum_of(message, answered, known)
        result.record = frames["record"]
        return result, checks

    def _aggregate(
        self,
        session: SessionInfo,
        flat: Flat,
        known: "_Known",
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
        if weight is not None:
            weight = _weight(weight)
        request = _without_none(
            {
                "do": "aggregate",
                "session": session.digest,
                "values": flat.type,
                "layout": known.layout,
                "weight": weight,
                "epoch": epoch,
                "source": source,
                "timeout": timeout,
            }
        )
        message, frames = self._ask(request, {"values": flat.data})
        self._last = session.layout, known
        return aggregate_of(message, frames, flat.tensors)

    def _sum_of(self, message: Any, frames: Mapping[str, bytes], known: Optional["_Known"]) -> Aggregate:
        digest = message.get("layout", "")
        if known is None and self._last and self._last[0] == digest and self._last[1].fits(frames["values"]):
            known = self._last[1]
        if known is None and digest:
            raise InputError("no-layout", "the sum is one of tensors with a layout: pass tensors of this layout as like=, and their clips")
        return aggregate_of(message, frames, known.tensors if known else None)

    def _ask(self, content: Message, frames: Mapping[str, bytes] = {}) -> Answer:
        timeout: Any = content.get("timeout")
        with self._turn(timeout):
            try:
                message, answered = self._running().request(content, frames, self._told)
            except RejectedError as error:
                raise _with_layout(error, content.get("layout")) from error.__cause__
        result: Any = message["result"]
        return result, answered

    def _told(self, message: Message) -> None:
        if self._progress:
            self._progress(progress_of(message))

    @contextlib.contextmanager
    def _turn(self, timeout: Optional[float]) -> Iterator[None]:
        """Waits for calls of other threads, not longer than the timeout."""
        if not self._lock.acquire(timeout=-1 if timeout is None else float(timeout)):
            raise StoppedError("timeout", f"gave up after {timeout:g} s: a call of another thread goes on", spent="nothing")
        try:
            yield
        finally:
            self._lock.release()

    def _knows(self, session: SessionInfo) -> bool:
        self._running()
        return session.digest in self._opened

    def _running(self) -> Agent:
        if self._agent and not self._agent.alive:
            self._agent.close()
            self._agent = None
        if self._agent is None:
            self._opened.clear()
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
            with open(path, "wb") as file:
                file.write(json_of(self._policy, "the policy"))
            return Agent(command, [*arguments, "--policy", path], {path: "policy="})


class Round:
    """A round that is open, see :meth:`Participant.follow`."""

    def __init__(
        self,
        participant: Participant,
        session: SessionInfo,
        last: Optional[Aggregate],
        clips: Optional[Clips],
        flat: bool,
        require: Optional[Mapping[str, Any]],
    ) -> None:
        self._participant = participant
        self._require = require
        self._clips = clips
        self._flat = flat
        #: The session of this round.
        self.session = session
        #: The verified sum or mean of the last round that was published; None before there is one.
        self.last = last
        #: That of this round, once :meth:`aggregate` has returned.
        self.result: Optional[Aggregate] = None
        self._known: Optional[_Known] = None

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
        values = flatten(tensors)
        known = _Known.of(values.tensors, self._clips, self._flat)
        left = _Countdown(timeout)
        with participant._turn(left()):
            # An agent that was started since then knows the session by its journal, or finds it again.
            if not participant._knows(self.session):
                self.session = participant._open(self.session.task, self.number, known.layout, self._require, left())
            self.result = participant._aggregate(self.session, values, known, weight, epoch, source, left())
            self._known = known
        return self.result


class _Known(NamedTuple):
    """Tensors that are known, and the layout that a session must name for them; None for a session without one."""

    tensors: List[Tensor]
    layout: Optional[Layout]

    def fits(self, values: bytes) -> bool:
        """Whether a sum of the same layout, whose tensors an agent was not told, can be taken to be of these."""
        clipped = any("clip" in entry for entry in self.layout or [])
        return not clipped and 8 * sum(tensor.size for tensor in self.tensors) == len(values)

    @classmethod
    def of(cls, tensors: List[Tensor], clips: Optional[Clips], flat: bool) -> "_Known":
        if flat and clips:
            raise InputError("wrong-input", "clips are part of a layout, and flat=True says that there is none: leave one out")
        return cls(tensors, None if flat else layout_of(tensors, clips))


class _Countdown:
    """What is left of a timeout, for a call that makes several requests."""

    def __init__(self, timeout: Optional[float]) -> None:
        if timeout is not None and (isinstance(timeout, (str, bytes, bool)) or not timeout > 0):
            raise InputError("wrong-input", f"a timeout is a number of seconds above 0, not {timeout!r:.60}", spent="nothing")
        self._end = None if timeout is None else time.monotonic() + timeout

    def __call__(self) -> Optional[float]:
        return None if self._end is None else max(0.001, self._end - time.monotonic())


def _known(like: Optional[Tensors], clips: Optional[Clips], flat: bool) -> Optional[_Known]:
    return None if like is None else _Known.of(describe(like), clips, flat)


def _with_layout(error: RejectedError, layout: Any) -> RejectedError:
    """A session has only the digest of its layout, so that the difference is not known: what one has oneself is."""
    if error.code != "policy-layout" or not layout:
        return error
    tensors = [f"{entry['name']} {entry['dtype']} {entry['shape']}" + _clip_text(entry) for entry in layout[:_MOST_SHOWN]]
    more = f", and {len(layout) - _MOST_SHOWN} more" if len(layout) > _MOST_SHOWN else ""
    return RejectedError(error.code, f"{error.message}; yours are {', '.join(tensors)}{more}", spent=error.spent)


def _clip_text(entry: Mapping[str, Any]) -> str:
    return f" clip {entry['clip']}" if "clip" in entry else ""


def _weight(weight: Any) -> int:
    try:
        whole = 0 if isinstance(weight, bool) else operator.index(weight)
    except TypeError:
        whole = 0
    if whole < 1:
        raise InputError("bad-weight", f"a weight is an integer from 1, not {weight!r:.60}", spent="nothing")
    return whole


def _without_none(fields: Mapping[str, Any]) -> Message:
    return {name: value for name, value in fields.items() if value is not None}


def _contents(record: Union[bytes, Path]) -> bytes:
    if isinstance(record, (bytes, bytearray, memoryview)):
        return bytes(record)
    try:
        with open(record, "rb") as file:
            return file.read()
    except OSError as error:
        raise InputError("no-file", f"{os.fspath(record)}: the record cannot be read: {error.strerror}") from error
