pragma circom 2.0.0;

// An integer from 0 to 2^n − 1 as its n bits, lowest first. With n ≤ 253 no other bits add up to it mod p.
//
// n constraints: one for each bit, which is 0 or 1. That the bits add up is linear, and is substituted away.
template Bits(n) {
    assert(n >= 1 && n <= 253);
    signal input in;
    signal output out[n];
    var sum = 0;
    for (var i = 0; i < n; i++) {
        out[i] <-- (in >> i) & 1;
        out[i] * (out[i] - 1) === 0;
        sum += out[i] * (1 << i);
    }
    in === sum;
}
