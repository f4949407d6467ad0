"""The agent's process, and requests to it."""

from __future__ import annotations

import collections
import logging
import os
import queue
import shlex
import shutil
import subprocess
import threading
import time
from typing import Callable, Deque, Dict, List, Mapping, Optional, Sequence, Tuple, Union

from ._frames import BadFrame, Buffer, Message, read_message, write_message
from .errors import AgentError, VeilsumError, error_of

_log = logging.getLogger("veilsum")

#: The version of the protocol that this client speaks.
PROTOCOL = 1

#: Lines of the agent's log that are kept for an error.
_LINES = 20

#: Seconds for an agent to end once it was told to.
_FAREWELL = 20

#: Seconds for an agent to start, which may have keys of proofs to read.
_START = 300

#: Seconds beyond the timeout of a request after which an agent is taken for dead: it says itself that a timeout is over.
_PATIENCE = 30

#: What an agent does until it greets.
_STARTING = "it was starting"

_RESUMED = (
    "the next call starts another one, which resumes a round in progress if there is a state folder and the tensors are the same"
)

Answer = Tuple[Message, Dict[str, bytes]]
_Arrived = Union[Answer, Exception, None]


def find_command(command: Optional[Sequence[str]]) -> List[str]:
    """The command that runs veilsum: the given one, $VEILSUM_COMMAND, or ``veilsum`` on the path."""
    if command is not None:
        return list(command)
    named = os.environ.get("VEILSUM_COMMAND")
    if named:
        return shlex.split(named, posix=os.name == "posix")
    found = shutil.which("veilsum")
    if found:
        return [found]
    raise AgentError(
        "no-command",
        "there is no command veilsum on the path: install the npm package veilsum, name the command in "
        "VEILSUM_COMMAND (such as 'node /path/to/veilsum/dist/cli/veilsum.js'), or pass it as command=",
    )


