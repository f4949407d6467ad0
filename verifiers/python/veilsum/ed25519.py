"""Ed25519 under the one rule of the specification (section "Signatures")."""

import hashlib
from functools import cache

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
IDENTITY = (0, 1, 1, 0)


def _add(a, b):
    """Extended coordinates (Hisil, Wong, Carter and Dawson 2008)."""
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e = (y1 - x1) * (y2 - x2) % P
    f = (y1 + x1) * (y2 + x2) % P
    g, h = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    u, v, w, s = f - e, h - g, h + g, f + e
    return (u * v % P, w * s % P, v * w % P, u * s % P)


def _multiply(scalar, point):
    result = IDENTITY
    for bit in bin(scalar)[2:]:
        result = _add(result, result)
        if bit == "1":
            result = _add(result, point)
    return result


def _decode(raw):
    """The point that 32 bytes encode canonically, or None."""
    number = int.from_bytes(raw, "little")
    y, sign = number & 2**255 - 1, number >> 255
    if y >= P or (sign and y in (1, P - 1)):
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def _encode(point):
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _base():
    return _decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


BASE = _base()


def _is_identity(point):
    x, y, z, _ = point
    return x % P == 0 and (y - z) % P == 0


@cache
def is_identity_key(raw):
    """Whether 32 bytes are a public key that may sign."""
    point = _decode(raw)
    return point is not None and not _is_identity(point) and _is_identity(_multiply(L, point))


@cache
def verify(key, signature, message):
    """Whether the signature is valid under a key for which is_identity_key holds."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
    x, y, z, t = _decode(key)
    left = _add(_multiply(s, BASE), _multiply(k, (-x % P, y, z, -t % P)))
    return _encode(left) == r
