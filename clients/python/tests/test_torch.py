"""The logic for PyTorch, against a small stand-in of its tensors; and PyTorch itself, if it is installed."""

import sys
import unittest
from types import SimpleNamespace
from unittest import mock

import veilsum
from veilsum import torch as wrapper
from veilsum._tensors import numpy

np = numpy()


class Tensor:
    """As much of a tensor as is used: an array, the dtype that it says it has, and a device."""

    def __init__(self, array, dtype=None, device="cpu"):
        self.array, self.device = array, device
        self.dtype = dtype or array.dtype.name

    def detach(self):
        return self

    def is_complex(self):
        return self.array.dtype.kind == "c"

    def to(self, dtype=None, device=None):
        kind = "float32" if dtype == "bfloat16" else dtype
        return Tensor(self.array.astype(kind), dtype, device or self.device)

    def cpu(self):
        return Tensor(self.array, self.dtype)

    def numpy(self):
        assert self.dtype != "bfloat16" and self.device == "cpu"
        return self.array

    def __add__(self, other):
        return Tensor(self.array + other.array, self.dtype, self.device)


STAND_IN = SimpleNamespace(bool="bool", bfloat16="bfloat16", float32="float32", from_numpy=Tensor)


@unittest.skipIf(np is None, "NumPy is not installed")
class StandIns(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.dict(sys.modules, {"torch": STAND_IN})
        patch.start()
        self.addCleanup(patch.stop)

    def state(self, value=1.0):
        return {
            "weight": Tensor(np.full((2, 2), value, np.float32), device="cuda:0"),
            "half": Tensor(np.full(2, value, np.float32), "bfloat16"),
            "steps": Tensor(np.array(3, np.int64)),
        }

    def test_a_state_dict_goes_round_with_dtypes_and_devices(self):
        state = self.state()
        arrays = wrapper.to_arrays(state)
        self.assertEqual({name: a.dtype.name for name, a in arrays.items()}, {"weight": "float32", "half": "float32", "steps": "int64"})
        back = wrapper.from_arrays(arrays, state)
        self.assertEqual((back["half"].dtype, back["weight"].device), ("bfloat16", "cuda:0"))

    def test_the_mean_of_differences_is_added(self):
        change = wrapper.difference(self.state(1.5), self.state(1.0))
        self.assertEqual(set(change), {"weight", "half"})
        state = wrapper.add_to(self.state(1.0), change)
        np.testing.assert_allclose(state["weight"].array, 1.5)
        self.assertEqual(int(state["steps"].array), 3)

    def test_what_cannot_be_summed_is_refused(self):
        for state in [{"mask": Tensor(np.array([True]))}, {"x": Tensor(np.array([1j]))}, {"x": 3}]:
            with self.assertRaises(veilsum.InputError):
                wrapper.to_arrays(state)
        with self.assertRaisesRegex(veilsum.InputError, "names"):
            wrapper.from_arrays({"a": np.zeros(1)}, {"b": Tensor(np.zeros(1))})


class WithTorch(unittest.TestCase):
    def test_a_module_goes_round(self):
        try:
            import torch
        except ImportError:
            self.skipTest("PyTorch is not installed")
        state = torch.nn.Linear(3, 2).state_dict()
        back = wrapper.from_arrays(wrapper.to_arrays(state), state)
        for name, tensor in state.items():
            self.assertTrue(torch.equal(back[name], tensor))


if __name__ == "__main__":
    unittest.main()
