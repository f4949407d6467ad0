/** Strict decoding of one client's proof bytes into the statements that they have to prove. */
import { type Kernel, POINT_BYTES } from '../../kernel/kernel.ts';
import type { Statement } from './batch.ts';
import { decodeProof } from './proof.ts';
import type { VerifyingKeys } from './keys.ts';
import type { ProvenClaim } from '../system.ts';
import { GROTH16_BYTES, groth16ProofBytes } from './sizes.ts';
import {
  claimFault,
  NORM_ROW,
  pointSignals,
  proofContext,
  rowCount,
  squaredNormOf,
} from './statement.ts';

/** A statement with a label for messages. */
export interface NamedStatement extends Statement {
  /** For example `the proof of row 3`. */
  readonly label: string;
}

/**
 * The bytes that belong to one row. For `l2`, the commitment to the row's sum of squares comes
 * before its proof.
 */
interface RowParts {
  /** 64 bytes; empty for `linf`. */
  readonly squares: Uint8Array;
  readonly proof: Uint8Array;
}

/** Splits proof bytes of the right length. */
function cutProofs(
  kind: VerifyingKeys['kind'],
  rows: number,
  proofs: Uint8Array,
): { readonly rows: readonly RowParts[]; readonly norm: Uint8Array } {
  const pointBytes = kind === 'l2' ? POINT_BYTES : 0;
  const step = pointBytes + GROTH16_BYTES;
  return {
    rows: Array.from({ length: rows }, (_, row) => {
      const part = proofs.subarray(row * step, (row + 1) * step);
      return { squares: part.subarray(0, pointBytes), proof: part.subarray(pointBytes) };
    }),
    norm: proofs.subarray(rows * step),
  };
}

/**
 * The statements that one client's proofs have to prove.
 *
 * @returns the statements, or a sentence about what is wrong, found before any pairing is computed
 */
export function clientStatements(
  kernel: Kernel,
  keys: VerifyingKeys,
  claim: ProvenClaim,
): readonly NamedStatement[] | string {
  const fault = claimFault(keys, claim);
  if (fault !== undefined) return fault;
  const rows = rowCount(claim);
  const expected = groth16ProofBytes(keys.kind, rows);
  if (claim.proof.length !== expected) {
    return `the proofs have ${claim.proof.length} bytes and not ${expected}`;
  }
  const parts = cutProofs(keys.kind, rows, claim.proof);
  const statements: NamedStatement[] = [];
  for (const [row, { squares, proof: bytes }] of parts.rows.entries()) {
    const label = `the proof of row ${row}`;
    const proof = decodeProof(bytes);
    if (proof === undefined) return `${label} does not decode`;
    const point = pointSignals(claim.commitments, row);
    if (point === undefined) return `the commitment of row ${row} does not decode`;
    const sum = keys.kind === 'l2' ? squareSignals(kernel, squares) : [];
    if (sum === undefined) return `the sum of squares of row ${row} does not decode`;
    const context = proofContext(keys.kind, claim, row);
    const signals = [...point, ...sum, BigInt(claim.bound), context];
    statements.push({ key: keys.verification.row, signals, proof, label });
  }
  if (keys.kind === 'linf') return statements;
  const total = kernel.sumPoints(parts.rows.map(({ squares }) => squares));
  const proof = decodeProof(parts.norm);
  if (proof === undefined) return 'the proof of the norm does not decode';
  statements.push({
    key: keys.verification.norm!,
    signals: [
      ...pointSignals(total, 0)!,
      BigInt(squaredNormOf(claim)!),
      proofContext('l2', claim, NORM_ROW),
    ],
    proof,
    label: 'the proof of the norm',
  });
  return statements;
}

function squareSignals(kernel: Kernel, squares: Uint8Array): [bigint, bigint] | undefined {
  const signals = pointSignals(squares, 0);
  return signals && kernel.areOnCurve(squares) ? signals : undefined;
}
