"""PyTorch: a state_dict in, a state_dict out. PyTorch is imported by the functions here, and by nothing else of this package."""

from __future__ import annotations

from typing import Any, Dict, Mapping

from ._tensors import numpy
from .errors import InputError


def to_arrays(state: Mapping[str, Any]) -> Dict[str, Any]:
    """The tensors of a ``state_dict`` as NumPy arrays, on the CPU.

    ``bfloat16``, which NumPy does not have, becomes ``float32``; tensors of truth values and complex numbers are refused.
    """
    import torch

    _require_numpy()
    arrays: Dict[str, Any] = {}
    for name, tensor in state.items():
        if not hasattr(tensor, "detach"):
            raise InputError("wrong-input", f"{name!r} is not a tensor: pass model.state_dict()")
        plain = tensor.detach()
        if plain.dtype == torch.bool or plain.is_complex():
            raise InputError("wrong-dtype", f"the tensor {name!r} has dtype {plain.dtype}, which cannot be summed: leave it out")
        if plain.dtype == torch.bfloat16:
            plain = plain.to(torch.float32)
        arrays[name] = plain.cpu().numpy()
    return arrays


def from_arrays(arrays: Mapping[str, Any], like: Mapping[str, Any]) -> Dict[str, Any]:
    """Arrays as tensors, each with the dtype and on the device of the one of this name in ``like``."""
    import torch

    if set(arrays) != set(like):
        missing, unknown = sorted(set(like) - set(arrays)), sorted(set(arrays) - set(like))
        raise InputError("wrong-input", f"the names are not those of the state_dict: without {missing}, and with {unknown}")
    return {name: torch.from_numpy(_writable(arrays[name])).to(dtype=like[name].dtype, device=like[name].device) for name in like}


def difference(after: Mapping[str, Any], before: Mapping[str, Any]) -> Dict[str, Any]:
    """What training has changed, as arrays for :meth:`veilsum.Participant.aggregate`. Only floats: counters stay as they are."""
    new, old = to_arrays(after), to_arrays(before)
    return {name: new[name] - old[name] for name in new if new[name].dtype.kind == "f"}


def add_to(state: Mapping[str, Any], mean: Mapping[str, Any]) -> Dict[str, Any]:
    """A ``state_dict`` with the mean of what everybody's training has changed."""
    return {
        name: tensor + from_arrays({name: mean[name]}, {name: tensor})[name] if name in mean else tensor
        for name, tensor in state.items()
    }


def _writable(array: Any) -> Any:
    np = numpy()
    return np.array(array)


def _require_numpy() -> None:
    if numpy() is None:
        raise InputError("no-numpy", "tensors of PyTorch go through NumPy: install it")
