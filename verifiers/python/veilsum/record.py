"""The record: reading it (section "The record"). Nothing in it is judged here."""

from dataclasses import dataclass

from . import cbor, shapes
from .cbor import Unreadable
from .session import MAX_CLIENTS, MAX_PARTS, Roster, Session, read_roster, read_session
from .wire import Envelope, read_envelope

MAX_RECORD = 2**30


@dataclass(frozen=True)
class Record:
    envelope: Envelope
    session: Session
    roster: Roster
    transcript_hash: bytes
    shared: bytes
    commits: list
    commitments: list
    proofs: list
    confirms: list
    sum: bytes
    blinders: bytes


def read_parts(raw):
    """The parts in a file of all parts of a vector; None for bytes that do not begin like one."""
    if not raw.startswith(b"\x82\x6fveilsum-1 parts"):
        return None
    _, parts = shapes.fields(cbor.decode(raw, MAX_RECORD), 2, "parts")
    listed = shapes.items(parts, MAX_PARTS, "parts")
    if not listed:
        raise Unreadable("there are no parts")
    return [shapes.raw(part, 1, MAX_RECORD, "part") for part in listed]


def read_record(raw):
    envelope = read_envelope(raw, MAX_RECORD)
    body = shapes.fields(cbor.decode(envelope.body, MAX_RECORD), 10, "record")
    parameters, roster, transcript_hash, shared, commits, commitments, proofs, confirms, total, blinders = body
    any_bytes = lambda value: shapes.raw(value, 0, len(raw), "bytes")
    listed = lambda value: [any_bytes(entry) for entry in shapes.items(value, MAX_CLIENTS, "list")]
    return Record(
        envelope,
        read_session(any_bytes(parameters)),
        read_roster(roster),
        shapes.raw(transcript_hash, 32, 32, "transcript hash"),
        any_bytes(shared),
        listed(commits),
        listed(commitments),
        listed(proofs),
        listed(confirms),
        any_bytes(total),
        any_bytes(blinders),
    )
