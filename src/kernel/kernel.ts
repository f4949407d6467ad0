/**
 * The bulk arithmetic of veilsum behind one narrow interface, without sessions, parties or
 * messages.
 *
 * Vectors over F_ℓ are bytes: 32 for each element, little-endian, canonical (less than ℓ), where ℓ
 * is the order of the prime subgroup of Baby Jubjub. Points are 64 bytes: affine x, then y, each 32
 * bytes little-endian and less than the base field's order p. Inputs are not kept after a call has
 * ended.
 */

/** ℓ, the order of the prime subgroup of Baby Jubjub (ERC-2494), about 2^250.6. */
export const FIELD_ORDER =
  2736030358979909402780800718157159386076813972158567259200215660948447373041n;

/** p, the order of the base field of Baby Jubjub, which is the scalar field of BN254. */
export const BASE_FIELD_ORDER =
  21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** L, the order of ristretto255 and of the prime subgroup of edwards25519 (RFC 9496 §4), about 2^252. */
export const SCALAR_ORDER: bigint = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Bytes of one element of F_ℓ, and of a scalar or an element of ristretto255. */
export const ELEMENT_BYTES = 32;

/** Size of one affine point in bytes. */
export const POINT_BYTES = 64;

/** Number of elements of a mask in one block: each block is a separate AES-CTR stream. */
export const MASK_BLOCK_ELEMENTS = 4096;

/** Size of the elements of one block, in bytes. */
export const MASK_BLOCK_BYTES: number = MASK_BLOCK_ELEMENTS * ELEMENT_BYTES;

/** Size of the key of a mask, in bytes. */
export const MASK_KEY_BYTES = 32;

/**
 * How coordinates are packed into an element: `slotsPerElement` signed slots of `slotBits` bits
 * each.
 */
export interface SlotLayout {
  /** w, the number of bits in a slot, from 3 to 63. */
  readonly slotBits: number;
  /** s, the number of slots in an element; slotBits · slotsPerElement ≤ 249. */
  readonly slotsPerElement: number;
}

/** A mask: the stream that `key` expands to, added (`sign` 1) or subtracted (`sign` −1). */
export interface Mask {
  /** An AES-256 key, 32 bytes. */
  readonly key: Uint8Array;
  readonly sign: 1 | -1;
}

/** Progress and cancellation of long work. */
export interface WorkOptions {
  /**
   * Cancels the work: the promise rejects with the signal's reason. Outputs written in place are
   * then undefined.
   */
  readonly signal?: AbortSignal | undefined;
  /** Called with the fraction of the work that is done, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Options of {@link Kernel.commitRows}. */
export interface CommitOptions extends WorkOptions {
  /**
   * The largest magnitude that a value may have, from 0 to 2^31. If given, the work depends only on
   * it and on sizes; otherwise it also depends on the largest magnitude among the values, which may
   * be secret.
   */
  readonly bound?: number | undefined;
}

/** Options of {@link Kernel.addMasks}. */
export interface MaskOptions extends WorkOptions {
  /**
   * The block of the streams at which `into` begins; default 0. Lets the blocks of one vector be
   * processed separately, for example on several machines.
   */
  readonly firstBlock?: number | undefined;
}

/**
 * Bulk arithmetic over F_ℓ and Baby Jubjub. Malformed arguments throw, or reject with, a
 * RangeError.
 */
export interface Kernel {
  /**
   * Packs d signed coordinates into ⌈d / s⌉ elements: element k is Σ_i x_{k·s+i} · 2^(w·i) mod ℓ,
   * with s slots of w bits each. Negative sums wrap to ℓ − |sum|. Any Int32 value is accepted;
   * checking bounds is up to the caller.
   *
   * @returns ⌈d / s⌉ · 32 bytes
   */
  pack(values: Int32Array, layout: SlotLayout): Uint8Array;

  /**
   * The inverse of `pack` for sums.
   *
   * @returns `length` exact integers, or `undefined` if an element does not decode to slots in
   *   [−2^(w−1), 2^(w−1)), an unused slot is not zero, or a sum is not a safe integer
   */
  unpack(elements: Uint8Array, length: number, layout: SlotLayout): Float64Array | undefined;

  /** Whether every element is canonical (less than ℓ). The length must be a multiple of 32. */
  areCanonical(elements: Uint8Array): boolean;

  /** into[k] ← into[k] + from[k] mod ℓ, in place; both canonical and of the same length. */
  add(into: Uint8Array, from: Uint8Array): void;

  /**
   * `add` if all of `from` is canonical, checked in the same pass.
   *
   * @returns false if an element of `from` is not canonical; `into` is then unchanged
   */
  addIfCanonical(into: Uint8Array, from: Uint8Array): boolean;

