"""Deterministic CBOR, as far as the specification allows it (section "CBOR")."""

import math
import struct

MAX_DEPTH = 8
MAX_INTEGER = 2**53 - 1

# No message of up to 10,000 clients has as many items, whatever its size: a record has eight a client, three of them in the roster.
MAX_ITEMS = 2**17


class Unreadable(Exception):
    """Bytes that are not what their place asks for."""


def decode(data, max_bytes):
    """The one item that `data` holds: int, float, bytes, str or list."""
    if len(data) > max_bytes:
        raise Unreadable(f"{len(data)} bytes where at most {max_bytes} are allowed")
    value, end = _item(data, 0, 0, [MAX_ITEMS])
    if end != len(data):
        raise Unreadable("bytes are left over")
    return value


def encode(value):
    """The one encoding of an int, float, bytes, str, or a list of such."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, float):
        return b"\xfb" + struct.pack(">d", value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        text = value.encode("utf-8")
        return _head(3, len(text)) + text
    return _head(4, len(value)) + b"".join(encode(item) for item in value)


def _head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * size:
            return bytes([major << 5 | info]) + number.to_bytes(size, "big")
    raise ValueError("a number of more than 64 bits")


def _item(data, at, depth, left):
    left[0] -= 1
    if left[0] < 0:
        raise Unreadable("more items than any message has")
    first, at = _take(data, at, 1)
    major, info = first[0] >> 5, first[0] & 31
    if major == 7:
        return _float(data, at, info)
    number, at = _number(data, at, info)
    if major == 0:
        return _safe(number), at
    if major == 1:
        return _safe(-1 - number), at
    if major == 2:
        return _take(data, at, number)
    if major == 3:
        raw, at = _take(data, at, number)
        return _text(raw), at
    if major == 4:
        return _list(data, at, number, depth, left)
    raise Unreadable("a map or a tag")


def _number(data, at, info):
    """The argument of an item's head, which must have its shortest form."""
    if info < 24:
        return info, at
    if info > 27:
        raise Unreadable("an indefinite length or a reserved form")
    size = 1 << info - 24
    raw, at = _take(data, at, size)
    number = int.from_bytes(raw, "big")
    if number < (24 if size == 1 else 1 << 4 * size):
        raise Unreadable("a longer form than needed")
    return number, at


def _list(data, at, count, depth, left):
    if depth >= MAX_DEPTH:
        raise Unreadable("nested too deep")
    if count > len(data) - at:
        raise Unreadable("a list that ends early")
    items = []
    for _ in range(count):
        item, at = _item(data, at, depth + 1, left)
        items.append(item)
    return items, at


def _float(data, at, info):
    if info != 27:
        raise Unreadable("a simple value, or a float that does not have 64 bits")
    raw, at = _take(data, at, 8)
    (value,) = struct.unpack(">d", raw)
    if not math.isfinite(value):
        raise Unreadable("a number that is not finite")
    return value, at


def _text(raw):
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable("text that is not UTF-8") from error
    if text.startswith("\ufeff"):
        raise Unreadable("text that begins with U+FEFF")
    return text


def _safe(number):
    if abs(number) > MAX_INTEGER:
        raise Unreadable("an integer beyond 2^53 - 1")
    return number


def _take(data, at, count):
    if count > len(data) - at:
        raise Unreadable("the bytes end early")
    return data[at : at + count], at + count
