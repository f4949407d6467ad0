/** The code of a coded session, from its parameters. */
import { ELEMENT_BYTES } from '../../kernel/kernel.ts';
import type { SchemeDemand, SchemeSetting, SchemeThresholds } from '../../session/scheme.ts';
import {
  codeShape,
  type CodeShape,
  symbolBlinderBytes,
  symbolBytes,
  symbolPointBytes,
} from '../coding/shape.ts';
import type { SymbolSizes } from './messages.ts';

/**
 * The coded scheme in session parameters.
 *
 *     scheme = ["coded", U]
 */
export interface CodedDemand extends SchemeDemand {
  /** U, the number of answers that give the sum. Up to n_C symbols of a mask say nothing about it. */
  readonly recovery: number;
}

/** The parameter U of a coded session. */
export function recoveryOf({ scheme }: Pick<SchemeThresholds, 'scheme'>): number {
  return (scheme as CodedDemand).recovery;
}

/** The code of a session, or `undefined` where its thresholds allow none. */
export function shapeOf({ parameters, payloadBytes }: SchemeSetting): CodeShape | undefined {
  const { clients, maxCorrupt } = parameters;
  const recovery = recoveryOf(parameters);
  if (recovery <= maxCorrupt || recovery > clients) return undefined;
  const elements = payloadBytes / ELEMENT_BYTES;
  return codeShape({ places: clients, recovery, privacy: maxCorrupt, elements });
}

/** Sizes in bytes of what belongs to one symbol. */
export function symbolSizes(shape: CodeShape): SymbolSizes {
  return {
    plaintext: symbolBytes(shape) + symbolBlinderBytes(shape),
    points: symbolPointBytes(shape),
  };
}
