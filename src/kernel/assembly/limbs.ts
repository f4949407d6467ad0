// Sums and differences limb by limb, without carries. Callers keep track of the size of limbs.

/** out ← a + b. */
export function add(out: usize, a: usize, b: usize): void {
  v128.store(out, i32x4.add(v128.load(a), v128.load(b)));
  v128.store(out, i32x4.add(v128.load(a, 16), v128.load(b, 16)), 16);
  store<i32>(out, load<i32>(a, 32) + load<i32>(b, 32), 32);
}

/** out ← a − b. */
export function subtract(out: usize, a: usize, b: usize): void {
  v128.store(out, i32x4.sub(v128.load(a), v128.load(b)));
  v128.store(out, i32x4.sub(v128.load(a, 16), v128.load(b, 16)), 16);
  store<i32>(out, load<i32>(a, 32) - load<i32>(b, 32), 32);
}

/** sum ← a + b and difference ← a − b; the four may overlap in any way. */
export function addAndSubtract(sum: usize, difference: usize, a: usize, b: usize): void {
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const a2 = load<i32>(a, 32);
  const b0 = v128.load(b);
  const b1 = v128.load(b, 16);
  const b2 = load<i32>(b, 32);
  v128.store(sum, i32x4.add(a0, b0));
  v128.store(sum, i32x4.add(a1, b1), 16);
  store<i32>(sum, a2 + b2, 32);
  v128.store(difference, i32x4.sub(a0, b0));
  v128.store(difference, i32x4.sub(a1, b1), 16);
  store<i32>(difference, a2 - b2, 32);
}

/** out ← −a. */
export function negate(out: usize, a: usize): void {
  v128.store(out, i32x4.neg(v128.load(a)));
  v128.store(out, i32x4.neg(v128.load(a, 16)), 16);
  store<i32>(out, -load<i32>(a, 32), 32);
}

/** out ← a. */
export function copy(out: usize, a: usize): void {
  v128.store(out, v128.load(a));
  v128.store(out, v128.load(a, 16), 16);
  store<i32>(out, load<i32>(a, 32), 32);
}
