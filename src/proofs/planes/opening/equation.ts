/** Linear equations between points, each to be satisfied after multiplication by the cofactor 8. */
import { concatBytes } from '@noble/hashes/utils.js';
import { fieldMultiply, fieldReduce } from '../../../crypto/field.ts';
import { slice, type Elements, type Workspace } from '../../../kernel/planes/workspace.ts';

/** Points, 64 bytes each, with the scalar of each. */
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
  /** Scalars of G_0, G_1, … */
  readonly generators: Elements;
}

/** Public values of an opening of P = ⟨a, G⟩ + ρ·H, with mask s and linear form ω. */
export interface OpeningView {
  /** S, the commitment to the mask. */
  readonly first: Uint8Array;
  /** φ = σ + h·ρ, where σ is the blinder of S. */
  readonly phi: bigint;
  /** y = ⟨s + h·a, ω⟩, which follows from values that were hashed before ξ was drawn. */
  readonly value: bigint;
  /** ω, one element for each column. */
  readonly form: Elements;
  readonly h: bigint;
  readonly xi: bigint;
  /** L ‖ R of each folding, and the challenges X_i. */
  readonly pairs: readonly Uint8Array[];
  readonly challenges: readonly bigint[];
  /** The folded vector after the last folding. */
  readonly last: Elements;
}

/**
 * The equation of an opening without the terms of P, which the caller adds:
 *
 *     Π·(S + h·P − φ·H + y·ξ·K) + Σ_i Π_{>i}·(L_i + X_i²·R_i)
 * = Σ_col last[col mod |last|]·s(col)·G_col + ⟨last, ω folded⟩·ξ·K
 *
 * with Π = Π X_i, and s(col) the product of X_i over those i for which bit (log2 c) − 1 − i of col
 * is 0 (Attema and Cramer, CRYPTO 2020, §4, stopped early).
 *
 * @returns the equation, and in `row` the factor of P in it: Π·h
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

/** −s(col) of each block of |last| columns, in which it is constant. */
function blockFactors(challenges: readonly bigint[]): bigint[] {
  return challenges.reduce(
    (factors, x) => factors.flatMap((factor) => [fieldMultiply(factor, x), factor]),
    [fieldReduce(-1n)],
  );
}

/** Folds ω with every challenge: ω ← X·ω_lo + ω_hi. */
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
