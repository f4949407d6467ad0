#!/usr/bin/env python3
"""Checks a veilsum record.

Written from docs/specification.md; needs Python 3.11 and nothing else. It is a cross-check of the specification and not
a fast verifier: long rows take it minutes.

    verify_aggregate.py RECORD --roster-digest HEX [--task NAME] [--round N] [--min-clients N] [--keys FOLDER/NAME] …
    verify_aggregate.py --vectors FILE… [--vector-keys FILE]          (files of test/vectors/record; prints JSON)
    verify_aggregate.py --operations FILE…                            (files of test/vectors/operations; prints JSON)

Exit codes: 0 valid, 1 invalid, 2 usage, 3 unreadable.
"""

import argparse
import json
import sys

from veilsum.cbor import Unreadable
from veilsum.checks import FAILED, IDLE, NAMES, Policy, verify
from veilsum.groth16 import BadKey, read_key_file
from veilsum.operations import outputs
from veilsum.rangeproofs import SIGNALS, Checker, read_checker


def main():
    arguments = _parser().parse_args()
    if arguments.vectors:
        checkers = _vector_checkers(arguments.vector_keys)
        print(json.dumps([_vector(path, checkers) for path in arguments.vectors]))
        return 0
    if arguments.operations:
        print(json.dumps([outputs(path) for path in arguments.operations]))
        return 0
    if arguments.record is None or arguments.roster_digest is None:
        print("error: a record and --roster-digest are needed", file=sys.stderr)
        return 2
    try:
        with open(arguments.record, "rb") as file:
            report = verify(file.read(), _policy(arguments), arguments.keys and read_checker(arguments.keys))
    except (OSError, Unreadable, BadKey) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    return _print(report)


def _parser():
    hexadecimal = bytes.fromhex
    parser = argparse.ArgumentParser(description="Check a record of veilsum, offline.")
    parser.add_argument("record", nargs="?")
    parser.add_argument("--roster-digest", type=hexadecimal, help="what `veilsum roster show` prints")
    parser.add_argument("--coordinator-key", type=hexadecimal)
    parser.add_argument("--task")
    parser.add_argument("--round", type=int)
    parser.add_argument("--model-digest", type=hexadecimal)
    parser.add_argument("--layout-digest", type=hexadecimal)
    parser.add_argument("--min-clients", type=int)
    parser.add_argument("--max-corrupt", type=int)
    parser.add_argument("--bound", type=_pinned(int), metavar="N or MIN..MAX")
    parser.add_argument("--length", type=_pinned(int), metavar="N or MIN..MAX")
    parser.add_argument("--row-length", type=_pinned(int), metavar="N or MIN..MAX")
    parser.add_argument("--scheme", dest="schemes", action="append", choices=["pairwise", "coded", "sparse"])
    parser.add_argument("--encoding", choices=["integer", "sum", "mean", "weighted-mean"])
    parser.add_argument("--clip", type=_pinned(float), metavar="C or MIN..MAX", help="with --encoding")
    parser.add_argument("--max-weight", type=_pinned(int), metavar="N or MIN..MAX", help="with --encoding weighted-mean")
    parser.add_argument("--keys", metavar="FOLDER/NAME", help="what to check range proofs of groth16 with: keys/linf-256x16")
    parser.add_argument("--require-proofs", dest="proof_kind", choices=["linf", "l2", "one-hot"])
    parser.add_argument("--require-proof-system", dest="proof_system", choices=["planes", "groth16"])
    parser.add_argument("--proof-setup", type=hexadecimal, help="the digest that the keys must have")
    parser.add_argument("--allow-development-keys", action="store_true")
    parser.add_argument("--vectors", nargs="+", metavar="FILE")
    parser.add_argument("--vector-keys", metavar="FILE", help="test/vectors/proofs/keys.json")
    parser.add_argument("--operations", nargs="+", metavar="FILE")
    return parser


def _policy(arguments):
    names = (
        "roster_digest coordinator_key task round model_digest layout_digest min_clients max_corrupt proof_setup allow_development_keys "
        "bound length row_length schemes proof_kind proof_system"
    ).split()
    return Policy(**{name: getattr(arguments, name) for name in names}, encoding=_encoding(arguments))


def _usage(sentence):
    print(sentence, file=sys.stderr)
    sys.exit(2)


