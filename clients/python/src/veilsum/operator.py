"""The coordinator's operator over HTTP: opens rounds, ends phases and fetches records. Standard library only.

An operator is not trusted by participants. What it fetches here is unverified: a participant verifies it.
"""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any, Callable, Dict, Mapping, Optional

from ._frames import json_of
from .errors import CoordinatorUnreachableError, InputError, SessionEndedError, StoppedError, VeilsumError

#: The phases of a session, in their order.
PHASES = ("advertise", "share", "commit", "confirm", "unmask")

_LOOK_SECONDS = 0.05
_TIMEOUT = 60

#: Seconds without an answer after which a coordinator is not waited for any more; as participants do.
_AWAY_SECONDS = 40


class Operator:
    """Speaks to a coordinator with its operator token."""

    def __init__(self, server: str, token: str) -> None:
        """
        :param server: the coordinator's address
        :param token: the contents of the file that ``veilsum serve --operator-token`` names
        """
        self._server = server if server.endswith("/") else f"{server}/"
        self._token = token.strip()

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

        A coordinator that is started again meanwhile is waited for, as participants do.

        :param expected: how many answers are expected in a phase; a phase that everybody answered ends by itself
        :raises SessionEndedError: if the session was aborted
        :raises StoppedError: if it has not ended after ``timeout`` seconds
        :raises CoordinatorUnreachableError: if the coordinator does not answer for about forty seconds
        """
        give_up, heard, state = time.monotonic() + timeout, time.monotonic(), ""
        while True:
            try:
                session = self.session(digest)
                state = session["state"]
                if state == "published":
                    return self.record(digest)
                phase = session["phases"][-1]
                if phase["phase"] == state and phase["accepted"] >= expected(state):
                    self.close(digest, state)
                heard = time.monotonic()
            except CoordinatorUnreachableError as error:
                if error.code != "unreachable" or time.monotonic() > min(give_up, heard + _AWAY_SECONDS):
                    raise
                time.sleep(10 * _LOOK_SECONDS)
                continue
            if state == "aborted":
                abort = session.get("abort") or {}
                raise SessionEndedError(abort.get("code", "aborted"), abort.get("message", "the session was aborted"))
            if time.monotonic() > give_up:
                raise StoppedError("timeout", f"the session was still in phase {state} after {timeout} s")
            time.sleep(_LOOK_SECONDS)

    def record(self, digest: str) -> bytes:
        """A session's record, unverified. Waits up to 20 seconds for it.

        :raises StoppedError: if it is not published yet
        :raises SessionEndedError: if it never will be
        """
        record = self._ask("GET", f"v1/records/{digest}?wait=20", None)
        if not record:
            raise StoppedError("timeout", "the record has not been published yet: ask again, or use finish")
        return record

    def _json(self, method: str, path: str, body: Optional[Mapping[str, Any]] = None) -> Any:
        content = None if body is None else json_of(body, "the task")
        answer = self._ask(method, path, content)
        try:
            return json.loads(answer)
        except ValueError as error:
            raise self._no_coordinator("its answer is not JSON") from error

    def _ask(self, method: str, path: str, body: Optional[bytes]) -> bytes:
        try:
            request = urllib.request.Request(self._server + path, data=body, method=method)
            request.add_header("authorization", f"Bearer {self._token}")
            if body is not None:
                request.add_header("content-type", "application/json")
            with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as error:
            raise self._refusal(error.code, error.read(2**16)) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise CoordinatorUnreachableError(
                "unreachable", f"{self._server} does not answer ({error}): is the coordinator running there?"
            ) from error

    def _refusal(self, status: int, content: bytes) -> VeilsumError:
        """The exception for an error response, which has problem details (RFC 9457) if a coordinator sends it."""
        try:
            problem = json.loads(content)
            name = str(problem["type"]).rsplit(":", 1)[-1]
            detail, check = str(problem["detail"]), problem.get("check")
        except (ValueError, KeyError, TypeError, AttributeError):
            return self._no_coordinator(f"it answers with status {status}")
        if status >= 500:
            return CoordinatorUnreachableError("unreachable", f"{self._server}: {detail}")
        if name == "operator-only":
            return InputError(
                name, "the coordinator does not take this token: give the contents of the file that it was started with (--operator-token)"
            )
        if name == "gone":
            return SessionEndedError(str(check or name), detail)
        return InputError(name, f"the coordinator refuses this: {detail}")

    def _no_coordinator(self, what: str) -> VeilsumError:
        return CoordinatorUnreachableError("no-coordinator", f"{self._server} is not a coordinator: {what}; check the address")
