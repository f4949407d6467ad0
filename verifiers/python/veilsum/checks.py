"""The verifier's checks, in the order of their numbers (section "What the verifier checks")."""

from dataclasses import dataclass, field, replace

from . import cbor, ed25519, maskgraph, planes, rangeproofs, wire
from .babyjubjub import ORDER, read_point
from .cbor import Unreadable
from .hashing import sha256, tuple_hash
from .opening import opens
from .record import read_parts, read_record
from .session import parameter_problem, planes_claim

NAMES = (
    "parameters thresholds-safe thresholds-live roster-entries policy-roster policy-coordinator "
    "policy-task policy-model policy-clients policy-corrupt policy-proofs coordinator-signature "
    "well-formed session-bound phase-bound client-signature senders-distinct confirm-quorum "
    "commitments commitment-fixed mine sum-range opening proof-setup proof "
    "policy-bound policy-encoding policy-shape policy-scheme policy-layout parts-complete parts-same"
).split()

PASSED, FAILED, IDLE = "passed", "failed", "not-applicable"


@dataclass
class Policy:
    """What a verifier trusts and demands; None where it demands nothing."""

    roster_digest: bytes
    coordinator_key: bytes | None = None
    task: str | None = None
    round: int | None = None
    model_digest: bytes | None = None
    layout_digest: bytes | None = None
    min_roster_size: int | None = None
    min_clients: int | None = None
    max_corrupt: int | None = None
    expect_mine: bytes | None = None
    proof_kind: str | None = None
    proof_system: str | None = None
    choices: list | None = None
    proof_checking: list | None = None
    max_squared_norm: int | None = None
    proof_setup: bytes | None = None
    allow_development_keys: bool = False
    # A number, or (least, greatest).
    bound: int | tuple | None = None
    length: int | tuple | None = None
    row_length: int | tuple | None = None
    schemes: list | None = None
    # Its kind, then what is demanded of each of its other two fields, in their order.
    encoding: tuple | None = None


@dataclass
class Report:
    verdicts: dict = field(default_factory=dict)
    reasons: dict = field(default_factory=dict)
    sum: list | None = None
    included: list | None = None

    def made(self, name, holds, reason=""):
        self.verdicts[name] = PASSED if holds else FAILED
        if not holds:
            self.reasons[name] = reason
        return holds

    def idle(self, *names):
        for name in names:
            self.verdicts[name] = IDLE

    def demanded(self, name, demand, holds, reason):
        """A check that is made only where the policy demands something."""
        if demand is None:
            self.idle(name)
        else:
            self.made(name, holds(demand), reason)

    def named(self, verdict):
        return [name for name in NAMES if self.verdicts[name] == verdict]

    @property
    def valid(self):
        return not self.named(FAILED) and self.sum is not None


@dataclass
class Agreed:
    """What the Commit envelopes of a record hold, in their order."""

    root: bytes
    senders: list
    points: list
    bodies: list


def verify(raw, policy, checker=None):
    """Checks a record, or those of all parts, range proofs with a checker of their keys. Raises Unreadable for bytes that are none."""
    parts = read_parts(raw)
    return _verify(read_record(raw), policy, checker) if parts is None else _verify_parts(parts, policy, checker)


def _verify_parts(parts, policy, checker):
    """One report over all parts."""
    records = [read_record(part) for part in parts]
    if records[0].session.part is None:
        raise Unreadable("the first record is not of a part")
    mine = None if policy.expect_mine is None else read_parts(policy.expect_mine) or []
    reports = []
    for index, record in enumerate(records):
        own = None if mine is None else (mine[index] if index < len(mine) else b"")
        reports.append(_verify(record, replace(policy, expect_mine=own), checker, (index, records)))
    whole = Report()
    for name in NAMES:
        verdicts = [report.verdicts[name] for report in reports]
        failed = FAILED in verdicts
        whole.verdicts[name] = FAILED if failed else verdicts[0]
        if failed:
            index = verdicts.index(FAILED)
            whole.reasons[name] = f"part {index}: {reports[index].reasons.get(name, '')}"
    if all(report.sum is not None for report in reports):
        whole.sum = [x for report in reports for x in report.sum]
        whole.included = reports[0].included
    return whole


