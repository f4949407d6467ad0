"""Envelopes, transcript hashes, Merkle roots and bodies (sections "Envelopes" to "Messages")."""

from dataclasses import dataclass

from . import cbor, ed25519, shapes
from .hashing import sha256, tuple_hash

COORDINATOR = 2**32 - 1
COMMIT, CONFIRM, RECORD = 2, 3, 21
SMALL_ENVELOPE = 512


@dataclass(frozen=True)
class Envelope:
    session: bytes
    phase: int
    sender: int
    body: bytes
    signature: bytes
    raw: bytes

    @property
    def digest(self):
        return tuple_hash("veilsum-1/envelope-digest", sha256(self.raw))

    def is_signed_by(self, key):
        signed = tuple_hash(
            "veilsum-1/envelope", self.session, self.phase, self.sender, sha256(self.body)
        )
        return ed25519.verify(key, self.signature, signed)


def read_envelope(raw, max_bytes):
    version, session, phase, sender, body, signature = shapes.fields(
        cbor.decode(raw, max_bytes), 6, "envelope"
    )
    shapes.integer(version, 1, 1, "version")
    return Envelope(
        shapes.raw(session, 32, 32, "session"),
        shapes.integer(phase, 0, 255, "phase"),
        shapes.integer(sender, 0, COORDINATOR, "sender"),
        shapes.raw(body, 0, len(raw), "body"),
        shapes.raw(signature, 64, 64, "signature"),
        raw,
    )


def extend_transcript(before, envelope):
    return tuple_hash("veilsum-1/transcript", before, envelope.digest)


def merkle_leaf(*parts):
    return tuple_hash("veilsum-1/merkle-leaf", *parts)


def merkle_root(label, leaves):
    top = _top(leaves) if leaves else bytes(32)
    return tuple_hash("veilsum-1/merkle-root", label, len(leaves), top)


def _top(leaves):
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return tuple_hash("veilsum-1/merkle-node", _top(leaves[:split]), _top(leaves[split:]))


@dataclass(frozen=True)
class CommitBody:
    transcript_hash: bytes
    commitments: bytes
    proofs_digest: bytes


def read_commit(body, session):
    transcript_hash, commitments, payload_digest, proofs_digest = shapes.fields(
        cbor.decode(body, len(body)), 4, "commit"
    )
    points, proofs = 64 * session.rows, 32 if session.has_proofs else 0
    shapes.raw(payload_digest, 32, 32, "payload digest")
    return CommitBody(
        shapes.raw(transcript_hash, 32, 32, "transcript hash"),
        shapes.raw(commitments, points, points, "commitments"),
        shapes.raw(proofs_digest, proofs, proofs, "proofs digest"),
    )


def read_shared(raw, session):
    """The transcript hash that a `shared` envelope ends, and each client's commitment digest."""
    limit = 192 + 516 * session.clients
    envelope = read_envelope(raw, limit)
    before, listed = shapes.fields(cbor.decode(envelope.body, limit), 2, "shared")
    shapes.raw(before, 32, 32, "transcript hash")
    digests = {}
    for entry in shapes.items(listed, session.clients, "shared"):
        share = read_envelope(shapes.raw(entry, 1, SMALL_ENVELOPE, "entry"), SMALL_ENVELOPE)
        body = shapes.fields(cbor.decode(share.body, SMALL_ENVELOPE), 3, "share")
        digests[share.sender] = [shapes.raw(field, 32, 32, "share") for field in body][2]
    return extend_transcript(before, envelope), digests
