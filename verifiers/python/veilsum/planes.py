"""Range, norm and choice proofs of the system `planes`: docs/specification.md, "Proofs without a set-up"."""

from .babyjubjub import (
    ORDER,
    generator,
    is_identity,
    multiply_all,
    read_point,
    times8,
)
from .hashing import sha256, tuple_hash, tuple_hash_xof

FOLDINGS = 5
LEAST_ROW, MOST_ROW, MOST_ROWS = 512, 16384, 4096
MOST_BOUND, MOST_NORM = 2**31 - 1, 2**52 - 1


def verify(claim, proof, fixed=None):
    """None where the proof holds, or what is wrong: parameters, length, encoding, rounds, opening, pads.

    `fixed` replaces challenges, which only tests do: forgeries have to pass where they are known beforehand.
    """
    sizes = measure(claim)
    if sizes is None:
        return "parameters"
    table = sizes.table()
    if len(proof) != sum(length for _, length, _ in table):
        return "length"
    if len(claim["commitments"]) != 64 * sizes.rows:
        return "length"
    part, coin = replay(claim, table, proof)
    coin.update(fixed or {})
    points = decode_points(claim, part)
    if points is None or not all(
        value < ORDER
        for label, raw in part.items()
        if label not in points
        for value in elements(raw)
    ):
        return "encoding"
    return check(claim, sizes, part, coin, points)


# Sizes


def weights(most):
    """Subset sums are exactly 0 … most."""
    if most == 0:
        return []
    bits = most.bit_length()
    return [1 << k for k in range(bits - 1)] + [most - (1 << bits - 1) + 1]


def logarithm(value):
    return (value - 1).bit_length()


def is_free(group):
    length, least, most = group
    return least == 0 and most == length


def slack(group):
    return [] if is_free(group) else weights(group[2] - group[1])


