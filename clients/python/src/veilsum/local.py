"""A federation on this machine, to try things out and for tests: identities, a roster, and a coordinator on loopback.

All keys are made in one folder by one user, so it protects nobody from anybody.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from types import TracebackType
from typing import Any, Dict, List, Mapping, Optional, Sequence, Type

from ._agent import find_command
from .errors import AgentError, InputError
from .operator import Operator
from .participant import Participant

_NAME = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$")
#: Files of the folder that are not a participant's.
_TAKEN = ("coordinator-identity", "verifier-identity", "roster")
_ADDRESS = re.compile(r"^coordinator ([0-9a-f]{64}) at (http://\S+)$")


class LocalFederation:
    """Makes identities and a roster in a folder, and runs a coordinator there::

        with LocalFederation("federation", ["ann", "bob", "eve"]) as federation:
            digest = federation.operator.open({...})
            with federation.participant("ann", policy={...}) as ann:
                ...
    """

    def __init__(self, folder: str, names: Sequence[str], *, command: Optional[Sequence[str]] = None) -> None:
        """
        :param folder: made if it is missing; it must not have a federation in it already
        :param names: the clients' names, at least 3
        """
        self.folder = folder
        self.names: List[str] = list(names)
        for name in self.names:
            if not isinstance(name, str) or not _NAME.match(name) or name in _TAKEN:
                raise InputError("wrong-input", f"a name is one of letters, digits, '-', '_' and '.', as files are named by it; not {name!r:.60}")
        self._command = find_command(command)
        self._process: Optional[subprocess.Popen[str]] = None
        #: The coordinator's address and its key, once it runs.
        self.server = ""
        self.coordinator_key = ""
        self._token = secrets.token_hex(16)

    def __enter__(self) -> "LocalFederation":
        if os.path.exists(self.path("coordinator-identity.json")):
            raise InputError("folder-in-use", f"{self.folder} has a federation already: delete the folder, or name another one")
        os.makedirs(self.folder, mode=0o700, exist_ok=True)
        identities = [self.path(f"{name}.json") for name in self.names]
        self._run("keygen", self.path("coordinator-identity.json"), self.path("verifier-identity.json"), *identities)
        self._run("roster", "build", *identities, "--out", self.path("roster.json"))
        with open(self.path("operator.token"), "w", encoding="utf-8", opener=_private) as file:
            file.write(self._token)
        self._serve()
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.stop()

    @property
    def operator(self) -> Operator:
        """The coordinator's operator."""
        return Operator(self.server, self._token)

    def path(self, *names: str) -> str:
        """The path of something in the folder."""
        return os.path.join(self.folder, *names)

    def participant(self, name: str, policy: Mapping[str, Any], **options: Any) -> Participant:
        """A participant of the roster. The policy needs no coordinator's key; ``options`` are those of :class:`Participant`."""
        given: Dict[str, Any] = {
            "server": self.server,
            "identity": self.path(f"{name}.json"),
            "roster": self.path("roster.json"),
            "policy": {"coordinatorKey": self.coordinator_key, **policy},
            "ledger": self.path(f"{name}.ledger"),
            "state": self.path(f"{name}.state"),
            "command": self._command,
        }
        return Participant(**{**given, **options})

    def verifier(self, policy: Mapping[str, Any], **options: Any) -> Participant:
        """Somebody who is not on the roster, and can verify records only."""
        return self.participant("verifier-identity", policy, **{"state": None, **options})

    def stop(self) -> None:
        """Ends the coordinator."""
        if self._process:
            self._process.terminate()
            self._process.wait()
            if self._process.stdout:
                self._process.stdout.close()
            self._process = None

    def kill(self) -> None:
        """Ends the coordinator as a power cut would."""
        if self._process:
            self._process.kill()
        self.stop()

    def restart(self) -> None:
        """Kills the coordinator, if it runs, and starts it again at the same address over what it kept."""
        self.kill()
        self._serve(self.server.split("//")[1].strip("/"))

    def _serve(self, listen: str = "127.0.0.1:0") -> None:
        options: Dict[str, str] = {
            "--identity": self.path("coordinator-identity.json"),
            "--roster": self.path("roster.json"),
            "--store": self.path("store"),
            "--operator-token": self.path("operator.token"),
            "--listen": listen,
        }
        arguments = [text for pair in options.items() for text in pair]
        self._process = subprocess.Popen(
            [*self._command, "serve", *arguments, "--quiet"], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            found = _ADDRESS.match(line.strip())
            if found:
                self.coordinator_key, self.server = found.groups()
                return
        raise AgentError("no-coordinator", "the coordinator did not start; what it said is on stderr")

    def _run(self, *arguments: str) -> None:
        done = subprocess.run([*self._command, *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AgentError("no-command", f"veilsum {arguments[0]} failed: {done.stderr.strip()}")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
