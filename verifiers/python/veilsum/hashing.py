"""TupleHash256 and TupleHashXOF256 (NIST SP 800-185), over Keccak-f[1600] (FIPS 202)."""

import hashlib
from functools import cache

RATE = 136
MASK = 2**64 - 1


def tuple_hash(domain, *parts, length=32):
    return _tuple(domain, parts, length, 8 * length)


def tuple_hash_xof(domain, length, *parts):
    return _tuple(domain, parts, length, 0)


def sha256(data):
    return hashlib.sha256(data).digest()


def _tuple(domain, parts, length, said_bits):
    strings = b"".join(_encode(_field(part)) for part in parts)
    prefix = _encode(b"TupleHash") + _encode(domain.encode("utf-8"))
    return _sponge(_bytepad(prefix) + strings + _right_encode(said_bits), length)


def _field(part):
    if isinstance(part, str):
        return part.encode("utf-8")
    return part.to_bytes(8, "big") if isinstance(part, int) else part


def _minimal(number):
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")


def _left_encode(number):
    raw = _minimal(number)
    return bytes([len(raw)]) + raw


def _right_encode(number):
    raw = _minimal(number)
    return raw + bytes([len(raw)])


def _encode(string):
    return _left_encode(8 * len(string)) + string


def _bytepad(string):
    padded = _left_encode(RATE) + string
    return padded + bytes(-len(padded) % RATE)


@cache
def _sponge(message, length):
    padded = bytearray(message + b"\x04" + bytes(-(len(message) + 1) % RATE))
    padded[-1] |= 0x80
    state = [0] * 25
    for start in range(0, len(padded), RATE):
        for i in range(RATE // 8):
            state[i] ^= int.from_bytes(padded[start + 8 * i : start + 8 * i + 8], "little")
        state = _keccak(state)
    output = b""
    while True:
        output += b"".join(lane.to_bytes(8, "little") for lane in state[: RATE // 8])
        if len(output) >= length:
            return output[:length]
        state = _keccak(state)


def _round_constants():
    """From the linear feedback shift register of FIPS 202, algorithm 5."""
    constants, register = [], 1
    for _ in range(24):
        constant = 0
        for j in range(7):
            if register & 1:
                constant |= 1 << 2**j - 1
            register = register << 1 ^ (0x171 if register & 0x80 else 0)
        constants.append(constant)
    return constants


def _rotations():
    """Step rho, FIPS 202, algorithm 2."""
    offsets, x, y = [0] * 25, 1, 0
    for t in range(24):
        offsets[x + 5 * y] = (t + 1) * (t + 2) // 2 % 64
        x, y = y, (2 * x + 3 * y) % 5
    return offsets


ROUNDS = _round_constants()
OFFSETS = _rotations()


def _rotate(lane, by):
    return (lane << by | lane >> 64 - by) & MASK


def _keccak(a):
    for constant in ROUNDS:
        column = [a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20] for x in range(5)]
        for x in range(5):
            parity = column[x - 1] ^ _rotate(column[(x + 1) % 5], 1)
            for y in range(0, 25, 5):
                a[x + y] ^= parity
        b = [0] * 25
        for x in range(5):
            for y in range(5):
                b[y + 5 * ((2 * x + 3 * y) % 5)] = _rotate(a[x + 5 * y], OFFSETS[x + 5 * y])
        a = [
            b[i] ^ (b[i - i % 5 + (i + 1) % 5] ^ MASK) & b[i - i % 5 + (i + 2) % 5]
            for i in range(25)
        ]
        a[0] ^= constant
    return a
