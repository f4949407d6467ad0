"""Groth16 over BN254: proofs, verification keys, and the equation (section "Range proofs")."""

import json
import re
from dataclasses import dataclass
from functools import cache

from . import bn254
from .hashing import sha256

TWIST_GENERATOR_X = (
    10857046999023057135944570762232829481370756359578518086990519993285655852781,
    11559732032986387107991004021392285783925812861821192530917403151452391805634,
)
DECIMAL = re.compile(r"0|[1-9][0-9]{0,76}", re.ASCII)
MAX_KEY_FILE = 65536


class BadKey(Exception):
    """A verification key that must not be used."""


@dataclass(frozen=True)
class Key:
    alpha: tuple
    beta: tuple
    gamma: tuple
    delta: tuple
    signals: tuple

    @property
    def canonical(self):
        """The bytes of the key in a digest."""
        twisted = [n for point in (self.beta, self.gamma, self.delta) for pair in point for n in pair]
        numbers = [*_flat(self.alpha), *twisted, *(n for point in self.signals for n in _flat(point))]
        return (len(self.signals) - 1).to_bytes(4, "big") + b"".join(n.to_bytes(32, "big") for n in numbers)


def _flat(point):
    """x and y of a point of the curve."""
    return (point[0][0], point[1][0])


def key_digest(keys):
    return sha256(b"".join(key.canonical for key in keys))


def read_proof(raw):
    """A, B and C of 256 bytes; None unless all are canonical and on their curves."""
    if len(raw) != 256:
        return None
    ax, ay, bx0, bx1, by0, by1, cx, cy = (int.from_bytes(raw[at : at + 32], "big") for at in range(0, 256, 32))
    a, b, c = ((ax, 0), (ay, 0)), ((bx0, bx1), (by0, by1)), ((cx, 0), (cy, 0))
    on = _is_point(a) and _is_point(b, bn254.TWIST_CONSTANT) and _is_point(c)
    return (a, b, c) if on else None


def _is_point(point, constant=bn254.CURVE_CONSTANT):
    return all(n < bn254.P for pair in point for n in pair) and bn254.is_on(constant, point)


def read_key_file(raw, public_signals):
    """The key of a file NAME.vkey.json. Raises BadKey."""
    if len(raw) > MAX_KEY_FILE:
        raise BadKey("the file is too large")
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadKey("no JSON") from error
    if not isinstance(value, dict):
        raise BadKey("no JSON object")
    expected = {"protocol": "groth16", "curve": "bn128", "nPublic": public_signals}
    if any(type(value.get(name)) is not type(wanted) or value[name] != wanted for name, wanted in expected.items()):
        raise BadKey("of another proof system, or for another number of signals")
    key = Key(
        _curve_point(value.get("vk_alpha_1")),
        *(_twist_point(value.get(f"vk_{name}_2")) for name in ("beta", "gamma", "delta")),
        tuple(_curve_point(point) for point in _list(value.get("IC"), public_signals + 1)),
    )
    # One x means the same point or its negative.
    if key.delta[0] in (key.gamma[0], TWIST_GENERATOR_X):
        raise BadKey("gamma and delta are the same: anyone can forge proofs")
    if not all(bn254.is_in_subgroup(point) for point in (key.beta, key.gamma, key.delta)):
        raise BadKey("a point is not in the subgroup")
    return key


def _list(value, count):
    if not isinstance(value, list) or len(value) != count:
        raise BadKey(f"no list of {count}")
    return value


def _number(value):
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        raise BadKey("a coordinate is no decimal integer in its shortest form")
    return int(value)


def _curve_point(value):
    x, y, z = _list(value, 3)
    point = ((_number(x), 0), (_number(y), 0))
    if z != "1" or not _is_point(point):
        raise BadKey("a point is not on the curve")
    return point


def _twist_point(value):
    x, y, z = _list(value, 3)
    point = tuple(tuple(_number(n) for n in _list(pair, 2)) for pair in (x, y))
    if _list(z, 2) != ["1", "0"] or not _is_point(point, bn254.TWIST_CONSTANT):
        raise BadKey("a point is not on the twist")
    return point


@cache
def holds(key, signals, proof):
    """Whether a proof, as read_proof gives it, proves what the public signals say."""
    a, b, c = proof
    if len(signals) != len(key.signals) - 1 or not all(0 <= s < bn254.R for s in signals):
        return False
    if not bn254.is_in_subgroup(b):
        return False
    linear = bn254.combine(bn254.CURVE_CONSTANT, [1, *signals], key.signals)
    pairs = [(bn254.negative(a), b), (key.alpha, key.beta), (linear, key.gamma), (c, key.delta)]
    return bn254.is_one([pair for pair in pairs if pair[0] is not None])
