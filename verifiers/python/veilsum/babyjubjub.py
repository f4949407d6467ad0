"""Baby Jubjub: points, multi-scalar multiplication, and the generators that are hashed to it."""

from functools import cache

from .hashing import tuple_hash

P = 21888242871839275222246405745257275088548364400416034343698204186575808495617
ORDER = 2736030358979909402780800718157159386076813972158567259200215660948447373041
A, D = 168700, 168696
IDENTITY = (0, 1, 1)


def read_point(raw):
    """The point of 64 bytes; None unless it is canonical and on the curve."""
    x, y = int.from_bytes(raw[:32], "little"), int.from_bytes(raw[32:], "little")
    if x >= P or y >= P or (A * x * x + y * y - 1 - D * x * x * y * y) % P != 0:
        return None
    return (x, y, 1)


def add(a, b):
    """Projective coordinates (Bernstein, Birkner, Joye, Lange and Peters 2008)."""
    x1, y1, z1 = a
    x2, y2, z2 = b
    z = z1 * z2 % P
    c, d, zz = x1 * x2 % P, y1 * y2 % P, z * z % P
    e = D * c * d % P
    f, g = zz - e, zz + e
    return (
        z * f * ((x1 + y1) * (x2 + y2) - c - d) % P,
        z * g * (d - A * c) % P,
        f * g % P,
    )


def affine(point):
    x, y, z = point
    inverse = pow(z, -1, P)
    return (x * inverse % P, y * inverse % P)


def encode(point):
    """The 64 bytes of a point."""
    return b"".join(coordinate.to_bytes(32, "little") for coordinate in affine(point))


def times8(point):
    for _ in range(3):
        point = add(point, point)
    return point


def is_identity(point):
    x, y, z = point
    return x == 0 and y == z


def multiply_all(scalars, points):
    """The sum of scalar · point: windows of bits, from the top, and in each a bucket for every value."""
    width = 3 if len(points) < 200 else 6
    longest = max((s.bit_length() for s in scalars), default=0)
    result = IDENTITY
    for window in range(-(-longest // width) - 1, -1, -1):
        for _ in range(width):
            result = add(result, result)
        buckets = [None] * (1 << width)
        for scalar, point in zip(scalars, points):
            value = scalar >> window * width & (1 << width) - 1
            if value:
                buckets[value] = add(buckets[value], point) if buckets[value] else point
        running = total = IDENTITY
        for bucket in reversed(buckets[1:]):
            if bucket:
                running = add(running, bucket)
            total = add(total, running)
        result = add(result, total)
    return result


@cache
def generator(label, index):
    attempt = 0
    while True:
        h = tuple_hash("veilsum-1/generator", label, _be32(index), _be32(attempt), length=64)
        attempt += 1
        y = int.from_bytes(h[:48], "little") % P
        x = _square_root((1 - y * y) * pow(A - D * y * y, -1, P) % P)
        if x is None:
            continue
        if x & 1 != h[63] & 1:
            if x == 0:
                continue
            x = P - x
        point = times8((x, y, 1))
        if not is_identity(point):
            return point


def _be32(number):
    return number.to_bytes(4, "big")


def _square_root(square):
    """Tonelli and Shanks; None where there is no root. p − 1 is 2^28 times an odd number."""
    if square == 0:
        return 0
    if pow(square, (P - 1) // 2, P) != 1:
        return None
    odd, twos = P - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    other = 2
    while pow(other, (P - 1) // 2, P) == 1:
        other += 1
    c, root, t = pow(other, odd, P), pow(square, (odd + 1) // 2, P), pow(square, odd, P)
    while t != 1:
        least, power = 0, t
        while power != 1:
            power, least = power * power % P, least + 1
        b = pow(c, 1 << twos - least - 1, P)
        twos, c = least, b * b % P
        root, t = root * b % P, t * c % P
    return root
