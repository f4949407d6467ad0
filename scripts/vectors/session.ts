/**
 * Emits test/vectors/session/: one whole small session with every message, from fixed seeds. Run it with
 * `npx tsx scripts/vectors/session.ts`; it always gives the same file.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sessionVectors } from '../../test/session/sessionVectors.ts';

const folder = fileURLToPath(new URL('../../test/vectors/session/', import.meta.url));
const content = {
  about:
    'A session of four clients over five coordinates, in which the last client falls silent before Commit. Bytes are ' +
    'hexadecimal. A client draws all its randomness from TupleHashXOF256 of its randomSeed, domain ' +
    '"veilsum-1/seeded-random", in the order of the protocol page.',
  emittedBy: 'scripts/vectors/session.ts',
  ...(await sessionVectors()),
};

mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}session.json`, `${JSON.stringify(content, undefined, 2)}\n`);
