"""Shapes of decoded values: each function returns the value, or raises Unreadable."""

from .cbor import Unreadable


def fields(value, count, what):
    if not isinstance(value, list) or len(value) != count:
        raise Unreadable(f"{what}: not a list of {count}")
    return value


def items(value, most, what):
    if not isinstance(value, list) or len(value) > most:
        raise Unreadable(f"{what}: not a list of at most {most}")
    return value


def integer(value, least, most, what):
    if not isinstance(value, int) or not least <= value <= most:
        raise Unreadable(f"{what}: not an integer from {least} to {most}")
    return value


def float64(value, what):
    if not isinstance(value, float):
        raise Unreadable(f"{what}: not a float")
    return value


def raw(value, least, most, what):
    if not isinstance(value, bytes) or not least <= len(value) <= most:
        raise Unreadable(f"{what}: not {least} to {most} bytes")
    return value


def text(value, most, what):
    if not isinstance(value, str) or utf16_length(value) > most:
        raise Unreadable(f"{what}: not text of at most {most} UTF-16 code units")
    return value


def word(value, words, what):
    if not isinstance(value, str) or value not in words:
        raise Unreadable(f"{what}: none of {', '.join(words)}")
    return value


def utf16_length(value):
    return len(value.encode("utf-16-le")) // 2
