pragma circom 2.0.0;

include "gadgets/squares.circom";

// The statement of `norm`: sumX, sumY, the sum of all rows' commitments to sums of squares, commits to at most
// maxSquaredNorm.
//
// Public, in this order: sumX, sumY, maxSquaredNorm, context. Both squaredNorm and maxSquaredNorm − squaredNorm are integers
// of 52 bits, so nothing wraps.
template Norm(width, start, blinderTable, squaresTable, squaresOffset) {
    signal input sumX;
    signal input sumY;
    signal input maxSquaredNorm;
    signal input context;
    signal input squaredNorm;
    signal input sumBlinder;

    component total = Squares(width, start, squaresTable, blinderTable, squaresOffset);
    total.point <== [sumX, sumY];
    total.value <== squaredNorm;
    total.blinder <== sumBlinder;

    component slack = Bits(width);
    slack.in <== maxSquaredNorm - squaredNorm;

    signal contextSquared;
    contextSquared <== context * context;
}
