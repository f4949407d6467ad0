"""Bounds on the mask graph of a sparse session (docs/graph-bounds.md), as sums of logarithms."""

from math import exp, inf, lgamma, log

ERROR_EXPONENT = 40
LOSS_EXPONENT = 20


def _log_binomial(n, k):
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) if 0 <= k <= n else -inf


def _log_sum(logs):
    most = max(logs, default=-inf)
    return most if most == -inf else most + log(sum(exp(one - most) for one in logs))


def _log_upper_tail(size, marked, drawn, least):
    """ln Pr[X >= least] for the number X of marked elements among `drawn` of `size`."""
    lowest, highest = max(0, drawn - (size - marked)), min(drawn, marked)
    if least <= lowest:
        return 0.0
    logs = [
        _log_binomial(marked, x) + _log_binomial(size - marked, drawn - x)
        for x in range(least, highest + 1)
    ]
    return min(0.0, _log_sum(logs) - _log_binomial(size, drawn))


def _at_most(log_bound, exponent):
    # Logarithms are rounded; a graph at the limit is chosen with a margin of 2^-20.
    return log_bound <= -exponent * log(2) + 1e-7


def is_safe(graph, listed, corrupt):
    """Whether a graph [k, t_k, minPresent] is safe among the clients of a list."""
    neighbours, shares, present = graph
    degree = min(neighbours, listed - 1)
    if listed < corrupt + 2 or not shares <= present <= degree:
        return False
    exposure = log(listed) + _log_upper_tail(listed - 1, corrupt, degree, shares)
    honest = listed - corrupt
    isolation = _log_sum([
        _log_binomial(honest, part)
        + part * _log_upper_tail(listed - 1, part - 1 + corrupt, degree, present)
        for part in range(1, honest // 2 + 1)
    ])
    return _at_most(exposure, ERROR_EXPONENT) and _at_most(isolation, ERROR_EXPONENT)


def is_live(graph, listed, gone):
    """Whether so many dropouts leave each client enough holders of its shares."""
    neighbours, shares, _ = graph
    degree, staying = min(neighbours, listed - 1), max(0, listed - 1 - gone)
    lost = _log_upper_tail(listed - 1, listed - 1 - staying, degree, degree - shares + 1)
    return _at_most(log(listed) + lost, LOSS_EXPONENT)
