"""Envelopes, transcript hashes, Merkle roots and bodies (sections "Envelopes" to "Messages")."""

from dataclasses import dataclass

from . import cbor, ed25519, shapes
from .hashing import sha256, tuple_hash

COORDINATOR = 2**32 - 1
COMMIT, CONFIRM, RECORD = 2, 3, 21

# The most bytes of what a scheme puts into a Share.
DEALING_BYTES = {"pairwise": 1 + 34 + 34, "coded": 1 + 34, "sparse": 1 + 34 + 34 + 34}


@dataclass(frozen=True)
class Envelope:
    session: bytes
    type: int
    sender: int
    body: bytes
    signature: bytes
    raw: bytes

    @property
    def digest(self):
        return tuple_hash("veilsum-1/envelope-digest", sha256(self.raw))

    def is_signed_by(self, key):
        signed = tuple_hash(
            "veilsum-1/envelope", self.session, self.type, self.sender, sha256(self.body)
        )
        return ed25519.verify(key, self.signature, signed)


def read_envelope(raw, max_bytes):
    version, session, kind, sender, body, signature = shapes.fields(
        cbor.decode(raw, max_bytes), 6, "envelope"
    )
    shapes.integer(version, 1, 1, "version")
    return Envelope(
        shapes.raw(session, 32, 32, "session"),
        shapes.integer(kind, 0, 255, "type"),
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


def _head(argument):
    """Bytes of a CBOR head."""
    if argument < 24:
        return 1
    return 1 + next(size for size in (1, 2, 4, 8) if argument < 256**size)


def envelope_limit(body):
    """The most bytes of an envelope around a body of so many."""
    return 1 + 1 + 34 + 2 + 5 + _head(body) + body + 66


def commit_limit(session):
    return envelope_limit(1 + 34 + 34 + (34 if session.has_proofs else 1) + 34)


def confirm_limit():
    return envelope_limit(1 + 34 + 34)


def share_limit(session):
    dealing = DEALING_BYTES[session.scheme[0]]
    return envelope_limit(1 + 34 + 34 + _head(dealing) + dealing)


def shared_limit(session):
    share = share_limit(session)
    return envelope_limit(1 + 34 + _head(session.clients) + session.clients * (_head(share) + share))


@dataclass(frozen=True)
class CommitBody:
    transcript_hash: bytes
    proofs_digest: bytes
    commitments: bytes


def read_commit(body, session, commitments):
    transcript_hash, payload_digest, proofs_digest, accusations_digest = shapes.fields(
        cbor.decode(body, len(body)), 4, "commit"
    )
    proofs = 32 if session.has_proofs else 0
    shapes.raw(payload_digest, 32, 32, "payload digest")
    shapes.raw(accusations_digest, 32, 32, "accusations digest")
    return CommitBody(
        shapes.raw(transcript_hash, 32, 32, "transcript hash"),
        shapes.raw(proofs_digest, proofs, proofs, "proofs digest"),
        commitments,
    )


def read_shared(raw, session):
    """The transcript hash that a `shared` envelope ends, and each client's commitment digest."""
    limit = shared_limit(session)
    envelope = read_envelope(raw, limit)
    before, listed = shapes.fields(cbor.decode(envelope.body, limit), 2, "shared")
    shapes.raw(before, 32, 32, "transcript hash")
    digests = {}
    for entry in shapes.items(listed, session.clients, "shared"):
        share = read_envelope(shapes.raw(entry, 1, share_limit(session), "entry"), len(entry))
        answered, digest, dealing = shapes.fields(cbor.decode(share.body, len(share.body)), 3, "share")
        shapes.raw(answered, 32, 32, "transcript hash")
        shapes.raw(dealing, 1, DEALING_BYTES[session.scheme[0]], "dealing")
        digests[share.sender] = shapes.raw(digest, 32, 32, "commitment digest")
    return extend_transcript(before, envelope), digests