def _pinned(number):
    def read(text):
        ends = [number(end) for end in text.split("..")]
        if len(ends) > 2 or ends[0] > ends[-1]:
            raise ValueError(text)
        return ends[0] if len(ends) == 1 else (ends[0], ends[1])

    return read


def _encoding(arguments):
    kind, clip, weight = arguments.encoding, arguments.clip, arguments.max_weight
    # What is demanded of no encoding would be demanded of nothing.
    if clip is not None and kind in (None, "integer"):
        _usage("error: --clip needs --encoding sum, mean or weighted-mean")
    if weight is not None and kind != "weighted-mean":
        _usage("error: --max-weight needs --encoding weighted-mean")
    if kind is None:
        return None
    return {
        "integer": ("integer",),
        "sum": ("fixed-point", clip, "sum"),
        "mean": ("fixed-point", clip, "mean"),
        "weighted-mean": ("weighted-mean", clip, weight),
    }[kind]


def _print(report):
    for number, name in enumerate(NAMES, 1):
        reason = report.reasons.get(name, "")
        print(f"V{number:02}  {report.verdicts[name]:14}  {name}{': ' if reason else ''}{reason}")
    print(f"VERIFIED: the sum of {len(report.included)} inputs" if report.valid else "NOT VERIFIED: do not use this sum")
    return 0 if report.valid else 1


def _vector_checkers(path):
    """The checkers that vectors name."""
    if path is None:
        return {}
    with open(path, encoding="utf-8") as file:
        return {name: _vector_checker(entry) for name, entry in json.load(file)["checkers"].items()}


def _vector_checker(entry):
    signals = [SIGNALS[entry["kind"]], SIGNALS["norm"]]
    files = [json.dumps(key).encode("utf-8") for key in entry["verificationKeys"]]
    keys = tuple(read_key_file(*each) for each in zip(files, signals))
    return Checker(entry["kind"], entry["rowLength"], entry["bits"], entry["origin"], keys)


def _vector(path, checkers):
    """What this verifier says of one file of test/vectors/record."""
    with open(path, encoding="utf-8") as file:
        vector = json.load(file)
    try:
        checker = checkers[vector["checker"]] if "checker" in vector else None
        report = verify(bytes.fromhex(vector["record"]), _vector_policy(vector["policy"]), checker)
    except Unreadable:
        return {"readable": False}
    return {
        "readable": True,
        "valid": report.valid,
        "failed": report.named(FAILED),
        "notApplicable": report.named(IDLE),
        **({"sum": report.sum, "included": report.included} if report.valid else {}),
    }


def _vector_policy(given):
    demanded = lambda name: bytes.fromhex(given[name]) if name in given else None
    proofs = given.get("proofs", {})
    return Policy(
        roster_digest=bytes.fromhex(given["rosterDigest"]),
        coordinator_key=demanded("coordinatorKey"),
        task=given.get("task"),
        round=given.get("round"),
        model_digest=demanded("modelDigest"),
        layout_digest=demanded("layoutDigest"),
        min_roster_size=given.get("minRosterSize"),
        min_clients=given.get("minClients"),
        max_corrupt=given.get("maxCorrupt"),
        expect_mine=demanded("expectMine"),
        proof_kind=proofs.get("kind"),
        proof_checking=proofs.get("checking"),
        max_squared_norm=proofs.get("maxSquaredNorm"),
        proof_system=proofs.get("system"),
        choices=_vector_groups(proofs.get("groups")),
        proof_setup=bytes.fromhex(proofs["setup"]) if "setup" in proofs else None,
        allow_development_keys=proofs.get("allowDevelopmentKeys", False),
        bound=_number(given.get("bound")),
        length=_number(given.get("length")),
        row_length=_number(given.get("rowLength")),
        schemes=given.get("schemes"),
        encoding=_vector_encoding(given.get("encoding")),
    )


def _vector_groups(groups):
    return groups and [(group["length"], group["least"], group["most"]) for group in groups]


def _number(value):
    """A demand as JSON has it, whose numbers are doubles however they are written."""
    if isinstance(value, dict):
        return (float(value["min"]), float(value["max"]))
    return float(value) if isinstance(value, (int, float)) else value


def _vector_encoding(given):
    if given is None:
        return None
    fields = {"integer": (), "fixed-point": ("clip", "average"), "weighted-mean": ("clip", "maxWeight")}
    return (given["kind"], *(_number(given.get(name)) for name in fields[given["kind"]]))


if __name__ == "__main__":
    sys.exit(main())
