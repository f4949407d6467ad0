"""Session parameters and the roster (sections of these names)."""

from dataclasses import dataclass

from . import cbor, ed25519, shapes
from .cbor import Unreadable
from .hashing import tuple_hash

MAX_CLIENTS = 500
MAX_BOUND = 2**31 - 1


@dataclass(frozen=True)
class Session:
    task: str
    round: int
    clients: int
    threshold: int
    max_corrupt: int
    max_dropouts: int
    length: int
    bound: int
    row_length: int
    slot_bits: int
    encoding: list
    proofs: list
    model_digest: bytes
    roster_digest: bytes
    coordinator_key: bytes
    deadlines: list
    scheme: list
    digest: bytes

    @property
    def rows(self):
        return -(-self.length // self.row_length)

    @property
    def wanted_slot_bits(self):
        return (self.clients * self.bound).bit_length() + 2

    @property
    def sum_bytes(self):
        """Bytes of one coordinate of the sum."""
        return -(-self.wanted_slot_bits // 8)

    @property
    def has_proofs(self):
        return self.proofs[0] != "none"

    @property
    def checking(self):
        """Who checks proofs, in a session with some."""
        return self.proofs[-1]


def read_session(raw):
    values = shapes.fields(cbor.decode(raw, 4096), 19, "parameters")
    suite, task, number, nonce = values[:4]
    shapes.word(suite, ["veilsum-1"], "suite")
    shapes.raw(nonce, 32, 32, "nonce")
    ranges = [
        (3, MAX_CLIENTS),
        (1, MAX_CLIENTS),
        (0, MAX_CLIENTS),
        (0, MAX_CLIENTS),
        (1, 2**24),
        (1, MAX_BOUND),
        (1, 2**16),
        (3, 63),
    ]
    return Session(
        shapes.text(task, 200, "task"),
        shapes.integer(number, 0, cbor.MAX_INTEGER, "round"),
        *(shapes.integer(v, low, high, "size") for v, (low, high) in zip(values[4:12], ranges)),
        _encoding(values[12]),
        _proofs(values[13]),
        *(shapes.raw(value, 32, 32, "digest or key") for value in values[14:17]),
        [shapes.integer(v, 0, 2**40, "deadline") for v in shapes.items(values[17], 5, "deadlines")],
        _scheme(values[18]),
        tuple_hash("veilsum-1/session", raw),
    )


def _kind(value, what):
    if not isinstance(value, list) or not value:
        raise Unreadable(f"{what}: not a list with a kind")
    return value[0]


def _encoding(value):
    kind = shapes.word(_kind(value, "encoding"), ["integer", "fixed-point", "weighted-mean"], "encoding")
    shapes.fields(value, 1 if kind == "integer" else 3, "encoding")
    if kind != "integer":
        shapes.float64(value[1], "clip")
    if kind == "fixed-point":
        shapes.word(value[2], ["sum", "mean"], "average")
    if kind == "weighted-mean":
        shapes.integer(value[2], 1, MAX_BOUND, "maxWeight")
    return value


def _scheme(value):
    shapes.word(_kind(value, "scheme"), ["pairwise"], "scheme")
    return shapes.fields(value, 1, "scheme")


def _proofs(value):
    kind = shapes.word(_kind(value, "proofs"), ["none", "linf", "l2"], "proofs")
    shapes.fields(value, {"none": 1, "linf": 3, "l2": 4}[kind], "proofs")
    if kind == "none":
        return value
    shapes.raw(value[1], 32, 32, "key digest")
    if kind == "l2":
        shapes.integer(value[2], 1, 2**52 - 1, "maxSquaredNorm")
    mode = shapes.word(_kind(value[-1], "checking"), ["full", "audit", "coordinator"], "checking")
    shapes.fields(value[-1], 2 if mode == "audit" else 1, "checking")
    if mode == "audit":
        shapes.integer(value[-1][1], 1, MAX_CLIENTS, "sample")
    return value


def parameter_problem(session):
    """Why the check `parameters` fails, or None."""
    if session.slot_bits != session.wanted_slot_bits:
        return f"slots of {session.wanted_slot_bits} bits are needed, not {session.slot_bits}"
    if session.rows > 4096:
        return f"{session.rows} rows are too many"
    if session.task == "":
        return "the task has no name"
    if len(session.deadlines) != 5:
        return "there are not 5 deadlines"
    if session.has_proofs and session.checking[0] == "audit":
        if session.checking[1] > session.clients:
            return "the audit is of more clients than there are"
    return _encoding_problem(session)


def _encoding_problem(session):
    kind = session.encoding[0]
    if kind == "integer":
        return None
    if not 1e-100 <= session.encoding[1] <= 1e100:
        return "the clip is out of range"
    if kind == "weighted-mean" and session.encoding[2] > session.bound:
        return "the greatest weight is beyond the bound"
    if kind == "weighted-mean" and session.length < 2:
        return "a weighted mean needs two coordinates"
    return None


@dataclass(frozen=True)
class Roster:
    keys: list
    digest: bytes


def read_roster(value):
    entries = [shapes.fields(entry, 2, "entry") for entry in shapes.items(value, MAX_CLIENTS, "roster")]
    if len(entries) < 3:
        raise Unreadable("a roster has at least 3 entries")
    names = [shapes.text(name, 100, "name") for name, _ in entries]
    keys = [shapes.raw(key, 32, 32, "key") for _, key in entries]
    if any(name == "" or any(_is_control(c) for c in name) for name in names):
        raise Unreadable("a name is empty or has a control character")
    if len(set(names)) < len(names) or len(set(keys)) < len(keys):
        raise Unreadable("a name or a key appears twice")
    if not all(ed25519.is_identity_key(key) for key in keys):
        raise Unreadable("a key is no identity key")
    flat = [part for entry in entries for part in entry]
    return Roster(keys, tuple_hash("veilsum-1/roster", *flat))


def _is_control(character):
    return character < " " or "\x7f" <= character <= "\x9f"
