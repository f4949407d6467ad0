"""V24 and V25 in the system groth16: the keys that were given, and what each client proves of its commitments (section "Range proofs")."""

import json
import os
import re
from dataclasses import dataclass

from . import groth16
from .babyjubjub import add, affine, read_point
from .groth16 import BadKey
from .hashing import sha256, tuple_hash

SIGNALS = {"linf": 4, "l2": 6, "norm": 4}
NAME = re.compile(r"(linf|l2)-([1-9][0-9]{0,4})x([1-9][0-9]?)", re.ASCII)
NORM_ROW = 2**32 - 1
PROOF, POINT = 256, 64


@dataclass(frozen=True)
class Checker:
    """The keys of one kind of proof: of a row, and for l2 of the norm."""

    kind: str
    row_length: int
    bits: int
    origin: str
    keys: tuple

    @property
    def digest(self):
        return groth16.key_digest(self.keys)


def read_checker(place):
    """The keys FOLDER/NAME, as keys/ holds them, with their manifest. Raises BadKey and OSError."""
    folder, name = os.path.split(place)
    match = NAME.fullmatch(name)
    if match is None:
        raise BadKey("keys are named as linf-256x16 or l2-128x16")
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        circuits = json.load(file)["circuits"]
    kind, row_length, bits = match[1], int(match[2]), int(match[3])
    names = [name, "norm"] if kind == "l2" else [name]
    keys = tuple(_key(folder, each, circuits[each]["sha256"]["vkey"]) for each in names)
    ceremony = all(circuits[each]["origin"] == "ceremony" for each in names)
    return Checker(kind, row_length, bits, "ceremony" if ceremony else "development", keys)


def _key(folder, name, checksum):
    with open(os.path.join(folder, f"{name}.vkey.json"), "rb") as file:
        raw = file.read()
    if sha256(raw).hex() != checksum:
        raise BadKey(f"{name}.vkey.json is not the file that the manifest names")
    return groth16.read_key_file(raw, SIGNALS[name.partition("-")[0]])


def key_problem(session, checker, pinned, allow_development):
    """Why V24 fails, or None."""
    kind, digest = session.proofs.kind, session.proofs.setup
    if pinned is not None and pinned != digest:
        return "the session's key is not the pinned one"
    if checker is None:
        return f"no keys were given to check {kind} proofs with"
    if (checker.kind, checker.digest) != (kind, digest):
        return "the keys that were given are not the session's"
    if session.row_length > checker.row_length or session.bound >= 1 << checker.bits - 1:
        return "the keys are for shorter rows or a smaller bound"
    if checker.origin != "ceremony" and not (allow_development and checker.origin == "development"):
        return "these are development keys, with which anyone can prove anything"
    return None


def proofs_problem(session, checker, client, commitments, proofs):
    """Why the proofs of one client prove nothing, or None."""
    kind = session.proofs.kind
    before = POINT if kind == "l2" else 0
    step = before + PROOF
    if len(proofs) != session.rows * step + (PROOF if before else 0):
        return "the proofs have another length"
    squares = []
    for row in range(session.rows):
        part = proofs[row * step : (row + 1) * step]
        signals = [*_point(commitments[POINT * row : POINT * (row + 1)])]
        if before:
            square = read_point(part[:POINT])
            if square is None:
                return f"the sum of squares of row {row} is no point"
            squares.append(square)
            signals += _point(part[:POINT])
        signals += [session.bound, context(session.digest, kind, client, row, session.rows)]
        if not _holds(checker.keys[0], signals, part[before:]):
            return f"the proof of row {row} is not valid"
    if not before:
        return None
    total = squares[0]
    for square in squares[1:]:
        total = add(total, square)
    signals = [*affine(total), session.proofs.max_squared_norm, context(session.digest, kind, client, NORM_ROW, session.rows)]
    return None if _holds(checker.keys[1], signals, proofs[-PROOF:]) else "the proof of the norm is not valid"


def _holds(key, signals, raw):
    proof = groth16.read_proof(raw)
    return proof is not None and groth16.holds(key, tuple(signals), proof)


def _point(raw):
    """x and y of a point that was read before, as public signals."""
    return int.from_bytes(raw[:32], "little"), int.from_bytes(raw[32:], "little")


def context(session_digest, kind, client, row, rows):
    parts = [n.to_bytes(4, "big") for n in (client, row, rows)]
    digest = tuple_hash("veilsum-1/proof-context", session_digest, kind, *parts)
    return int.from_bytes(digest[:31], "big")
