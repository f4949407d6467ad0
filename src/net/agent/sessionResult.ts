import { toHex } from '../../crypto/hex.ts';
import { rawLength } from '../../session/encodings/index.ts';
import { partCount } from '../../session/plannedPart.ts';
import type { Session } from '../../session/session.ts';

/** A session as a client is told of it. */
export function sessionResult({ digest, parameters }: Session): object {
  const { task, round, clients, threshold, maxCorrupt, length, part, bound, encoding } = parameters;
  return {
    session: toHex(digest),
    task,
    round,
    clients,
    threshold,
    maxCorrupt,
    length,
    parts: part && partCount(part),
    values: rawLength(encoding, length),
    bound,
    encoding,
    model: toHex(parameters.modelDigest),
    layout: parameters.layoutDigest && toHex(parameters.layoutDigest),
  };
}
