pragma circom 2.0.0;

// Adds signed multiples of constant points to a point: out = in + Σ_i (2·n_i − (2^width − 1)) · E_i / 2, where the bits of n_i
// are given, lowest first, and E_i are points of the prime subgroup.
//
// Bits are taken in windows of three: with σ = 2·bit − 1, the k-th window stands for the digit σ0 + 2·σ1 + 4·σ2, one of
// ±1, ±3, ±5, ±7, of weight 8^k. No digit is zero. The x of a digit's point is an even function of (σ0, σ1, σ2) and its
// y an odd one, so that each is a single product:
//
//     x = (σ0 + a·σ1)·(b·σ1 + c·σ2) + k,    y = m·σ2·x + n0·σ0 + n1·σ1 + n2·σ2,
//
// with table[i][k] = [a, b, c, k, m, n0, n1, n2]. A last window of two bits or one has σ2, or σ2 and σ1, out of the sum.
//
// Points are affine on the Montgomery form v² = u³ + 168698·u² + u, and additions are incomplete: where both summands have the
// same u, the slope is free. Docs/circuits.md says why no one can bring that about when `in` starts at a generator of its own.
//
// 5 constraints for a window of three bits, 4 for two, 3 for one.
template AddWindows(count, width, table) {
    var windows = (width + 2) \ 3;
    var A = 168698;

    signal input in[2];
    signal input bits[count][width];
    signal output out[2];

    signal x[count][windows];
    signal y[count][windows];
    signal slope[count][windows];
    signal u[count * windows + 1];
    signal v[count * windows + 1];

    u[0] <== in[0];
    v[0] <== in[1];
    for (var i = 0; i < count; i++) {
        for (var k = 0; k < windows; k++) {
            var s0 = 2 * bits[i][3 * k] - 1;
            var s1 = 0;
            var s2 = 0;
            if (3 * k + 1 < width) s1 = 2 * bits[i][3 * k + 1] - 1;
            if (3 * k + 2 < width) s2 = 2 * bits[i][3 * k + 2] - 1;
            x[i][k] <== (s0 + table[i][k][0] * s1) * (table[i][k][1] * s1 + table[i][k][2] * s2)
                + table[i][k][3];
            y[i][k] <== (table[i][k][4] * s2) * x[i][k]
                + table[i][k][5] * s0 + table[i][k][6] * s1 + table[i][k][7] * s2;

            var at = i * windows + k;
            slope[i][k] <-- (y[i][k] - v[at]) / (x[i][k] - u[at]);
            slope[i][k] * (x[i][k] - u[at]) === y[i][k] - v[at];
            u[at + 1] <== slope[i][k] * slope[i][k] - A - u[at] - x[i][k];
            v[at + 1] <== slope[i][k] * (u[at] - u[at + 1]) - v[at];
        }
    }
    out[0] <== u[count * windows];
    out[1] <== v[count * windows];
}