class Sizes:
    def __init__(self, claim):
        kind, c = claim["kind"], claim["rowLength"]
        self.c, self.d = c, claim["length"]
        self.rows = -(-self.d // c)
        self.squared = kind == "l2"
        self.choices = kind == "one-hot"
        self.shift = 0 if self.choices else claim["bound"]
        self.weights = [1] if self.choices else weights(2 * claim["bound"])
        if kind == "l2":
            self.digits = len(weights(claim["maxSquaredNorm"]))
        elif kind == "one-hot":
            self.digits = sum(len(slack(group)) for group in claim["groups"])
        else:
            self.digits = 0
        self.extra = -(-self.digits // c)
        self.kappa = logarithm(len(self.weights))
        self.nu = logarithm(c)
        self.n = self.nu + logarithm(self.rows + self.extra)
        self.pads = 3 * (self.kappa + self.n - 1) + 5
        self.auxiliary = self.pads + (2 if self.squared else 1)

    def table(self):
        """Each message: its label, its bytes, and the challenges that are drawn after it."""
        planes = self.rows * (len(self.weights) - 1) + self.extra
        drawn = labels("tau-k", self.kappa) + labels("tau", self.n)
        steps = [
            ("planes", 64 * planes, []),
            ("pads", 64, drawn + (["gamma"] if self.choices else [])),
        ]
        for t, label in enumerate(labels("k", self.kappa)):
            last = self.squared and t == self.kappa - 1
            steps.append((label, 96, [label] + (["lambda"] if last else [])))
        for t, label in enumerate(labels("i", self.n)):
            steps.append((label, 160 if t == self.n - 1 else 96, [label]))
        steps += [
            ("masked", 64 if self.squared else 32, ["mu"] if self.squared else []),
            ("first", 128, []),
            ("t", 64, ["opening"]),
            ("responses", 32 * (2 + self.auxiliary), ["xi"]),
        ]
        steps += [(label, 128, [label]) for label in labels("fold", FOLDINGS)]
        return steps + [("last", self.c, [])]


def measure(claim):
    """The sizes of a claim; None where it is no statement."""
    try:
        c, d, kind = claim["rowLength"], claim["length"], claim["kind"]
        if not (between(c, LEAST_ROW, MOST_ROW) and c & (c - 1) == 0):
            return None
        if not between(d, 1, c * MOST_ROWS) or not between(claim["client"], 0, 2**32 - 1):
            return None
        if len(claim["sessionDigest"]) != 32 or kind not in ("linf", "l2", "one-hot"):
            return None
        if kind != "one-hot" and not between(claim["bound"], 1, MOST_BOUND):
            return None
        if kind == "l2" and not between(claim["maxSquaredNorm"], 1, MOST_NORM):
            return None
        if kind == "one-hot" and not are_groups(claim["groups"], d):
            return None
    except KeyError:
        return None
    sizes = Sizes(claim)
    return sizes if sizes.rows + sizes.extra <= MOST_ROWS else None


def are_groups(groups, d):
    return sum(length for length, _, _ in groups) == d and all(
        between(length, 1, d) and between(most, 1, length) and between(least, 0, most)
        for length, least, most in groups
    )


def between(value, least, most):
    return type(value) is int and least <= value <= most


def labels(prefix, count):
    return [f"{prefix}-{i}" for i in range(count)]


# Messages and challenges


def replay(claim, table, proof):
    """The messages by label, and the challenges."""
    choices = claim["kind"] == "one-hot"
    fields = [
        claim["sessionDigest"],
        claim["client"],
        claim["kind"],
        claim["length"],
        claim["rowLength"],
        1 if choices else claim["bound"],
        claim["maxSquaredNorm"] if claim["kind"] == "l2" else 0,
        sha256(claim["commitments"]),
    ]
    if choices:
        numbers = (value for group in claim["groups"] for value in group)
        fields.append(sha256(b"".join(value.to_bytes(4, "big") for value in numbers)))
    state = tuple_hash("veilsum-1/planes/statement", *fields)
    part, coin, at = {}, {}, 0
    for label, length, draws in table:
        part[label] = proof[at : at + length]
        at += length
        state = tuple_hash("veilsum-1/planes/absorb", state, label, sha256(part[label]))
        for draw in draws:
            wide = tuple_hash_xof("veilsum-1/planes/challenge", 64, state, draw)
            coin[draw] = int.from_bytes(wide, "little") % ORDER
            state = tuple_hash("veilsum-1/planes/drawn", state, draw)
    return part, coin


def elements(raw):
    return [int.from_bytes(raw[i : i + 32], "little") for i in range(0, len(raw), 32)]


def decode_points(claim, part):
    """Points of every message that holds points, and the row points; None where one is off the curve."""
    lists = {label: part[label] for label in ["planes", "pads", "first"] + labels("fold", FOLDINGS)}
    lists["rows"] = claim["commitments"]
    read = {
        label: [read_point(raw[i : i + 64]) for i in range(0, len(raw), 64)]
        for label, raw in lists.items()
    }
    return None if any(point is None for points in read.values() for point in points) else read


# Multilinear polynomials, lowest bit first


def equality_table(point):
    table = [1]
    for x in point:
        table = [e * (1 - x) % ORDER for e in table] + [e * x % ORDER for e in table]
    return table


def equality(a, b):
    value = 1
    for x, y in zip(a, b):
        value = value * (x * y + (1 - x) * (1 - y)) % ORDER
    return value


def below(end, point):
    """The extension of [index < end]."""
    if end >> len(point):
        return 1
    value = 0
    for t, x in enumerate(point):
        value = (1 - x + x * value if end >> t & 1 else (1 - x) * value) % ORDER
    return value


def between_positions(start, end, point):
    return below(end, point) - below(start, point)


def dot(a, b):
    return sum(x * y for x, y in zip(a, b)) % ORDER


# The relation of a kind


def relation(claim, sizes, coin):
    """(start, factor of the squares, [(first position, behind the last, factor)])"""
    extra = sizes.rows * sizes.c
    if sizes.squared:
        f0 = 1
        for label in labels("k", sizes.kappa):
            f0 = f0 * (1 - coin[label]) % ORDER
        norm = weights(claim["maxSquaredNorm"])
        pieces = [(extra + e, extra + e + 1, -coin["lambda"] * w) for e, w in enumerate(norm)]
        return 0, coin["lambda"] * f0 % ORDER, pieces
    if not sizes.choices:
        return 0, 0, []
    pieces, start, power, position, digit = [], 0, 1, 0, extra
    for group in claim["groups"]:
        power = power * coin["gamma"] % ORDER
        length, _, most = group
        if not is_free(group):
            pieces.append((position, position + length, power))
            start += power * most
            for weight in slack(group):
                pieces.append((digit, digit + 1, power * weight))
                digit += 1
        position += length
    return start % ORDER, 0, pieces


# Equations


def check(claim, sizes, part, coin, points):
    def coins(prefix, count):
        return [coin[label] for label in labels(prefix, count)]

    start, squares, pieces = relation(claim, sizes, coin)
    plane, position = coins("k", sizes.kappa), coins("i", sizes.n)
    shown, omega = 0, []
    for t, label in enumerate(labels("k", sizes.kappa) + labels("i", sizes.n)):
        if t == sizes.kappa:
            shown = (shown + start) % ORDER
        r, coefficients = coin[label], elements(part[label])
        powers = [pow(r, e, ORDER) - r for e in range(2, len(coefficients) + 1)]
        factors = [1 - 2 * r] + powers
        shown = (shown * r + dot(coefficients, factors)) % ORDER
        omega = [o * r % ORDER for o in omega] + factors

    g, x = (elements(part["masked"]) + [0])[:2]
    mu = coin["mu"] if sizes.squared else 0
    extra = sizes.rows * sizes.c
    real = below(sizes.d, position) + between_positions(extra, extra + sizes.digits, position)
    linear = sum(factor * between_positions(a, b, position) for a, b, factor in pieces)
    epsilon = equality(coins("tau-k", sizes.kappa), plane) * equality(
        coins("tau", sizes.n), position
    )
    value = epsilon * g * (real - g) + squares * x * x + linear * g

    h = coin["opening"]
    t1, t2 = elements(part["t"])
    phi, phi_pads, *answered = elements(part["responses"])
    if (dot(omega, answered) - t1 - h * (shown - value)) % ORDER:
        return "rounds"

    last = position[-1]
    kappa = last * (1 - last)
    masks = answered[sizes.pads] + mu * (answered[sizes.pads + 1] if sizes.squared else 0)
    y = t2 + h * (g + mu * (x + sizes.shift * below(sizes.d, position))) - kappa * masks
    if not opening_holds(sizes, part, coin, points, (plane, position, mu, phi, y, h)):
        return "opening"
    columns = [generator("G", i) for i in range(sizes.auxiliary)]
    scalars = [1, h, -phi_pads] + [-z for z in answered]
    list_ = [points["first"][1], points["pads"][0], generator("H", 0)] + columns
    return None if vanishes(scalars, list_) else "pads"


def vanishes(scalars, points):
    return is_identity(times8(multiply_all([s % ORDER for s in scalars], points)))


def opening_holds(sizes, part, coin, points, rounds):
    plane, position, mu, phi, y, h = rounds
    c, rows, w = sizes.c, sizes.rows, sizes.weights
    folds = [coin[label] for label in labels("fold", FOLDINGS)]
    xi = coin["xi"]
    product = 1
    for fold in folds:
        product = product * fold % ORDER
    f, e = equality_table(plane), equality_table(position[sizes.nu :])
    row = product * h % ORDER
    scalars, terms = [], []

    def add(scalar, point):
        scalars.append(scalar)
        terms.append(point)

    for j in range(rows):
        add(row * e[j] * (f[0] + mu), points["rows"][j])
        for k in range(1, len(w)):
            index = j * (len(w) - 1) + k - 1
            add(row * e[j] * (f[k] - f[0] * w[k]), points["planes"][index])
    for s in range(sizes.extra):
        index = rows * (len(w) - 1) + s
        add(row * e[rows + s] * f[0], points["planes"][index])
    add(product, points["first"][0])
    later = 1
    for i in reversed(range(FOLDINGS)):
        left, right = points[f"fold-{i}"]
        add(later, left)
        add(later * folds[i] * folds[i], right)
        later = later * folds[i] % ORDER

    # The folded form ω: from the highest bit of a column down.
    form = equality_table(position[: sizes.nu])
    for fold in folds:
        half = len(form) // 2
        form = [(fold * a + b) % ORDER for a, b in zip(form[:half], form[half:])]
    rest = elements(part["last"])
    add(-product * phi, generator("H", 0))
    add((product * y - dot(rest, form)) * xi, generator("K", 0))
    reached = sum(e[: rows - 1])
    for column in range(c):
        scale = rest[column % len(rest)]
        for i, fold in enumerate(folds):
            if not column >> (sizes.nu - 1 - i) & 1:
                scale = scale * fold % ORDER
        inside = (rows - 1) * c + column < sizes.d
        shift = reached + (e[rows - 1] if inside else 0)
        add(row * (f[0] + mu) * sizes.shift * shift - scale, generator("G", column))
    return vanishes(scalars, terms)