class Agent:
    """One running agent. Requests are made one after the other."""

    def __init__(self, command: Sequence[str], arguments: Sequence[str], names: Optional[Mapping[str, str]] = None) -> None:
        """
        :param names: what files are called in errors and in the log
        """
        self._names = dict(names or {})
        try:
            # In a session of its own: Ctrl-C reaches this process alone, which takes its request back.
            self._process = subprocess.Popen(
                [*command, "agent", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            raise AgentError(
                "no-command",
                f"the agent cannot be started: {error}; it takes Node and the package veilsum, and the command that runs it in "
                "VEILSUM_COMMAND or command=, if that is not veilsum",
            ) from error
        self._command = " ".join(command)
        self._arrived: "queue.Queue[_Arrived]" = queue.Queue()
        self._log: Deque[str] = collections.deque(maxlen=_LINES)
        self._last_id = 0
        self._writing = threading.Lock()
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._read, self._read_log)
        ]
        for thread in self._threads:
            thread.start()
        try:
            #: What the agent says of itself.
            self.about = self._greeting()
        except BaseException:
            self._process.kill()
            self.close()
            raise

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def request(
        self,
        content: Mapping[str, object],
        frames: Mapping[str, Buffer] = {},
        told: Optional[Callable[[Message], None]] = None,
    ) -> Answer:
        """Makes a request and waits for its answer. @raises VeilsumError"""
        self._last_id += 1
        request = self._last_id
        timeout = content.get("timeout")
        patience = timeout + _PATIENCE if isinstance(timeout, (int, float)) else None
        self._send({"id": request, **content}, frames)
        try:
            return self._answer(request, told, patience)
        except VeilsumError:
            raise
        except BaseException:
            # Ctrl-C, or what the callback raised: the agent would go on, and be busy.
            self._take_back(request)
            raise

    def close(self) -> None:
        """Ends the agent."""
        if self.alive and hasattr(self, "about"):
            try:
                self._send({"id": self._last_id + 1, "do": "close"}, {})
                if self._process.stdin:
                    self._process.stdin.close()
                self._process.wait(_FAREWELL)
            except (AgentError, OSError, subprocess.TimeoutExpired):
                self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join(_FAREWELL)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                try:
                    stream.close()
                except OSError:
                    pass

    def _greeting(self) -> Message:
        message, _ = self._next(_STARTING, _START)
        if message.get("event") != "ready" or message.get("protocol") != PROTOCOL:
            raise AgentError(
                "other-protocol",
                f"the agent speaks protocol {message.get('protocol')}, and this package {PROTOCOL}: "
                "install the same version of both",
            )
        return message

    def _answer(
        self,
        request: int,
        told: Optional[Callable[[Message], None]],
        patience: Optional[float],
        keep: bool = True,
    ) -> Answer:
        outcome: Optional[Answer] = None
        end = None if patience is None else time.monotonic() + patience
        while True:
            left = None if end is None else max(0.0, end - time.monotonic())
            message, frames = self._next("a request was being worked on", left)
            if message.get("id") not in (request, 0):
                continue
            event = message.get("event")
            if event == "settled" and outcome is not None:
                return _checked(outcome)
            if event is not None:
                if told:
                    told(message)
                continue
            if not message.pop("keep", False):
                return _checked((message, frames))
            if not keep:
                continue
            # The agent keeps what it takes to give this again until it is told that it has arrived.
            outcome = (message, frames)
            self._send({"id": request, "do": "kept", "request": request}, {})

    def _take_back(self, request: int) -> None:
        try:
            self._send({"id": request, "do": "cancel", "request": request}, {})
            # An outcome that arrives now is not kept: the next call for the round gives it again.
            self._answer(request, None, _PATIENCE, keep=False)
        except Exception:  # What it says does not matter any more.
            pass

    def _send(self, content: Mapping[str, object], frames: Mapping[str, Buffer]) -> None:
        stream = self._process.stdin
        assert stream is not None
        try:
            with self._writing:
                write_message(stream, content, frames)
        except VeilsumError:
            raise
        except (OSError, ValueError) as error:
            raise self._dead("a request was being sent") from error

    def _next(self, doing: str, seconds: Optional[float] = None) -> Answer:
        try:
            arrived = self._arrived.get(timeout=seconds)
        except queue.Empty:
            self._process.kill()
            self._process.wait()
            then = "" if doing == _STARTING else f"; {_RESUMED}"
            raise AgentError("agent-silent", f"the agent said nothing while {doing}, and was ended{then}") from None
        if arrived is None:
            self._arrived.put(None)
            raise self._dead(doing)
        if isinstance(arrived, Exception):
            raise AgentError(
                "bad-frame",
                f"{self._command!r} does not speak the agent's protocol (it sent {arrived}): does VEILSUM_COMMAND, or command=, name "
                "veilsum, and does nothing else in it print?",
            ) from arrived
        return arrived

    def _dead(self, doing: str) -> AgentError:
        code: Optional[int] = None
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            pass
        for thread in self._threads[1:]:
            thread.join(1)
        said = _last_words(self._log)
        if doing == _STARTING:
            return AgentError("agent-ended", f"the agent could not start ({_ended(code)}){f': {said}' if said else ''}")
        last = f", and its last words were: {said}" if said else ""
        return AgentError("agent-ended", f"the agent ended while {doing} ({_ended(code)}){last}; {_RESUMED}")

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            while True:
                arrived = read_message(stream)
                self._arrived.put(arrived)
                if arrived is None:
                    return
        except (BadFrame, ValueError, OSError) as error:
            self._arrived.put(error)
            self._arrived.put(None)

    def _read_log(self) -> None:
        stream = self._process.stderr
        assert stream is not None
        for line in stream:
            text = line.decode("utf-8", "replace").rstrip()
            for path, name in self._names.items():
                text = text.replace(path, name)
            self._log.append(text)
            _log.warning("agent: %s", text)


def _last_words(log: Sequence[str]) -> str:
    """The line of a log that says why it ends: Node has a stack and its version after that."""
    lines = [line.strip() for line in log if line.strip() and not line.startswith("warning:")]
    errors = [line for line in lines if "error:" in line.lower()]
    return (errors or lines or [""])[-1]


def _ended(code: Optional[int]) -> str:
    if code is None:
        return "it closed its output"
    return f"exit code {code}" if code >= 0 else f"killed by signal {-code}"


def _checked(answer: Answer) -> Answer:
    message, frames = answer
    error = message.get("error")
    if isinstance(error, dict):
        raise error_of(error, frames)
    return answer
