"""Dicts of arrays as one flat vector, in the order of their names, and back."""

from __future__ import annotations

import array
import math
import sys
from typing import Any, Dict, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Tuple

from .errors import InputError

#: Integers beyond this are not exact as doubles.
_MAX_EXACT = 2**53

_MAX_NAME = 200


def numpy() -> Any:
    """NumPy, where it is installed; else None. It is not imported before arrays are used."""
    try:
        import numpy as module
    except ImportError:
        return None
    return module


class Tensor(NamedTuple):
    """What is known of one tensor besides its values."""

    name: str
    shape: Tuple[int, ...]
    #: As NumPy names it, such as ``float32``; ``list`` for nested lists, ``array:f`` for an ``array.array``.
    dtype: str

    @property
    def size(self) -> int:
        return math.prod(self.shape)


class Flat(NamedTuple):
    """The values of all tensors, one after the other."""

    tensors: List[Tensor]
    #: ``float32`` or ``float64``.
    type: str
    data: bytes


def flatten(tensors: Mapping[str, Any]) -> Flat:
    """Flattens tensors in the order of their names (by code point).

    Raises InputError for what is not a tensor of finite numbers; it names the tensor and the index, and never the value.
    """
    names = sorted(_names(tensors))
    np = numpy()
    if np is None:
        return _flatten_plain(tensors, names)
    arrays = {name: _as_array(np, name, tensors[name]) for name in names}
    narrow = all(a.dtype in (np.float32, np.float16) for a, _ in arrays.values())
    kind = np.dtype("<f4") if narrow else np.dtype("<f8")
    described = [Tensor(name, a.shape, dtype) for name, (a, dtype) in arrays.items()]
    parts = [a.astype(kind, copy=False).ravel() for a, _ in arrays.values()]
    flat = np.concatenate(parts)
    if flat.size == 0:
        raise InputError("wrong-input", "the tensors have no values")
    return Flat(described, "float32" if narrow else "float64", flat.tobytes())


def unflatten(tensors: Sequence[Tensor], values: bytes) -> Dict[str, Any]:
    """Tensors of the given shapes and dtypes from doubles. Integer dtypes get the nearest integers."""
    count = sum(tensor.size for tensor in tensors)
    if count * 8 != len(values):
        raise InputError(
            "wrong-length", f"the tensors have {count} values together, and the sum has {len(values) // 8}"
        )
    doubles = array.array("d", values)
    if sys.byteorder == "big":
        doubles.byteswap()
    result: Dict[str, Any] = {}
    start = 0
    for tensor in tensors:
        result[tensor.name] = _restore(tensor, doubles[start : start + tensor.size])
        start += tensor.size
    return result


