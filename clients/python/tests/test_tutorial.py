import os
import re
import subprocess
import sys
import tempfile
import unittest

from veilsum._agent import find_command
from veilsum._tensors import numpy

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PAGE = os.path.join(ROOT, "..", "..", "docs", "guides", "federated-learning.md")


@unittest.skipIf(numpy() is None, "NumPy is not installed")
class Tutorial(unittest.TestCase):
    def test_its_programs_run(self):
        with open(PAGE, encoding="utf-8") as file:
            programs = re.findall(r"^```python\n(.*?)^```$", file.read(), re.MULTILINE | re.DOTALL)
        self.assertEqual(len(programs), 1)
        environment = {**os.environ, "PYTHONPATH": os.path.join(ROOT, "src"), "VEILSUM_COMMAND": " ".join(find_command(None))}
        for program in programs:
            with tempfile.TemporaryDirectory() as folder:
                done = subprocess.run(
                    [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
                )
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(done.stdout.splitlines()), 4)


if __name__ == "__main__":
    unittest.main()
