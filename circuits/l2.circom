pragma circom 2.0.0;

include "gadgets/row.circom";
include "gadgets/squares.circom";

// The statement of `l2`, for one row: pointX, pointY commit to c values of magnitude at most `bound`, and sumX, sumY to the
// sum of their squares.
//
// Public, in this order: pointX, pointY, sumX, sumY, bound, context. The sum has `width` bits, enough for c · (2^(b−1) − 1)².
template L2(
    c, b, width, start, valueTable, blinderTable, boundTable, offset, squaresTable, squaresOffset
) {
    signal input pointX;
    signal input pointY;
    signal input sumX;
    signal input sumY;
    signal input bound;
    signal input context;
    signal input shifted[c];
    signal input blinder;
    signal input sumBlinder;

    component row = Row(c, b, start, valueTable, blinderTable, boundTable, offset);
    row.point <== [pointX, pointY];
    row.bound <== bound;
    row.shifted <== shifted;
    row.blinder <== blinder;

    signal squares[c];
    var sum = 0;
    for (var i = 0; i < c; i++) {
        squares[i] <== (shifted[i] - bound) * (shifted[i] - bound);
        sum += squares[i];
    }
    component total = Squares(width, start, squaresTable, blinderTable, squaresOffset);
    total.point <== [sumX, sumY];
    total.value <== sum;
    total.blinder <== sumBlinder;

    signal contextSquared;
    contextSquared <== context * context;
}