def flat_tensor(values: bytes) -> List[Tensor]:
    """One flat tensor ``values``, for a sum whose tensors are not known."""
    dtype = "float64" if numpy() is not None else "array:d"
    return [Tensor("values", (len(values) // 8,), dtype)]


def layout(tensors: Mapping[str, Any], clips: Optional[Mapping[str, float]] = None) -> List[Dict[str, Any]]:
    """The layout of tensors, for the field ``layout`` of a task: names, shapes and dtypes, and clips where there are some.

    All participants of a session have the same. Nested lists and lists of an ``array.array`` count as NumPy's arrays would.

    :param tensors: arrays by their names; their values do not matter
    :param clips: for tensors that need another clip than the session's, by their names: values are clipped to ± that
    :raises InputError: for what is not a tensor, and for a clip of a tensor that there is not
    """
    return layout_of(describe(tensors), clips)


def layout_of(tensors: Sequence[Tensor], clips: Optional[Mapping[str, float]] = None) -> List[Dict[str, Any]]:
    """The layout of tensors that are described already."""
    given = dict(clips or {})
    unknown = sorted(set(given) - {tensor.name for tensor in tensors})
    if unknown:
        raise InputError("wrong-input", f"there is a clip for {unknown[0]!r:.60}, and no such tensor")
    entries: List[Dict[str, Any]] = []
    for tensor in tensors:
        entry: Dict[str, Any] = {"name": tensor.name, "shape": list(tensor.shape), "dtype": _layout_dtype(tensor)}
        if tensor.name in given:
            entry["clip"] = _clip(tensor.name, given[tensor.name])
        entries.append(entry)
    return entries


def _layout_dtype(tensor: Tensor) -> str:
    if tensor.dtype == "list":
        return "float64"
    if not tensor.dtype.startswith("array:"):
        return tensor.dtype
    code = tensor.dtype[len("array:") :]
    if code in "fd":
        return "float32" if code == "f" else "float64"
    return f"{'uint' if code.isupper() else 'int'}{8 * array.array(code).itemsize}"


def _clip(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < math.inf:
        raise InputError("wrong-input", f"the clip of the tensor {name!r} is not a number above 0")
    return float(value)


def describe(tensors: Mapping[str, Any]) -> List[Tensor]:
    """The names, shapes and dtypes of tensors, in the order in which they are flattened."""
    return flatten(tensors).tensors


def _names(tensors: Mapping[str, Any]) -> List[str]:
    if not isinstance(tensors, Mapping):
        raise InputError("wrong-input", "the tensors are not a dict from names to arrays, such as {'w': w, 'b': b}")
    if not tensors:
        raise InputError("wrong-input", "there are no tensors")
    for name in tensors:
        if not isinstance(name, str) or not 1 <= len(name) <= _MAX_NAME:
            raise InputError("wrong-input", f"a tensor's name is a text of 1 to {_MAX_NAME} characters, not {name!r:.60}")
    return list(tensors)


def _as_array(np: Any, name: str, value: Any) -> Tuple[Any, str]:
    """A tensor as an array of floats, or of integers that a double holds exactly; with the dtype to restore."""
    dtype = _plain_kind(value)
    try:
        found = np.asarray(value)
    except (ValueError, TypeError) as error:
        raise InputError("wrong-input", f"the tensor {name!r} is not an array of numbers: {error}") from error
    if found.dtype.kind not in "fiu" or found.dtype.itemsize > 8:
        raise InputError(
            "wrong-dtype",
            f"the tensor {name!r} has dtype {found.dtype}, and floats of up to 64 bits and integers can be summed: convert it",
        )
    sound = np.abs(found.astype(np.float64)) <= _MAX_EXACT if found.dtype.kind in "iu" else np.isfinite(found)
    if not sound.all():
        index = tuple(int(i) for i in np.argwhere(~np.atleast_1d(sound))[0])
        what = "NaN or infinite" if found.dtype.kind == "f" else "beyond ±2^53"
        code = "not-finite" if found.dtype.kind == "f" else "out-of-bounds"
        raise InputError(code, f"the tensor {name!r} has a value at {index} that is {what}; nothing was sent")
    return found, dtype or found.dtype.newbyteorder("=").name


def _plain_kind(value: Any) -> Optional[str]:
    if isinstance(value, array.array):
        return f"array:{value.typecode}"
    return "list" if isinstance(value, (list, tuple, int, float)) else None


def _flatten_plain(tensors: Mapping[str, Any], names: Sequence[str]) -> Flat:
    described: List[Tensor] = []
    flat = array.array("d")
    for name in names:
        value = tensors[name]
        dtype = _plain_kind(value)
        if dtype is None or isinstance(value, bool):
            raise InputError(
                "wrong-dtype",
                f"the tensor {name!r} is neither a list of numbers nor an array.array; for other arrays, install NumPy",
            )
        described.append(Tensor(name, _shape(value), dtype))
        for number in _numbers(name, value, described[-1].shape):
            flat.append(number)
    if not flat:
        raise InputError("wrong-input", "the tensors have no values")
    if sys.byteorder == "big":
        flat.byteswap()
    return Flat(described, "float64", flat.tobytes())


def _shape(value: Any) -> Tuple[int, ...]:
    if isinstance(value, array.array):
        return (len(value),)
    if isinstance(value, (list, tuple)):
        return (len(value), *(_shape(value[0]) if value else ()))
    return ()


def _numbers(name: str, value: Any, shape: Tuple[int, ...]) -> Iterator[float]:
    if shape:
        if not isinstance(value, (list, tuple, array.array)) or len(value) != shape[0]:
            raise InputError("wrong-input", f"the lists of the tensor {name!r} are not all equally long")
        for item in value:
            yield from _numbers(name, item, shape[1:])
        return
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError("wrong-dtype", f"the tensor {name!r} has an element that is not a number")
    if isinstance(value, int) and abs(value) > _MAX_EXACT:
        raise InputError("out-of-bounds", f"the tensor {name!r} has a value that is beyond ±2^53; nothing was sent")
    if not math.isfinite(value):
        raise InputError("not-finite", f"the tensor {name!r} has a value that is NaN or infinite; nothing was sent")
    yield float(value)


def _restore(tensor: Tensor, values: "array.array[float]") -> Any:
    if tensor.dtype == "list":
        return _nested(list(values), tensor.shape)
    if tensor.dtype.startswith("array:"):
        code = tensor.dtype[len("array:") :]
        return array.array(code, values if code in "fd" else (round(value) for value in values))
    np = numpy()
    dtype = np.dtype(tensor.dtype)
    doubles = np.array(values, dtype=np.float64)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        doubles = np.rint(doubles)
        if doubles.size and (doubles.min() < info.min or doubles.max() > info.max):
            raise InputError(
                "out-of-bounds",
                f"the sum of the tensor {tensor.name!r} does not fit into {dtype}: send it as int64 or as float64",
            )
    return doubles.astype(dtype).reshape(tensor.shape)


def _nested(values: List[float], shape: Tuple[int, ...]) -> Any:
    if not shape:
        return values[0]
    step = len(values) // shape[0] if shape[0] else 0
    return [_nested(values[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]
