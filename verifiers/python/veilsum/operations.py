"""The operations of test/vectors/operations that this verifier has: from an input, as the files have it, to an output."""

import json

from . import babyjubjub, cbor, groth16, planes, rangeproofs, session, wire
from .hashing import sha256, tuple_hash, tuple_hash_xof

REFUSED = {"refused": True}
REFUSALS = (cbor.Unreadable, groth16.BadKey)


def outputs(path):
    """What this verifier gives for each operation of a file; None for what it does not have."""
    with open(path, encoding="utf-8") as file:
        return [_output(entry) for entry in json.load(file)["operations"]]


def _output(entry):
    run = OPERATIONS.get(entry["operation"])
    if run is None:
        return None
    try:
        return run(**entry["input"])
    except REFUSALS:
        return REFUSED


def _hex(text):
    return bytes.fromhex(text)


def _fields(fields):
    return [_hex(field["bytes"]) if isinstance(field, dict) else field for field in fields]


def _hash_to_field(domain, fields):
    hashed = tuple_hash_xof(domain, 64, *_fields(fields))
    return str(int.from_bytes(hashed, "little") % babyjubjub.ORDER)


def _seeded_random(seed, lengths):
    stream = tuple_hash_xof("veilsum-1/seeded-random", sum(lengths), _hex(seed))
    ends = [sum(lengths[: i + 1]) for i in range(len(lengths))]
    return [stream[end - length : end].hex() for end, length in zip(ends, lengths)]


def _merkle_root(label, leaves):
    return wire.merkle_root(label, [wire.merkle_leaf(*_fields(leaf)) for leaf in leaves]).hex()


def _decode(**given):
    cbor.decode(_hex(given["bytes"]), 64)
    return {"accepted": True}


def _has_valid_signature(envelope, key):
    return wire.read_envelope(_hex(envelope), 512).is_signed_by(_hex(key))


def _envelope(text):
    return wire.read_envelope(_hex(text), len(text))


def _commitment_digest(session, client, commitments):
    parts = (_hex(session), client, sha256(_hex(commitments)))
    return tuple_hash("veilsum-1/commitment-digest", *parts).hex()


def _read_parameters(parameters):
    read = session.read_session(_hex(parameters))
    bits = read.wanted_slot_bits
    return {
        "digest": read.digest.hex(),
        "wellFormed": session.parameter_problem(read) is None,
        "rows": read.rows,
        "slotBits": bits,
        "slotsPerElement": 249 // bits,
    }


def _roster_digest(entries):
    return session.read_roster([[entry["name"], _hex(entry["key"])] for entry in entries]).digest.hex()


def _generator(label, index):
    return b"".join(n.to_bytes(32, "little") for n in babyjubjub.affine(babyjubjub.generator(label, index))).hex()


def _key(verification_key, signals):
    return groth16.read_key_file(json.dumps(verification_key).encode("utf-8"), signals)


def _verify_proof(verificationKey, signals, proof):
    read = groth16.read_proof(_hex(proof))
    return read is not None and groth16.holds(_key(verificationKey, 4), tuple(map(int, signals)), read)


def _proof_context(**given):
    digest = _hex(given["session"])
    return str(rangeproofs.context(digest, given["kind"], given["client"], given["row"], given["rows"]))


def _planes_claim(claim):
    read = dict(claim)
    read["sessionDigest"] = _hex(claim["session"])
    read["commitments"] = _hex(claim["commitments"])
    if "groups" in claim:
        read["groups"] = [(g["length"], g["least"], g["most"]) for g in claim["groups"]]
    return read


def _verify_planes(claim, proof, coins=None):
    raw = _hex(proof)
    fixed = {label: int(value) for label, value in (coins or {}).items()}
    return planes.verify(_planes_claim(claim), raw, fixed) or "holds"


def _verify_changed_planes(claim, proof, changes):
    """A verdict for each change: a bit of the proof, or a field of the claim."""
    verdicts = []
    for change in changes:
        raw = bytearray(_hex(proof))
        if "at" in change:
            raw[change["at"]] ^= change["xor"]
        changed = {**claim, **change.get("claim", {})}
        verdicts.append(_verify_planes(changed, raw.hex()))
    return verdicts


def _planes_challenges(claim, proof):
    read = _planes_claim(claim)
    _, coins = planes.replay(read, planes.measure(read).table(), _hex(proof))
    return {label: str(value) for label, value in coins.items()}


OPERATIONS = {
    "tupleHash": lambda domain, fields: tuple_hash(domain, *_fields(fields)).hex(),
    "tupleHashXof": lambda domain, fields, length: tuple_hash_xof(domain, length, *_fields(fields)).hex(),
    "hashToField": _hash_to_field,
    "seededRandom": _seeded_random,
    "merkleRoot": _merkle_root,
    "decodeCbor": _decode,
    "hasValidSignature": _has_valid_signature,
    "envelopeDigest": lambda envelope: _envelope(envelope).digest.hex(),
    "extendTranscript": lambda before, envelope: wire.extend_transcript(_hex(before), _envelope(envelope)).hex(),
    "commitmentDigest": _commitment_digest,
    "readParameters": _read_parameters,
    "rosterDigest": _roster_digest,
    "generator": _generator,
    "isOnCurve": lambda point: babyjubjub.read_point(_hex(point)) is not None,
    "keyDigest": lambda publicSignals, verificationKey: groth16.key_digest(
        [_key(verificationKey, publicSignals)]
    ).hex(),
    "verifyProof": _verify_proof,
    "proofContext": _proof_context,
    "verifyPlanes": _verify_planes,
    "verifyChangedPlanes": _verify_changed_planes,
    "planesChallenges": _planes_challenges,
}
