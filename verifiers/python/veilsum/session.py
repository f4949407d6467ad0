"""Session parameters and the roster (sections of these names)."""

from dataclasses import dataclass

from . import cbor, ed25519, planes, shapes
from .cbor import Unreadable
from .hashing import tuple_hash

MAX_CLIENTS = 10_000
MAX_CLIENTS_ALL_TO_ALL = 500
MAX_NEIGHBOURS = 255
MAX_BOUND = 2**31 - 1
MAX_LENGTH = 2**24
MAX_TOTAL_LENGTH = 2**27
MAX_PARTS = 256
MAX_GROUPS = 1024
MAX_PARAMETERS = 4096 + 16 * MAX_GROUPS


@dataclass(frozen=True)
class Demand:
    """What is to be proven, in which system; the digest of its keys where it has keys; and who checks."""

    system: str
    kind: str | None = None
    max_squared_norm: int | None = None
    groups: list | None = None
    setup: bytes | None = None
    checking: list | None = None


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
    proofs: Demand
    model_digest: bytes
    layout_digest: bytes | None
    roster_digest: bytes
    coordinator_key: bytes
    deadlines: list
    scheme: list
    part: list | None
    digest: bytes
    plan: bytes | None

    @property
    def whole_length(self):
        """The length of the whole vector."""
        return self.part[0] if self.part else self.length

    @property
    def parts(self):
        return -(-self.part[0] // self.part[1])

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
        return self.proofs.system != "none"

    @property
    def checking(self):
        """Who checks proofs, in a session with some."""
        return self.proofs.checking


def read_session(raw):
    values = shapes.fields(cbor.decode(raw, MAX_PARAMETERS), 21, "parameters")
    suite, task, number, nonce = values[:4]
    shapes.word(suite, ["veilsum-1"], "suite")
    shapes.raw(nonce, 32, 32, "nonce")
    ranges = [
        (3, MAX_CLIENTS),
        (1, MAX_CLIENTS),
        (0, MAX_CLIENTS),
        (0, MAX_CLIENTS),
        (1, MAX_LENGTH),
        (1, MAX_BOUND),
        (1, 2**16),
        (3, 63),
    ]
    session = Session(
        shapes.text(task, 200, "task"),
        shapes.integer(number, 0, cbor.MAX_INTEGER, "round"),
        *(shapes.integer(v, low, high, "size") for v, (low, high) in zip(values[4:12], ranges)),
        _encoding(values[12]),
        _proofs(values[13]),
        shapes.raw(values[14], 32, 32, "model digest"),
        _layout(values[15]),
        *(shapes.raw(value, 32, 32, "digest or key") for value in values[16:18]),
        [shapes.integer(v, 0, 2**40, "deadline") for v in shapes.items(values[18], 5, "deadlines")],
        _scheme(values[19]),
        _part(values[20]),
        tuple_hash("veilsum-1/session", raw),
        _plan(values),
    )
    if session.scheme[0] != "sparse" and session.clients > MAX_CLIENTS_ALL_TO_ALL:
        raise Unreadable("only a sparse session has so many clients")
    return session


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


def _layout(value):
    digests = shapes.items(value, 1, "layout")
    return shapes.raw(digests[0], 32, 32, "layout digest") if digests else None


def _part(value):
    parts = shapes.items(value, 1, "part")
    if not parts:
        return None
    total, each, index = shapes.fields(parts[0], 3, "part")
    return [
        shapes.integer(total, 1, MAX_TOTAL_LENGTH, "total length"),
        shapes.integer(each, 1, MAX_LENGTH, "part length"),
        shapes.integer(index, 0, MAX_PARTS - 1, "part"),
    ]


def _plan(values):
    """The digest of the plan: over the parameters of part 0."""
    if not values[20]:
        return None
    total, each, _ = values[20][0]
    first = [*values[:8], min(total, each), *values[9:20], [[total, each, 0]]]
    return tuple_hash("veilsum-1/plan", cbor.encode(first))


def _scheme(value):
    kind = shapes.word(_kind(value, "scheme"), ["pairwise", "coded", "sparse"], "scheme")
    shapes.fields(value, {"pairwise": 1, "coded": 2, "sparse": 4}[kind], "scheme")
    if kind == "coded":
        shapes.integer(value[1], 1, MAX_CLIENTS_ALL_TO_ALL, "recovery")
    if kind == "sparse":
        for number in value[1:]:
            shapes.integer(number, 1, MAX_NEIGHBOURS, "a number of neighbours")
    return value


def _proofs(value):
    system = shapes.word(_kind(value, "proofs"), ["none", "planes", "groth16"], "proofs")
    shapes.fields(value, {"none": 1, "planes": 3, "groth16": 4}[system], "proofs")
    if system == "none":
        return Demand(system)
    setup = shapes.raw(value[2], 32, 32, "key digest") if system == "groth16" else None
    mode = shapes.word(_kind(value[-1], "checking"), ["full", "audit", "coordinator"], "checking")
    shapes.fields(value[-1], 2 if mode == "audit" else 1, "checking")
    if mode == "audit":
        shapes.integer(value[-1][1], 1, MAX_CLIENTS, "sample")
    return Demand(system, *_statement(value[1]), setup, value[-1])


def _statement(value):
    """Kind, largest squared norm and groups; None for what the kind does not have."""
    kind = shapes.word(_kind(value, "statement"), ["linf", "l2", "one-hot"], "statement")
    shapes.fields(value, 1 if kind == "linf" else 2, "statement")
    if kind == "l2":
        return kind, shapes.integer(value[1], 1, 2**52 - 1, "maxSquaredNorm"), None
    if kind == "linf":
        return kind, None, None
    groups = [shapes.fields(group, 3, "group") for group in shapes.items(value[1], MAX_GROUPS, "groups")]
    if not groups:
        raise Unreadable("there are no groups")
    for length, least, most in groups:
        shapes.integer(length, 1, MAX_LENGTH, "length")
        shapes.integer(least, 0, MAX_LENGTH, "least")
        shapes.integer(most, 1, MAX_LENGTH, "most")
    return kind, None, [tuple(group) for group in groups]


def parameter_problem(session):
    """Why the check `parameters` fails, or None."""
    if session.slot_bits != session.wanted_slot_bits:
        return f"slots of {session.wanted_slot_bits} bits are needed, not {session.slot_bits}"
    if session.row_length & session.row_length - 1:
        return f"{session.row_length} coordinates of a row are no power of two"
    if session.rows > 4096:
        return f"{session.rows} rows are too many"
    if session.task == "":
        return "the task has no name"
    if len(session.deadlines) != 5:
        return "there are not 5 deadlines"
    return _demand_problem(session) or _encoding_problem(session) or _part_problem(session)


def _demand_problem(session):
    demand = session.proofs
    if demand.system == "none":
        return None
    if demand.checking[0] == "audit" and demand.checking[1] > session.clients:
        return "the audit is of more clients than there are"
    if demand.kind == "one-hot":
        if session.bound != 1 or session.encoding[0] != "integer":
            return "choices are integers with the bound 1"
        if demand.system == "groth16":
            return "groth16 does not prove choices"
    if demand.system == "planes" and planes.measure(planes_claim(session, 0, b"")) is None:
        return "planes cannot prove this in rows of this length"
    return None


def planes_claim(session, client, commitments):
    """What a client of a session with proofs of the system planes claims."""
    demand = session.proofs
    claim = {
        "kind": demand.kind,
        "length": session.length,
        "rowLength": session.row_length,
        "bound": session.bound,
        "sessionDigest": session.digest,
        "client": client,
        "commitments": commitments,
    }
    if demand.kind == "l2":
        claim["maxSquaredNorm"] = demand.max_squared_norm
    if demand.kind == "one-hot":
        claim["groups"] = demand.groups
    return claim


def _encoding_problem(session):
    kind = session.encoding[0]
    if kind == "integer":
        return None
    if not 1e-100 <= session.encoding[1] <= 1e100:
        return "the clip is out of range"
    if kind == "weighted-mean" and session.encoding[2] > session.bound:
        return "the greatest weight is beyond the bound"
    if kind == "weighted-mean" and session.whole_length < 2:
        return "a weighted mean needs two coordinates"
    return None


def _part_problem(session):
    if session.part is None:
        return None
    total, each, index = session.part
    if not 2 <= session.parts <= MAX_PARTS or index >= session.parts:
        return "there is no such part"
    if session.length != min(each, total - index * each):
        return "the part has another length"
    if session.has_proofs and session.proofs.kind != "linf":
        return "the proofs are about a whole vector"
    if session.scheme[0] == "sparse":
        return "a sparse session is no part"
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
