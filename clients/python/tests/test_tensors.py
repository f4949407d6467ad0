import array
import math
import unittest

from veilsum import InputError, layout
from veilsum._tensors import Tensor, describe, flatten, numpy, unflatten

np = numpy()


class Plain(unittest.TestCase):
    def test_lists_go_round(self):
        flat = flatten({"w": [[1.0, 2.0], [3.0, 4.0]], "b": 0.5})
        self.assertEqual([t.name for t in flat.tensors], ["b", "w"])
        self.assertEqual([t.shape for t in flat.tensors], [(), (2, 2)])
        doubles = array.array("d", [0.5, 1, 2, 3, 4]).tobytes()
        self.assertEqual(unflatten(flat.tensors, doubles), {"b": 0.5, "w": [[1.0, 2.0], [3.0, 4.0]]})

    def test_names_are_ordered_by_code_point(self):
        names = ["z", "ä", "\ufb01", "\U0001f600", "A"]
        order = [t.name for t in describe({name: [0.0] for name in names})]
        self.assertEqual(order, sorted(names, key=lambda name: name.encode("utf-8")))

    def test_a_layout_has_names_shapes_dtypes_and_clips(self):
        tensors = {"w": [[1.0, 2.0]], "b": array.array("f", [0.5]), "n": array.array("H", [1, 2])}
        expected = [
            {"name": "b", "shape": [1], "dtype": "float32", "clip": 0.5},
            {"name": "n", "shape": [2], "dtype": "uint16"},
            {"name": "w", "shape": [1, 2], "dtype": "float64"},
        ]
        self.assertEqual(layout(tensors, {"b": 0.5}), expected)
        for clips in [{"x": 1.0}, {"w": 0}, {"w": -1.0}, {"w": math.nan}, {"w": math.inf}, {"w": "1"}, {"w": True}]:
            with self.subTest(clips=clips), self.assertRaises(InputError):
                layout(tensors, clips)

    def test_what_is_no_tensor_is_refused_with_its_name(self):
        for tensors, code in [
            ({}, "wrong-input"),
            ([1, 2], "wrong-input"),
            ({1: [1]}, "wrong-input"),
            ({"": [1]}, "wrong-input"),
            ({"w": "text"}, "wrong-dtype"),
            ({"w": [True]}, "wrong-dtype"),
            ({"w": []}, "wrong-input"),
            ({"w": [math.nan]}, "not-finite"),
            ({"w": [1.0, -math.inf]}, "not-finite"),
            ({"w": [[1.0], [1.0, 2.0]]}, "wrong-input"),
            ({"w": [2**53 + 2]}, "out-of-bounds"),
        ]:
            with self.subTest(tensors=tensors), self.assertRaises(InputError) as caught:
                flatten(tensors)
            self.assertEqual(caught.exception.code, code)
            self.assertIsInstance(caught.exception, ValueError)


@unittest.skipIf(np is None, "NumPy is not installed")
class WithNumPy(unittest.TestCase):
    def test_dtypes_and_shapes_are_kept(self):
        tensors = {
            "half": np.ones((2, 3), np.float16),
            "single": np.ones((1, 1, 2), np.float32),
            "double": np.ones((), np.float64),
            "big": np.ones(2, ">f8"),
            "integer": np.ones(2, np.int64),
            "small": np.ones((2, 0), np.uint8),
            "array": array.array("f", [1.0]),
        }
        flat = flatten(tensors)
        back = unflatten(flat.tensors, np.full(14, 0.7).tobytes())
        for name, tensor in tensors.items():
            if name == "array":
                self.assertEqual(back[name].typecode, "f")
                continue
            self.assertEqual(back[name].shape, tensor.shape)
            self.assertEqual(back[name].dtype, tensor.dtype.newbyteorder("="))
        self.assertEqual(back["integer"].tolist(), [1, 1])

    def test_single_precision_is_sent_as_it_is(self):
        flat = flatten({"w": np.float32([1.5, 2.5]), "h": np.float16([0.5])})
        self.assertEqual((flat.type, flat.data), ("float32", np.float32([0.5, 1.5, 2.5]).tobytes()))

    def test_fortran_order_is_flattened_row_by_row(self):
        flat = flatten({"w": np.asfortranarray([[1.0, 2.0], [3.0, 4.0]])})
        self.assertEqual(flat.data, np.array([1.0, 2.0, 3.0, 4.0]).tobytes())

    def test_other_dtypes_are_refused(self):
        for value in [np.array([1j]), np.array([True]), np.array(["a"]), np.array([None]), np.array([1], np.longdouble)]:
            with self.subTest(dtype=value.dtype), self.assertRaisesRegex(InputError, "'w' has dtype") as caught:
                flatten({"w": value})
            self.assertEqual(caught.exception.code, "wrong-dtype")

    def test_nan_is_refused_with_its_place_and_not_its_value(self):
        value = np.ones((3, 4), np.float32)
        value[1, 2] = np.nan
        with self.assertRaisesRegex(InputError, r"'w' has a value at \(1, 2\) that is NaN or infinite") as caught:
            flatten({"w": value})
        self.assertEqual(caught.exception.code, "not-finite")

    def test_integers_beyond_a_double_are_refused(self):
        with self.assertRaisesRegex(InputError, "beyond"):
            flatten({"w": np.array([2**53 + 2], np.int64)})

    def test_sums_that_do_not_fit_are_refused(self):
        with self.assertRaisesRegex(InputError, "does not fit into uint8"):
            unflatten([Tensor("w", (1,), "uint8")], np.array([256.0]).tobytes())

    def test_a_sum_of_another_length_is_refused(self):
        with self.assertRaisesRegex(InputError, "have 3 values together, and the sum has 1"):
            unflatten([Tensor("w", (3,), "float32")], np.array([256.0]).tobytes())


if __name__ == "__main__":
    unittest.main()
