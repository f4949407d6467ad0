"""The coordinator's operator over HTTP: opens rounds, ends phases and fetches records. Standard library only.

An operator is not trusted by participants. What it fetches here is unverified: a participant verifies it.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from typing import Any, Callable, Dict, Mapping, Optional

from .errors import CoordinatorUnreachableError, SessionEndedError, StoppedError

#: The phases of a session, in their order.
PHASES = ("advertise", "share", "commit", "confirm", "unmask")

_LOOK_SECONDS = 0.05
_TIMEOUT = 60


class Operator:
    """Speaks to a coordinator with its operator token."""

    def __init__(self, server: str, token: str) -> None:
        """
        :param server: the coordinator's address
        :param token: the contents of the file that ``veilsum serve --operator-token`` names
        """
        self._server = server if server.endswith("/") else f"{server}/"
        self._token = token

    def open(self, task: Mapping[str, Any]) -> str:
        """Opens the session of a task, which has the fields of a task file. Returns the hex of its digest."""
        answer: Any = self._json("POST", "v1/sessions", task)
        return str(answer["digest"])

    def session(self, digest: str) -> Dict[str, Any]:
        """What the coordinator says of a session: its ``state``, and how many messages each phase has."""
        answer: Any = self._json("GET", f"v1/sessions/{digest}")
        return dict(answer)

    def close(self, digest: str, phase: str) -> None:
        """Ends a phase that is open."""
        self._json("POST", f"v1/sessions/{digest}/close?phase={phase}")

    def finish(
        self,
        digest: str,
        *,
        expected: Callable[[str], float],
        timeout: float = 600,
    ) -> bytes:
        """Ends each phase as soon as as many clients as are expected have answered, and returns the record, unverified.

        :param expected: how many answers are expected in a phase; a phase that everybody answered ends by itself
        :raises SessionEndedError: if the session was aborted
        """
        give_up = time.monotonic() + timeout
        while True:
            session = self.session(digest)
            state = session["state"]
            if state == "published":
                return self.record(digest)
            if state == "aborted":
                abort = session.get("abort") or {}
                raise SessionEndedError(abort.get("code", "aborted"), abort.get("message", "the session was aborted"))
            phase = session["phases"][-1]
            if phase["phase"] == state and phase["accepted"] >= expected(state):
                self.close(digest, state)
            if time.monotonic() > give_up:
                raise StoppedError("timeout", f"the session was still in phase {state} after {timeout} s")
            time.sleep(_LOOK_SECONDS)

    def record(self, digest: str) -> bytes:
        """A session's record, unverified."""
        return self._ask("GET", f"v1/records/{digest}?wait=20", None)

    def _json(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        return json.loads(self._ask(method, path, content))

    def _ask(self, method: str, path: str, body: Optional[bytes]) -> bytes:
        request = urllib.request.Request(self._server + path, data=body, method=method)
        request.add_header("authorization", f"Bearer {self._token}")
        if body is not None:
            request.add_header("content-type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            detail = error.read(2**16).decode("utf-8", "replace")
            raise CoordinatorUnreachableError("refused-request", f"{method} {path}: {error.code} {detail}") from error
        except (OSError, ValueError) as error:
            raise CoordinatorUnreachableError("unreachable", f"{self._server} does not answer: {error}") from error
