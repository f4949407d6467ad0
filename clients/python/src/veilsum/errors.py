"""What can go wrong, each as an exception with a sentence and a code.

The codes are those of veilsum's checks, such as ``policy-bound``, wherever a check failed; the sentence says what to do next.
"""

from __future__ import annotations

from typing import Mapping, Optional

_SPENT = {
    "nothing": "this uses up no round and no input",
    "round": "the round is used up, but the input is not: it can go into the next round",
    "input": (
        "the round and the input are used up, because the input may already be in a sum; "
        "to send equal values again, name another epoch"
    ),
}


_RESUMABLE = "the round is kept in the state folder: make the same call again, with the same tensors, and it goes on where it was"


class VeilsumError(Exception):
    """Something did not work; every exception of this package is one."""

    #: A word that programs can rely on.
    code: str
    #: The sentence, without what is used up.
    message: str
    #: What is used up in the ledger: ``"nothing"``, ``"round"``, ``"input"``, or None if no participation was begun.
    spent: Optional[str]
    #: Whether the state folder has the round, so that the same call resumes it; whether an agent that ended left one, the next call shows.
    resumable: bool
    #: The Commit envelope that was sent, with which this client finds itself in a record.
    receipt: Optional[bytes]
    #: Messages that prove that the coordinator misbehaved; ``veilsum evidence`` reads them.
    evidence: Optional[bytes]
    #: The record, where there is one.
    record: Optional[bytes]

    def __init__(
        self,
        code: str,
        message: str,
        *,
        spent: Optional[str] = None,
        resumable: bool = False,
        receipt: Optional[bytes] = None,
        evidence: Optional[bytes] = None,
        record: Optional[bytes] = None,
    ) -> None:
        message = message.rstrip(".")
        next_step = _RESUMABLE if resumable else _SPENT.get(spent or "")
        if next_step and message.endswith("?"):
            text = f"{message} {next_step[0].upper()}{next_step[1:]}"
        else:
            text = f"{message}; {next_step}" if next_step else message
        super().__init__(f"{text} [{code}]")
        self.code = code
        self.message = message
        self.spent = spent
        self.resumable = resumable
        self.receipt = receipt
        self.evidence = evidence
        self.record = record


class InputError(VeilsumError, ValueError):
    """The tensors, the weight or an option does not fit the session. Nothing was sent."""


class RejectedError(VeilsumError):
    """A check of this participant failed: it does not take part, or not any more. ``code`` names the check."""


class SessionEndedError(VeilsumError):
    """The coordinator ended the session, or goes on without this participant."""


class RefusedError(SessionEndedError):
    """The coordinator turned down a message of this participant, such as one that came too late."""


class InvalidRecordError(VeilsumError):
    """The record does not verify: there is no sum to use. ``code`` names the first check that failed."""


class CoordinatorUnreachableError(VeilsumError, ConnectionError):
    """The coordinator does not answer, or what answers is no coordinator."""


class StorageError(VeilsumError):
    """The ledger or the state folder cannot be read or written."""


class StoppedError(VeilsumError, TimeoutError):
    """The call took longer than its ``timeout``, or was taken back."""


class AgentError(VeilsumError):
    """The agent, the process that does the cryptography, could not be started, has ended, or has a defect."""


_KINDS = {
    "input": InputError,
    "request": InputError,
    "rejected": RejectedError,
    "ended": SessionEndedError,
    "refused": RefusedError,
    "invalid-record": InvalidRecordError,
    "unreachable": CoordinatorUnreachableError,
    "storage": StorageError,
    "stopped": StoppedError,
}


#: Requests that no caller of this package makes.
_OF_AGENTS = ("bad-frame", "frame-bounds", "busy", "not-open")


def error_of(content: Mapping[str, object], frames: Mapping[str, bytes]) -> VeilsumError:
    """The exception for an agent's error."""
    code = str(content.get("code"))
    kind = AgentError if code in _OF_AGENTS else _KINDS.get(str(content.get("kind")), AgentError)
    spent = content.get("spent")
    return kind(
        code,
        str(content.get("message")),
        spent=spent if isinstance(spent, str) else None,
        resumable=content.get("resumable") is True,
        receipt=frames.get("receipt"),
        evidence=frames.get("evidence"),
        record=frames.get("record"),
    )
