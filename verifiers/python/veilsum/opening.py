"""Whether the sum opens the sum of the commitments: all rows, folded (section "Commitments")."""

from .babyjubjub import IDENTITY, ORDER, add, encode, generator, is_identity, multiply_all, times8
from .hashing import sha256, tuple_hash_xof


def opens(record, root, points, total, blinders):
    """8 · (Σ_j ρ^j · P_j − Σ_i (Σ_j ρ^j · S_ji) · G_i − (Σ_j ρ^j · R_j) · H) is the identity."""
    session = record.session
    row_sums = [_sum(row) for row in zip(*points)]
    digests = [sha256(part) for part in (b"".join(map(encode, row_sums)), record.sum, record.blinders)]
    hashed = tuple_hash_xof("veilsum-1/fold", 64, session.digest, root, *digests)
    challenge = int.from_bytes(hashed, "little") % ORDER
    powers = [pow(challenge, j, ORDER) for j in range(session.rows)]
    columns = min(session.length, session.row_length)
    folded = [
        sum(power * x for power, x in zip(powers, total[i :: session.row_length])) % ORDER
        for i in range(columns)
    ]
    blinder = sum(power * r for power, r in zip(powers, blinders)) % ORDER
    generators = [generator("G", i) for i in range(columns)]
    scalars = powers + [-x % ORDER for x in folded] + [-blinder % ORDER]
    bases = row_sums + generators + [generator("H", 0)]
    return is_identity(times8(multiply_all(scalars, bases)))


def _sum(points):
    result = IDENTITY
    for point in points:
        result = add(result, point)
    return result
