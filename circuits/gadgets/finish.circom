pragma circom 2.0.0;

// From the accumulator to the point on the wire: the Montgomery point (u, v), taken to the Edwards form 168700·x² + y² =
// 1 + 168696·x²·y² of ERC-2494, plus the constant point `offset`. This addition is complete: denominators are never 0,
// as 168696 is no square.
//
// 5 constraints.
template Finish(offset) {
    var a = 168700;
    var d = 168696;
    signal input in[2];
    signal input expected[2];

    signal x;
    signal y;
    x <-- in[0] / in[1];
    x * in[1] === in[0];
    y <-- (in[0] - 1) / (in[0] + 1);
    y * (in[0] + 1) === in[0] - 1;

    signal product;
    product <== x * y;
    var t = d * offset[0] * offset[1] * product;
    expected[0] * (1 + t) === offset[1] * x + offset[0] * y;
    expected[1] * (1 - t) === offset[1] * y - a * offset[0] * x;
}
