/** Equations between points: linear combinations that must vanish, all times eight. */
import { concatBytes } from '@noble/hashes/utils.js';
import { fieldMultiply, fieldReduce } from '../../../crypto/field.ts';
import { slice, type Elements, type Workspace } from '../../../kernel/planes/workspace.ts';

/** Points, 64 bytes each, and what each is multiplied with. */
export interface Terms {
  readonly points: Uint8Array;
  readonly scalars: Elements;
}

/** 8 · (Σ terms + h·H + k·K + Σ generators_i · G_i) = 0 */
export interface Equation {
  readonly name: string;
  readonly terms: readonly Terms[];
  readonly h: bigint;
  readonly k: bigint;
  /** From G_0 on. */
  readonly generators: Elements;
}

/** The public side of an opening of P = ⟨a, G⟩ + ρ·H with ⟨a, ω⟩ masked by ⟨s, ω⟩. */
export interface OpeningView {
  /** S, the commitment to the mask. */
  readonly first: Uint8Array;
  /** σ + h·ρ */
  readonly phi: bigint;
  /** ⟨s + h·a, ω⟩, as the caller's other equations have it; hashed before ξ was drawn. */
  readonly value: bigint;
  /** ω, one element a column. */
  readonly form: Elements;
  readonly h: bigint;
  readonly xi: bigint;
  /** L ‖ R of each folding, and their challenges. */
  readonly pairs: readonly Uint8Array[];
  readonly challenges: readonly bigint[];
  /** What is left of the folded vector. */
  readonly last: Elements;
}

/**
 * The equation of an opening but for what P is made of: `row` is what P has to be multiplied with and added.
 *
 *   Π·(S + h·P − φ·H + y·ξ·K) + Σ_i Π_{>i}·(L_i + X_i²·R_i) = Σ_col last[col mod |last|]·s(col)·G_col + ⟨last, ω folded⟩·ξ·K
 *
 * with Π = Π X_i, and s(col) the product of X_i over those i for which bit (log2 c) − 1 − i of col is 0.
 */
export function openingEquation(
  workspace: Workspace,
  view: OpeningView,
): { readonly equation: Equation; readonly row: bigint } {
  const { first, phi, value, h, xi, pairs, challenges, last } = view;
  const scalars: bigint[] = [];
  let later = 1n;
  for (const x of challenges.toReversed()) {
    scalars.unshift(later, fieldMultiply(later, fieldMultiply(x, x)));
    later = fieldMultiply(later, x);
  }
  const folded = workspace.scoped(() =>
    workspace.toInteger(workspace.dot(last, foldForm(workspace, view.form, challenges))),
  );
  return {
    row: fieldMultiply(later, h),
    equation: {
      name: 'opening',
      terms: [
        {
          points: concatBytes(first, ...pairs),
          scalars: workspace.fromIntegers([later, ...scalars]),
        },
      ],
      h: fieldReduce(-later * phi),
      k: fieldReduce((later * value - folded) * xi),
      generators: workspace.outer(workspace.fromIntegers(blockFactors(challenges)), last),
    },
  };
}

/** −s(col) for the columns whose lower bits are 0: what a whole block of |last| columns has in common. */
function blockFactors(challenges: readonly bigint[]): bigint[] {
  return challenges.reduce(
    (factors, x) => factors.flatMap((factor) => [fieldMultiply(factor, x), factor]),
    [fieldReduce(-1n)],
  );
}

/** ω ← X·ω_lo + ω_hi for every challenge. */
function foldForm(workspace: Workspace, form: Elements, challenges: readonly bigint[]): Elements {
  let omega = workspace.copyOf(form);
  for (const x of challenges) {
    const half = omega.count / 2;
    const low = slice(omega, 0, half);
    workspace.combine(low, low, x, slice(omega, half, 2 * half));
    omega = low;
  }
  return omega;
}
