"""BN254 and a pairing on it (section "Range proofs"): affine points, and one field of twelve coefficients.

Slow and plain. Any pairing that is bilinear and not degenerate decides an equation of products in the same way; this is
the ate pairing, whose loop needs no Frobenius map.
"""

from functools import cache

P = 0x30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47
R = 21888242871839275222246405745257275088548364400416034343698204186575808495617
TRACE_LESS_ONE = 6 * 4965661367192848881**2

# F_p² is F_p[i] with i² = −1; an integer of F_p is (a, 0), so that one set of formulas serves both groups.
ZERO, ONE2 = (0, 0), (1, 0)


def add2(a, b):
    return ((a[0] + b[0]) % P, (a[1] + b[1]) % P)


def sub2(a, b):
    return ((a[0] - b[0]) % P, (a[1] - b[1]) % P)


def mul2(a, b):
    return ((a[0] * b[0] - a[1] * b[1]) % P, (a[0] * b[1] + a[1] * b[0]) % P)


def div2(a, b):
    norm = pow(b[0] * b[0] + b[1] * b[1], -1, P)
    return mul2(a, (b[0] * norm % P, -b[1] * norm % P))


# y² = x³ + 3 over F_p, and the twist y² = x³ + 3 / (9 + i) over F_p².
CURVE_CONSTANT = (3, 0)
TWIST_CONSTANT = div2((3, 0), (9, 1))


def is_on(constant, point):
    x, y = point
    return sub2(mul2(y, y), mul2(mul2(x, x), x)) == constant


def negative(point):
    return (point[0], sub2(ZERO, point[1]))


def _slope(a, b):
    """Of the line through two points, or of the tangent. It is not vertical where points have a large prime order."""
    (x1, y1), (x2, y2) = a, b
    if a != b:
        return div2(sub2(y2, y1), sub2(x2, x1))
    return div2(mul2((3, 0), mul2(x1, x1)), mul2((2, 0), y1))


def _third(slope, a, b):
    """The sum of the two points that a line with this slope goes through."""
    x = sub2(sub2(mul2(slope, slope), a[0]), b[0])
    return (x, sub2(mul2(slope, sub2(a[0], x)), a[1]))


def _add(constant, a, b):
    """Complete addition in projective coordinates, on curves without points of order 2 (Renes, Costello and Batina 2015)."""
    (x1, y1, z1), (x2, y2, z2) = a, b
    tripled = tuple(3 * c for c in constant)
    xx, yy, zz = mul2(x1, x2), mul2(y1, y2), mul2(tripled, mul2(z1, z2))
    xy = sub2(mul2(add2(x1, y1), add2(x2, y2)), add2(xx, yy))
    yz = add2(mul2(y1, z2), mul2(y2, z1))
    xz = mul2(tripled, add2(mul2(x1, z2), mul2(x2, z1)))
    xx, plus, minus = mul2((3, 0), xx), add2(yy, zz), sub2(yy, zz)
    return (
        sub2(mul2(xy, minus), mul2(yz, xz)),
        add2(mul2(minus, plus), mul2(xx, xz)),
        add2(mul2(plus, yz), mul2(xx, xy)),
    )


def combine(constant, scalars, points):
    """The sum of scalar · point on the curve with this constant; None is infinity."""
    result = (ZERO, ONE2, ZERO)
    for bit in range(max(s.bit_length() for s in scalars) - 1, -1, -1):
        result = _add(constant, result, result)
        for scalar, (x, y) in zip(scalars, points):
            if scalar >> bit & 1:
                result = _add(constant, result, (x, y, ONE2))
    x, y, z = result
    return None if z == ZERO else (div2(x, z), div2(y, z))


def is_in_subgroup(twisted):
    """Whether a point of the twist has order R."""
    return combine(TWIST_CONSTANT, [R], [twisted]) is None


# F_p¹² is F_p[w] with w¹² = 18·w⁶ − 82, so that i = w⁶ − 9; (x, y) of the twist is (x·w², y·w³) of the curve.


ONE = [1] + [0] * 11


def _mul12(a, b):
    product = [0] * 23
    for i, x in enumerate(a):
        if x:
            for j, y in enumerate(b, i):
                product[j] += x * y
    return _reduced(product)


def _square12(a):
    product = [0] * 23
    for i, x in enumerate(a):
        product[2 * i] += x * x
        for j in range(i + 1, 12):
            product[i + j] += 2 * x * a[j]
    return _reduced(product)


def _reduced(product):
    for k in range(22, 11, -1):
        product[k - 6] += 18 * product[k]
        product[k - 12] -= 82 * product[k]
    return [coefficient % P for coefficient in product[:12]]


@cache
def _lines(twisted):
    """Tangents and chords of the multiplication of a point by the loop's number: is it a tangent, slope, a point."""
    lines, running = [], twisted
    for bit in bin(TRACE_LESS_ONE)[3:]:
        for is_chord, other in enumerate((running, twisted) if bit == "1" else (running,)):
            slope = _slope(running, other)
            lines.append((not is_chord, slope, running))
            running = _third(slope, running, other)
    return lines


def _evaluated(slope, at, point):
    """The line with this slope through `at`, a point of the twist, at a point of the curve."""
    (x, _), (y, _) = point
    value = [y] + [0] * 11
    for power, (c0, c1) in (
        (1, mul2(slope, (-x % P, 0))),
        (3, sub2(mul2(slope, at[0]), at[1])),
    ):
        value[power] = (c0 - 9 * c1) % P
        value[power + 6] = c1
    return value


def _miller(pairs):
    """The product of the pairings of points of the curve and of the twist, before the power that is_one takes."""
    value = ONE
    for step in zip(*(_lines(twisted) for _, twisted in pairs)):
        if step[0][0]:
            value = _square12(value)
        for (point, _), (_, slope, at) in zip(pairs, step):
            value = _mul12(_evaluated(slope, at, point), value)
    return value


def _power12(base, exponent):
    """By four bits at a time."""
    powers = [ONE]
    while len(powers) < 16:
        powers.append(_mul12(powers[-1], base))
    value = ONE
    for digit in f"{exponent:x}":
        for _ in range(4):
            value = _square12(value)
        value = _mul12(value, powers[int(digit, 16)])
    return value


def is_one(pairs):
    """Whether the product of pairings is 1.

    f^((P¹² − 1)/R) = 1 says of g = f^((P⁶ + 1)/R) that g^(P⁶) = g. As w^(P⁶) = −w, that holds if g has even powers of w alone.
    And P⁶ + 1 = (P² + 1)·(P⁴ − P² + 1), where the power P² takes w to ζ·w.
    """
    product = _miller(pairs)
    conjugate = [c * pow(ZETA, k, P) % P for k, c in enumerate(product)]
    power = _power12(_mul12(product, conjugate), (P**4 - P**2 + 1) // R)
    return not any(power[1::2])


# w^(P² − 1) = (9 + i)^((P² − 1)/6), a sixth root of unity of F_p.
ZETA = _power12([0] * 6 + [1] + [0] * 5, (P**2 - 1) // 6)[0]