  /**
   * into ← into + Σ sign · stream(key), in place.
   *
   * The stream of a key consists of blocks of `MASK_BLOCK_ELEMENTS` elements. Block j is
   * AES-256-CTR over zeros with the initial counter block be64(j) ‖ be64(0), read as 32-byte
   * little-endian candidates. A candidate of 42·ℓ or more is skipped; any other, reduced mod ℓ, is
   * an element (uniform, as 42·ℓ ≤ 2^256). With `firstBlock`, `into` is the part of a longer vector
   * that begins at this block.
   */
  addMasks(into: Uint8Array, masks: readonly Mask[], options?: MaskOptions): Promise<void>;

  /**
   * Row commitments P_j = Σ_i x_{j,i} · G_i + r_j · H, for ⌈d / rowLength⌉ rows of `rowLength`
   * coordinates, of which the last may be shorter.
   *
   * @param blinders - one canonical element for each row
   * @param generators - H, then G_0 … G_(m−1), with m ≥ min(d, rowLength)
   * @returns 64 bytes for each row
   */
  commitRows(
    values: Int32Array,
    blinders: Uint8Array,
    rowLength: number,
    generators: Uint8Array,
    options?: CommitOptions,
  ): Promise<Uint8Array>;

  /**
   * {@link commitRows} of any elements of F_ℓ: row commitments P_j = Σ_i e_{j,i} · G_i + r_j · H for ⌈count /
   * rowLength⌉ rows. `elements` and `blinders` are canonical. The addresses that are used depend on the elements, the time does
   * not. Returns 64 bytes for each row.
   */
  commitElements(
    elements: Uint8Array,
    blinders: Uint8Array,
    rowLength: number,
    generators: Uint8Array,
    options?: WorkOptions,
  ): Promise<Uint8Array>;

  /**
   * Linear combinations of `count` vectors of one length: result[j] = Σ_k coefficients[j·count + k] · vectors[k] mod ℓ, one vector
   * for each row of coefficients, one after another. `vectors` holds the vectors one after another. All canonical. The time
   * depends on sizes alone.
   */
  combine(
    coefficients: Uint8Array,
    vectors: Uint8Array,
    count: number,
    options?: WorkOptions,
  ): Promise<Uint8Array>;

  /**
   * Whether all points have canonical coordinates and are on the curve. They may have torsion
   * components.
   */
  areOnCurve(points: Uint8Array): boolean;

  /** Sums lists of points, all of the same length and on the curve: result[j] = Σ_u lists[u][j]. */
  sumPoints(lists: readonly Uint8Array[]): Uint8Array;

  /**
   * Folds rows with powers of a challenge: result[i] = Σ_j challenge^j · values[j·rowLength + i]
   * mod ℓ, for i < min(d, rowLength).
   *
   * @param values - integers of magnitude below 2^53
   * @param challenge - one canonical element
   */
  foldRows(values: Float64Array, rowLength: number, challenge: Uint8Array): Uint8Array;

  /**
   * The point Σ_i scalars[i] · points[i], 64 bytes; scalars are canonical, points are on the curve.
   * Variable time.
   */
  multiScalarMultiply(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;

  /** Multiplies each point by 8, the cofactor. */
  clearCofactor(points: Uint8Array): Uint8Array;

  /**
   * Lifts y coordinates to points.
   *
   * @param candidates - y coordinates of 32 bytes, little-endian, less than p
   * @param parities - the required parity of each x, 0 or 1
   * @returns for each candidate, the 64 bytes of the point (x, y), or zeros if there is none
   */
  liftPoints(candidates: Uint8Array, parities: Uint8Array): Uint8Array;

  /**
   * Whether every 32 bytes are the canonical encoding (RFC 8032 §5.1.3) of a point of edwards25519
   * in the prime-order subgroup, other than the identity. Variable time.
   */
  areEd25519Keys(encodings: Uint8Array): boolean;

  /**
   * Whether every 32 bytes are the encoding of a ristretto255 element (RFC 9496 §4.3.1). The
   * identity is accepted.
   */
  areRistrettoEncodings(encodings: Uint8Array): boolean;

  /**
   * For each pair: the encoding of scalar · element in ristretto255 (RFC 9496). The scalars are
   * less than L; the time does not depend on them. `undefined` if an encoding is not valid.
   */
  multiplyRistretto(encodings: Uint8Array, scalars: Uint8Array): Uint8Array | undefined;

  /**
   * {@link multiplyRistretto} of one element by each of many scalars, in less than half the time;
   * products are in the order of the scalars.
   */
  multiplyRistrettoByEach(encoding: Uint8Array, scalars: Uint8Array): Uint8Array | undefined;

  /**
   * Σ_i scalars[i] · encodings[i] in ristretto255, as an encoding; the scalars are less than L. `undefined` if an encoding
   * is not valid. Variable time: for public scalars alone.
   */
  sumRistretto(
    encodings: Uint8Array,
    scalars: Uint8Array,
    options?: WorkOptions,
  ): Promise<Uint8Array | undefined>;
}
