pragma circom 2.0.0;

include "bits.circom";
include "windows.circom";
include "finish.circom";

// One row commitment, opened to values within a bound: point = Σ_i x_i·G_i + blinder·H, and −bound ≤ x_i ≤ bound, with
// x_i = shifted_i − bound and 0 ≤ bound < 2^(b − 1).
//
// The range is exact, for a bound that is no power of two as well: both shifted_i = x_i + bound and 2·bound − shifted_i
// are integers of b bits, and 2·bound < 2^b.
template Row(c, b, start, valueTable, blinderTable, boundTable, offset) {
    signal input point[2];
    signal input bound;
    signal input shifted[c];
    signal input blinder;

    component boundBits = Bits(b - 1);
    boundBits.in <== bound;

    component low[c];
    component high[c];
    component values = AddWindows(c, b, valueTable);
    values.in <== start;
    for (var i = 0; i < c; i++) {
        low[i] = Bits(b);
        low[i].in <== shifted[i];
        high[i] = Bits(b);
        high[i].in <== 2 * bound - shifted[i];
        values.bits[i] <== low[i].out;
    }

    component blinderBits = Bits(251);
    blinderBits.in <== blinder;
    component blinded = AddWindows(1, 251, blinderTable);
    blinded.in <== values.out;
    blinded.bits[0] <== blinderBits.out;

    // Minus bound · Σ_i G_i: the table's point is −Σ_i G_i.
    component centred = AddWindows(1, b - 1, boundTable);
    centred.in <== blinded.out;
    centred.bits[0] <== boundBits.out;

    component finish = Finish(offset);
    finish.in <== centred.out;
    finish.expected <== point;
}
