"""Runs all tests, and prints one JSON object a test on stdout: its name, its state, and why. With --slowest, how long each took.

    python3 clients/python/tests/run.py
"""

import json
import os
import sys
import time
import traceback
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "src"), ROOT]


class Lines(unittest.TestResult):
    """One line a test."""

    def startTest(self, test):
        super().startTest(test)
        self._started = time.monotonic()

    def _line(self, test, state, why=""):
        seconds = round(time.monotonic() - getattr(self, "_started", time.monotonic()), 2)
        print(json.dumps({"name": test.id(), "state": state, "why": why, "seconds": seconds}), flush=True)

    def addSuccess(self, test):
        self._line(test, "passed")

    def addError(self, test, error):
        self._line(test, "failed", "".join(traceback.format_exception(*error)))

    addFailure = addError

    def addSubTest(self, test, subtest, error):
        if error:
            self._line(subtest, "failed", "".join(traceback.format_exception(*error)))

    def addSkip(self, test, reason):
        self._line(test, "skipped", reason)


if __name__ == "__main__":
    tests = unittest.defaultTestLoader.discover(os.path.join(ROOT, "tests"), top_level_dir=ROOT)
    tests.run(Lines())
