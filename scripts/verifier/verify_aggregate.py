#!/usr/bin/env python3
"""Checks a veilsum record: everything but range proofs, which it says that it skips.

Written from docs/specification.md; needs Python 3.11 and nothing else. It is a cross-check of the specification and not
a fast verifier: long rows take it minutes.

    verify_aggregate.py RECORD --roster-digest HEX [--task NAME] [--round N] [--min-clients N] …
    verify_aggregate.py --vectors FILE…          (the files of test/vectors/record; prints JSON)

Exit codes: 0 valid, 1 invalid, 2 usage, 3 unreadable, 5 everything holds but the range proofs, which were not checked.
"""

import argparse
import json
import sys

from veilsum.cbor import Unreadable
from veilsum.checks import FAILED, IDLE, NAMES, Policy, verify


def main():
    arguments = _parser().parse_args()
    if arguments.vectors:
        print(json.dumps([_vector(path) for path in arguments.vectors]))
        return 0
    if arguments.record is None or arguments.roster_digest is None:
        print("error: a record and --roster-digest are needed", file=sys.stderr)
        return 2
    try:
        with open(arguments.record, "rb") as file:
            report = verify(file.read(), _policy(arguments))
    except (OSError, Unreadable) as error:
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
    parser.add_argument("--min-clients", type=int)
    parser.add_argument("--max-corrupt", type=int)
    parser.add_argument("--vectors", nargs="+", metavar="FILE")
    return parser


def _policy(arguments):
    names = ("roster_digest", "coordinator_key", "task", "round", "model_digest", "min_clients", "max_corrupt")
    return Policy(**{name: getattr(arguments, name) for name in names})


def _print(report):
    for number, name in enumerate(NAMES, 1):
        reason = report.reasons.get(name, "")
        print(f"V{number:02}  {report.verdicts[name]:14}  {name}{': ' if reason else ''}{reason}")
    if report.valid is None:
        print("UNDECIDED: everything else holds, and range proofs are not checked by this verifier")
        return 5
    print(f"VALID: the sum of {len(report.included)} inputs" if report.valid else "INVALID: do not use this sum")
    return 0 if report.valid else 1


def _vector(path):
    """What this verifier says of one file of test/vectors/record."""
    with open(path, encoding="utf-8") as file:
        vector = json.load(file)
    try:
        report = verify(bytes.fromhex(vector["record"]), _vector_policy(vector["policy"]))
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
        min_clients=given.get("minClients"),
        max_corrupt=given.get("maxCorrupt"),
        expect_mine=demanded("expectMine"),
        proof_kind=proofs.get("kind"),
        proof_checking=proofs.get("checking"),
        max_squared_norm=proofs.get("maxSquaredNorm"),
        proof_key=bytes.fromhex(proofs["keyDigest"]) if "keyDigest" in proofs else None,
    )


if __name__ == "__main__":
    sys.exit(main())
