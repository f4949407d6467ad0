/**
 * The bulk arithmetic of veilsum behind one narrow interface.
 *
 * Nothing here knows about sessions, parties or messages. Vectors over F_ℓ are passed as bytes: 32
 * bytes for each element, little-endian, canonical (less than ℓ), where ℓ is the order of the prime
 * subgroup of Baby Jubjub. Points are passed as 64 bytes: affine x, then y, each 32 bytes
 * little-endian and less than the base field's order p. Inputs are never kept after a call has
 * ended.
 */

/** ℓ, the order of the prime subgroup of Baby Jubjub (ERC-2494), about 2^250.6. */
export const FIELD_ORDER =
  2736030358979909402780800718157159386076813972158567259200215660948447373041n;

/** p, the base field of Baby Jubjub and the scalar field of BN254. */
export const BASE_FIELD_ORDER =
  21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Bytes of one element of F_ℓ. */
export const ELEMENT_BYTES = 32;

/** Bytes of one affine point. */
export const POINT_BYTES = 64;

/** Elements that one AES-CTR stream of a mask covers before the next counter block prefix is used. */
export const MASK_BLOCK_ELEMENTS = 4096;

/** Bytes of the elements of one block. */
export const MASK_BLOCK_BYTES: number = MASK_BLOCK_ELEMENTS * ELEMENT_BYTES;

/** Bytes of a mask's key. */
export const MASK_KEY_BYTES = 32;

/** How coordinates share an element: `slotsPerElement` signed slots of `slotBits` bits each. */
export interface SlotLayout {
  /** Bits of one slot, 3 to 63. */
  readonly slotBits: number;
  /** Slots in one element; slotBits · slotsPerElement ≤ 249. */
  readonly slotsPerElement: number;
}

/** One mask: the stream that `key` expands to, added (`sign` 1) or subtracted (`sign` −1). */
export interface Mask {
  /** An AES-256 key, 32 bytes. */
  readonly key: Uint8Array;
  readonly sign: 1 | -1;
}

/** How long work reports progress and is stopped. */
export interface WorkOptions {
  /** Stops the work; the promise rejects with the signal's reason, and `into` is then undefined. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the finished fraction of the work, from 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Long work over values of a known range. */
export interface CommitOptions extends WorkOptions {
  /**
   * The largest magnitude that a value may have, from 0 to 2^31. With it, the work depends only on
   * the bound and on sizes; without it, on the largest magnitude among the values, which may be
   * secret.
   */
  readonly bound?: number | undefined;
}

/** Long work over a part of masks. */
export interface MaskOptions extends WorkOptions {
  /** The block of every stream that `into` begins with; default 0. The sum over a vector is that over its blocks, wherever they are added. */
  readonly firstBlock?: number | undefined;
}

/** Bulk arithmetic over F_ℓ and Baby Jubjub. */
export interface Kernel {
  /**
   * Packs d signed coordinates into ⌈d / slotsPerElement⌉ elements: element k is Σ_i x_{k·s+i} ·
   * 2^(w·i) mod ℓ, with negative sums wrapped to ℓ − |sum|. `out` holds ⌈d / s⌉ · 32 bytes. Any
   * Int32 fits arithmetically; checking bounds is up to the caller.
   */
  pack(values: Int32Array, layout: SlotLayout): Uint8Array;

  /**
   * The inverse of `pack` for sums: d exact integers, or `undefined` if an element does not decode
   * to slots within [−2^(w−1), 2^(w−1)), an unused slot is not zero, or a sum is not a safe
   * integer.
   */
  unpack(elements: Uint8Array, length: number, layout: SlotLayout): Float64Array | undefined;

  /** Whether every element is canonical (less than ℓ). The length must be a multiple of 32. */
  areCanonical(elements: Uint8Array): boolean;

  /** into[k] ← into[k] + from[k] mod ℓ, in place; both canonical and of one length. */
  add(into: Uint8Array, from: Uint8Array): void;

