pragma circom 2.0.0;

include "gadgets/row.circom";

// The statement of `linf`, for one row: pointX, pointY commit to c values, each of magnitude at most `bound`.
//
// Public, in this order: pointX, pointY, bound, context. A row that is shorter is padded with values 0 (shifted = bound).
// The context says whose proof of which row of which session this is; the square makes it part of a constraint.
template Linf(c, b, start, valueTable, blinderTable, boundTable, offset) {
    signal input pointX;
    signal input pointY;
    signal input bound;
    signal input context;
    signal input shifted[c];
    signal input blinder;

    component row = Row(c, b, start, valueTable, blinderTable, boundTable, offset);
    row.point <== [pointX, pointY];
    row.bound <== bound;
    row.shifted <== shifted;
    row.blinder <== blinder;

    signal contextSquared;
    contextSquared <== context * context;
}