def _verify(record, policy, checker, place=None):
    report = Report()
    sound = _check_session(report, record)
    _check_policy(report, record, policy)
    report.made("coordinator-signature", _is_coordinators(record), "not the coordinator's")
    agreed = _check_envelopes(report, record)
    report.demanded(
        "mine", policy.expect_mine, lambda mine: mine in record.commits, "my commitment is not in it"
    )
    _check_sum(report, record, agreed if sound else None)
    _check_proofs(report, record, policy, checker, agreed if sound else None)
    _check_meaning(report, record.session, policy)
    _check_part(report, record, place)
    return report


def _check_session(report, record):
    """V01 to V04; whether sums can be computed in the session."""
    s = record.session
    problem = parameter_problem(s)
    report.made("parameters", problem is None, problem)
    safe = 2 * s.threshold > s.clients + s.max_corrupt and s.threshold - s.max_corrupt >= 2
    if s.scheme[0] == "coded":
        safe = safe and s.max_corrupt < s.scheme[1] <= s.threshold
    live = s.threshold <= s.clients - s.max_dropouts
    if s.scheme[0] == "sparse":
        safe = safe and maskgraph.is_safe(s.scheme[1:], s.clients, s.max_corrupt)
        live = live and maskgraph.is_live(s.scheme[1:], s.clients, s.max_dropouts)
    report.made("thresholds-safe", safe, "2t > n + n_C, t - n_C >= 2, n_C < U <= t or the graph's bounds do not hold")
    report.made("thresholds-live", live, "t > n - dropouts, or dropouts may take too many neighbours")
    same = len(record.roster.keys) == s.clients and record.roster.digest == s.roster_digest
    apart = s.coordinator_key not in record.roster.keys
    report.made("roster-entries", same and apart, "not the session's roster, or the coordinator is a client")
    return problem is None


def _check_policy(report, record, policy):
    """V05 to V11."""
    s, listed = record.session, len(record.commits)
    pinned = record.roster.digest == policy.roster_digest
    report.made("policy-roster", pinned, "another roster than the pinned one")
    demanded = report.demanded
    demanded("policy-coordinator", policy.coordinator_key, lambda k: k == s.coordinator_key, "another coordinator")
    which = None if policy.task is None and policy.round is None else (policy.task, policy.round)
    demanded(
        "policy-task",
        which,
        lambda w: w[0] in (None, s.task) and w[1] in (None, s.round),
        "another task or round",
    )
    demanded("policy-model", policy.model_digest, lambda m: m == s.model_digest, "another model")
    leasts = (policy.min_roster_size, policy.min_clients)
    demanded(
        "policy-clients",
        None if leasts == (None, None) else leasts,
        lambda least: s.clients >= (least[0] or 0) and listed >= (least[1] or 0),
        f"{s.clients} clients, {listed} inputs",
    )
    demanded("policy-corrupt", policy.max_corrupt, lambda c: s.max_corrupt >= c, f"n_C = {s.max_corrupt}")
    wishes = (
        policy.proof_kind,
        policy.proof_system,
        policy.proof_checking,
        policy.max_squared_norm,
        policy.choices,
    )
    proofs = None if all(wish is None for wish in wishes) else wishes
    demanded("policy-proofs", proofs, lambda p: _strict(s, *p), "weaker proofs")


def _strict(session, kind, system, checking, norm, groups):
    proofs = session.proofs
    if not session.has_proofs:
        return False
    if kind not in (None, "linf", proofs.kind) or system not in (None, proofs.system):
        return False
    if checking is not None and _weight(session.checking) < _weight(checking):
        return False
    if norm is not None and not (proofs.kind == "l2" and proofs.max_squared_norm <= norm):
        return False
    return groups is None or groups == proofs.groups


def _weight(checking):
    return {"coordinator": 0, "full": float("inf")}.get(checking[0]) if len(checking) == 1 else checking[1]


