pragma circom 2.0.0;

include "bits.circom";
include "windows.circom";
include "finish.circom";

// A commitment to an integer below 2^width, opened: point = value·G_0 + blinder·H.
template Squares(width, start, valueTable, blinderTable, offset) {
    signal input point[2];
    signal input value;
    signal input blinder;

    component valueBits = Bits(width);
    valueBits.in <== value;
    component values = AddWindows(1, width, valueTable);
    values.in <== start;
    values.bits[0] <== valueBits.out;

    component blinderBits = Bits(251);
    blinderBits.in <== blinder;
    component blinded = AddWindows(1, 251, blinderTable);
    blinded.in <== values.out;
    blinded.bits[0] <== blinderBits.out;

    component finish = Finish(offset);
    finish.in <== blinded.out;
    finish.expected <== point;
}
