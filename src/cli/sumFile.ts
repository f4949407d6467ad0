import { decodeSum } from '../session/encoding/index.ts';
import type { Session } from '../session/session.ts';
import { writeWhole } from './files/files.ts';
import { encodeNpy, type NpyData } from './vectors/index.ts';

/** What a sum means under the session's encoding: 64-bit integers for integers, doubles for the rest. */
function decodedSum(session: Session, sum: Float64Array, inputs: number): NpyData {
  const { encoding, length, bound } = session.parameters;
  const decoded = decodeSum(encoding, { length, bound }, sum, inputs);
  return encoding.kind === 'integer' ? BigInt64Array.from(decoded, BigInt) : decoded;
}

/** Writes a decoded sum as `.npy`. */
export function writeSum(
  path: string,
  session: Session,
  sum: Float64Array,
  inputs: number,
): Promise<void> {
  return writeWhole(path, encodeNpy(decodedSum(session, sum, inputs)));
}