def _is_coordinators(record):
    envelope, session = record.envelope, record.session
    return (
        (envelope.type, envelope.sender) == (wire.RECORD, wire.COORDINATOR)
        and envelope.session == session.digest
        and ed25519.is_identity_key(session.coordinator_key)
        and envelope.is_signed_by(session.coordinator_key)
    )


def _check_envelopes(report, record):
    """V13 to V20. What sum and proofs can be checked over, or None."""
    failures = {}
    session = record.session
    commits = _opened(record, record.commits, wire.COMMIT, wire.commit_limit(session), failures)
    confirms = _opened(record, record.confirms, wire.CONFIRM, wire.confirm_limit(), failures)
    for name in ("well-formed", "session-bound", "phase-bound", "client-signature"):
        report.made(name, name not in failures, failures.get(name))
    report.made("senders-distinct", _ascend(commits) and _ascend(confirms), "twice or out of order")

    root = wire.merkle_root("included", [wire.merkle_leaf(c.sender, c.digest) for c in commits])
    body = cbor.encode([record.transcript_hash, root])
    senders = [c.sender for c in commits]
    signers = {c.sender for c in confirms if c.sender in senders and c.body == body}
    report.made("confirm-quorum", len(signers) >= session.threshold, f"{len(signers)} signers")

    left_out = len(commits) < len(record.commits) or len(confirms) < len(record.confirms)
    paired = len(record.commitments) == len(record.commits)
    bodies = _commit_bodies(record, commits)
    points = [_points(body, session) for _, body in bodies]
    decoded = paired and len(bodies) == len(commits) and all(rows is not None for rows in points)
    report.made("commitments", decoded, "a commitment is no list of points on the curve")
    report.made("commitment-fixed", _are_fixed(record, bodies), "not fixed before any was known")
    return Agreed(root, senders, points, [body for _, body in bodies]) if decoded and points and not left_out else None


def _opened(record, listed, kind, limit, failures):
    opened = []
    for raw in listed:
        try:
            envelope = wire.read_envelope(raw, limit)
            if envelope.sender >= len(record.roster.keys):
                raise Unreadable("its sender is not on the roster")
        except Unreadable as error:
            failures.setdefault("well-formed", str(error))
            continue
        if envelope.session != record.session.digest:
            failures.setdefault("session-bound", "an envelope of another session")
        elif envelope.type != kind:
            failures.setdefault("phase-bound", "an envelope of another type")
        elif not envelope.is_signed_by(record.roster.keys[envelope.sender]):
            failures.setdefault("client-signature", f"client {envelope.sender}'s does not verify")
        else:
            opened.append(envelope)
    return opened


def _ascend(envelopes):
    return all(a.sender < b.sender for a, b in zip(envelopes, envelopes[1:]))


def _commit_bodies(record, commits):
    bodies = []
    for envelope in commits:
        # By its place, and not by its bytes: a record may list one Commit twice.
        place = next(i for i, raw in enumerate(record.commits) if raw is envelope.raw)
        if place >= len(record.commitments):
            continue
        commitments = record.commitments[place]
        try:
            bodies.append((envelope.sender, wire.read_commit(envelope.body, record.session, commitments)))
        except Unreadable:
            pass
    return bodies


def _points(body, session):
    raw = body.commitments
    if len(raw) != 64 * session.rows:
        return None
    points = [read_point(raw[at : at + 64]) for at in range(0, len(raw), 64)]
    return None if None in points else points


def _are_fixed(record, bodies):
    try:
        transcript_hash, digests = wire.read_shared(record.shared, record.session)
    except Unreadable:
        return False
    return all(
        body.transcript_hash == transcript_hash
        and digests.get(sender)
        == tuple_hash("veilsum-1/commitment-digest", record.session.digest, sender, sha256(body.commitments))
        for sender, body in bodies
    )


