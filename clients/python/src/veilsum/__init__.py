"""Secure aggregation that anyone can verify, from Python: dicts of arrays in, verified sums and means out.

A :class:`Participant` takes part in sessions of a coordinator that nobody has to trust. The cryptography is in the ``veilsum``
command, which this package starts; it needs the standard library alone, and uses NumPy where it is installed.
"""

from ._tensors import layout
from .errors import (
    AgentError,
    CoordinatorUnreachableError,
    InputError,
    InvalidRecordError,
    RefusedError,
    RejectedError,
    SessionEndedError,
    StoppedError,
    StorageError,
    VeilsumError,
)
from .participant import Participant, Round
from .results import Aggregate, Check, Progress, SessionInfo

__version__ = "0.1.0"

__all__ = [
    "AgentError",
    "Aggregate",
    "Check",
    "CoordinatorUnreachableError",
    "InputError",
    "InvalidRecordError",
    "Participant",
    "Progress",
    "RefusedError",
    "RejectedError",
    "Round",
    "SessionEndedError",
    "SessionInfo",
    "StoppedError",
    "StorageError",
    "VeilsumError",
    "layout",
]
