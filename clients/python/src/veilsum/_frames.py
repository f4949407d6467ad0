"""Frames: one byte for the kind, four for the length (big-endian), then so many bytes. See docs/agent.md."""

from __future__ import annotations

import json
import operator
import struct
from typing import Any, BinaryIO, Dict, List, Mapping, Optional, Tuple, Union

from .errors import InputError

JSON = b"J"
BINARY = b"B"
_HEADER = struct.Struct(">cI")

#: The most bytes of a JSON frame.
MAX_JSON = 2**20

Buffer = Union[bytes, bytearray, memoryview]
Message = Dict[str, object]


class BadFrame(Exception):
    """What arrived is not a frame of this protocol."""


def write_message(stream: BinaryIO, message: Mapping[str, object], frames: Mapping[str, Buffer]) -> None:
    """Writes a message, and the binary frames that follow it."""
    content = dict(message)
    views = {name: memoryview(frame).cast("B") for name, frame in frames.items()}
    if views:
        content["frames"] = [{"name": name, "bytes": len(view)} for name, view in views.items()]
    text = json_of(content, "an option")
    stream.write(_HEADER.pack(JSON, len(text)) + text)
    for view in views.values():
        stream.write(_HEADER.pack(BINARY, len(view)))
        stream.write(view)
    stream.flush()


def json_of(content: Mapping[str, Any], what: str) -> bytes:
    """JSON of what a caller gave. Raises InputError where there is something else in it than texts, numbers, lists and dicts."""
    try:
        return json.dumps(content, allow_nan=False, separators=(",", ":"), default=_plain).encode()
    except (TypeError, ValueError) as error:
        raise InputError("wrong-input", f"{what} cannot be written as JSON: {error}") from error


def _plain(value: Any) -> object:
    """Numbers of NumPy."""
    try:
        return operator.index(value)
    except TypeError:
        return float(value)


def read_message(stream: BinaryIO) -> Optional[Tuple[Message, Dict[str, bytes]]]:
    """The next message with its binary frames; None at the end."""
    length = _header(stream, JSON)
    if length is None:
        return None
    if length > MAX_JSON:
        raise BadFrame(f"a JSON frame of {length} bytes")
    text = _exactly(stream, length)
    if text is None:
        return None
    message = json.loads(text)
    if not isinstance(message, dict):
        raise BadFrame("a JSON frame without an object")
    frames: Dict[str, bytes] = {}
    announced: List[Dict[str, object]] = message.pop("frames", [])
    for entry in announced:
        size = _header(stream, BINARY)
        if size is None or size != entry["bytes"]:
            raise BadFrame("a binary frame of another length than announced")
        content = _exactly(stream, size)
        if content is None:
            return None
        frames[str(entry["name"])] = content
    return message, frames


def _header(stream: BinaryIO, kind: bytes) -> Optional[int]:
    header = _exactly(stream, _HEADER.size)
    if header is None:
        return None
    found, length = _HEADER.unpack(header)
    if found != kind:
        raise BadFrame(f"a frame of kind {found!r} where {kind!r} was expected")
    return int(length)


def _exactly(stream: BinaryIO, count: int) -> Optional[bytes]:
    content = stream.read(count)
    return content if len(content) == count else None