  /**
   * `add` if all of `from` is canonical, in one pass with the check.
   *
   * @returns false if an element of `from` is not canonical: `into` is then unchanged
   */
  addIfCanonical(into: Uint8Array, from: Uint8Array): boolean;

  /**
   * into ← into + Σ sign · stream(key), in place, over all of `into`.
   *
   * The stream of a key, in blocks of `MASK_BLOCK_ELEMENTS` elements: block j is AES-256-CTR over
   * zeros with the initial counter block be64(j) ‖ be64(0), read as 32-byte little-endian
   * candidates; a candidate of at least 42·ℓ is skipped, any other is an element after reduction
   * mod ℓ (uniform, as 42·ℓ ≤ 2^256). With `firstBlock`, `into` is the part of a longer vector that
   * begins at this block.
   */
  addMasks(into: Uint8Array, masks: readonly Mask[], options?: MaskOptions): Promise<void>;

  /**
   * Row commitments P_j = Σ_i x_{j,i} · G_i + r_j · H for ⌈d / rowLength⌉ rows of `rowLength`
   * coordinates (the last may be shorter). `generators` holds H, then G_0 … G_(m−1), m ≥ min(d,
   * rowLength); `blinders` one canonical element for each row. Returns 64 bytes for each row.
   */
  commitRows(
    values: Int32Array,
    blinders: Uint8Array,
    rowLength: number,
    generators: Uint8Array,
    options?: CommitOptions,
  ): Promise<Uint8Array>;

  /** Whether all points have canonical coordinates and lie on the curve (any torsion is allowed here). */
  areOnCurve(points: Uint8Array): boolean;

  /** Pointwise sums of lists of points, all of one length: result[j] = Σ_u lists[u][j]. All on the curve. */
  sumPoints(lists: readonly Uint8Array[]): Uint8Array;

  /**
   * Folds rows with powers of a challenge: result[i] = Σ_j challenge^j · values[j·rowLength + i] mod ℓ, for
   * i < min(d, rowLength). `values` are integers of magnitude below 2^53; `challenge` one canonical element.
   */
  foldRows(values: Float64Array, rowLength: number, challenge: Uint8Array): Uint8Array;

  /** Σ_i scalars[i] · points[i]; scalars canonical elements, points on the curve. Variable time. 64 bytes. */
  multiScalarMultiply(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;

  /** 8 · each point: clears the cofactor. */
  clearCofactor(points: Uint8Array): Uint8Array;

  /**
   * For each candidate y (32 bytes, little-endian, canonical in the base field): the point (x, y)
   * whose x has the parity given in `parities` (0 or 1), or 64 zero bytes if no such point exists.
   */
  liftPoints(candidates: Uint8Array, parities: Uint8Array): Uint8Array;

  /**
   * Whether every 32 bytes are the canonical encoding of a point of edwards25519 (RFC 8032 §5.1.3) in the prime-order
   * subgroup other than the identity. Variable time.
   */
  areEd25519Keys(encodings: Uint8Array): boolean;

  /** Whether every 32 bytes are the encoding of a ristretto255 element (RFC 9496 §4.3.1), the identity included. */
  areRistrettoEncodings(encodings: Uint8Array): boolean;

  /**
   * For each pair: the encoding of scalar · element in ristretto255 (RFC 9496). The scalars are
   * canonical elements of F_ℓ; the time does not depend on them. `undefined` if an encoding is not
   * valid.
   */
  multiplyRistretto(encodings: Uint8Array, scalars: Uint8Array): Uint8Array | undefined;

  /**
   * {@link multiplyRistretto} of one element by each of many scalars, in less than half the time:
   * the products, in the order of the scalars.
   */
  multiplyRistrettoByEach(encoding: Uint8Array, scalars: Uint8Array): Uint8Array | undefined;
}