def _check_sum(report, record, agreed):
    """V22 and V23."""
    if agreed is None:
        report.idle("sum-range", "opening")
        return
    root, senders, points = agreed.root, agreed.senders, agreed.points
    session, width = record.session, record.session.sum_bytes
    blinders = [_integer(part) for part in _parts(record.blinders, 32)]
    total = [_integer(part, signed=True) for part in _parts(record.sum, width)]
    sized = len(record.sum) == session.length * width and len(record.blinders) == 32 * session.rows
    if not sized or any(r >= ORDER for r in blinders) or any(abs(x) > cbor.MAX_INTEGER for x in total):
        report.made("sum-range", False, "sum or blinders cannot be read")
        report.idle("opening")
        return
    limit = len(senders) * session.bound
    report.made("sum-range", all(abs(x) <= limit for x in total), f"a coordinate is beyond {limit}")
    report.made("opening", opens(record, root, points, total, blinders), "the sum does not open them")
    report.sum, report.included = total, senders


def _parts(raw, size):
    return [raw[at : at + size] for at in range(0, len(raw), size)]


def _integer(raw, signed=False):
    return int.from_bytes(raw, "little", signed=signed)


def _check_proofs(report, record, policy, checker, agreed):
    """V24 and V25. Where the session leaves it at a sample, all are checked all the same."""
    session = record.session
    if not session.has_proofs:
        report.idle("proof-setup", "proof")
        return
    transparent = session.proofs.system == "planes"
    if transparent:
        report.idle("proof-setup")
    if session.checking[0] == "coordinator":
        same = lambda key: key == session.proofs.setup
        if not transparent:
            report.demanded("proof-setup", policy.proof_setup, same, "another key")
        report.idle("proof")
        return
    if not transparent:
        problem = rangeproofs.key_problem(session, checker, policy.proof_setup, policy.allow_development_keys)
        if not report.made("proof-setup", problem is None, problem):
            report.idle("proof")
            return
    if agreed is None:
        report.idle("proof")
        return
    problem = _proofs_problem(record, checker, agreed)
    report.made("proof", problem is None, problem)


def _check_meaning(report, session, policy):
    """V26 to V30."""
    report.demanded("policy-bound", policy.bound, lambda b: _takes(b, session.bound), f"B = {session.bound}")
    report.demanded(
        "policy-encoding",
        policy.encoding,
        lambda e: len(e) == len(session.encoding) and all(map(_takes, e, session.encoding)),
        "another encoding",
    )
    sizes = None if policy.length is None and policy.row_length is None else (policy.length, policy.row_length)
    report.demanded(
        "policy-shape",
        sizes,
        lambda s: all(map(_takes, s, (session.whole_length, session.row_length))),
        "another length",
    )
    report.demanded("policy-scheme", policy.schemes, lambda s: session.scheme[0] in s, "another scheme")
    report.demanded("policy-layout", policy.layout_digest, lambda digest: digest == session.layout_digest, "another layout")


def _check_part(report, record, place):
    """V31 and V32. A place is the number of a record among those of all parts."""
    session = record.session
    if place is None:
        report.made("parts-complete", session.part is None, "one part of a vector")
        report.idle("parts-same")
        return
    index, records = place
    first = records[0].session
    belongs = (
        session.part is not None
        and session.part[2] == index
        and session.plan == first.plan
        and len(records) == first.parts
    )
    report.made("parts-complete", belongs, "not the parts of one plan, each once and in order")
    report.made("parts-same", _senders(record) == _senders(records[0]), "other clients than in the first part")


def _senders(record):
    senders = []
    for raw in record.commits:
        try:
            senders.append(wire.read_envelope(raw, len(raw)).sender)
        except Unreadable:
            senders.append(-1)
    return senders


def _takes(demand, value):
    if isinstance(demand, tuple):
        return demand[0] <= value <= demand[1]
    return demand is None or demand == value


def _proofs_problem(record, checker, agreed):
    if len(record.proofs) != len(agreed.bodies):
        return "there is not one list of proofs for each commitment"
    for client, body, proofs in zip(agreed.senders, agreed.bodies, record.proofs):
        if sha256(proofs) != body.proofs_digest:
            return f"client {client}: these are not the proofs that it signed"
        if record.session.proofs.system == "planes":
            problem = planes.verify(planes_claim(record.session, client, body.commitments), proofs)
        else:
            problem = rangeproofs.proofs_problem(record.session, checker, client, body.commitments, proofs)
        if problem is not None:
            return f"client {client}: {problem}"
    return None
