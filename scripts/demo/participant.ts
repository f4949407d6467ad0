/**
 * A participant of the demonstration, in its own process. It trains on digits that never leave the
 * process, and takes part in each round over HTTP. It only reports its progress to the
 * demonstration.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromHex } from '../../src/crypto/hex.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { readIdentity } from '../../src/cli/files/identityFile.ts';
import { readRoster } from '../../src/cli/files/rosterFile.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { openFileLedger } from '../../src/net/participant/fileLedger.ts';
import { takePart } from '../../src/net/participant/takePart.ts';
import { encodeInput } from '../../src/session/encodings/index.ts';
import { type DigitSet, PIXELS } from './digitSet.ts';
import type { FromParticipant, ToParticipant } from './messages.ts';
import { localUpdate } from './softmax.ts';
import { DEMO_BOUND, ENCODING, MAX_CORRUPT, TASK, THRESHOLD } from './task.ts';

const [folder = '', index = '', server = '', coordinator = ''] = process.argv.slice(2);
const at = (name: string): string => join(folder, name);
const identity = await readIdentity(at(`participant-${index}.json`));
const roster = await readRoster(at('roster.json'));
const ledger = await openFileLedger(at(`ledger-${index}`));
const digits = digitsIn(new Uint8Array(await readFile(at(`digits-${index}.bin`))));
const kernel = await createKernel({ threads: 1 });

process.on('message', (message) => {
  play(message as ToParticipant).catch((error: unknown) => {
    tell({ kind: 'ended', valid: false, why: String(error) });
  });
});
process.on('disconnect', () => process.exit());
tell({ kind: 'ready' });

async function play({ round, modelFile }: ToParticipant): Promise<void> {
  const bytes = new Uint8Array(await readFile(modelFile));
  const model = new Float64Array(bytes.slice().buffer);
  const options = { epochs: 1, learningRate: 0.15, seed: round * 100 + Number(index) };
  const update = localUpdate(model, digits, options);
  tell({ kind: 'trained', update });
  const end = await takePart({
    server: new URL(server),
    fetch: globalThis.fetch,
    now: () => Date.now(),
    task: TASK,
    round,
    identity,
    roster,
    policy: {
      rosterDigest: roster.digest,
      coordinatorKey: fromHex(coordinator)!,
      minClients: roster.size,
      minThreshold: THRESHOLD,
      maxCorrupt: MAX_CORRUPT,
      bound: DEMO_BOUND,
      encoding: ENCODING,
      length: update.length,
      modelDigest: sha256(bytes),
    },
    ledger,
    kernel,
    random: systemRandom,
    input: ({ parameters }, random) => encodeInput(parameters.encoding, parameters, update, random),
    onPhase: (phase) => {
      tell({ kind: 'waiting', phase });
    },
  });
  if (end.kind === 'published') tell({ kind: 'ended', valid: end.report.valid, why: '' });
  else tell({ kind: 'ended', valid: false, why: `${end.code}: ${end.message}` });
}

function tell(message: FromParticipant): void {
  process.send?.(message);
}

/** Decodes labels, then images, as the demonstration wrote them. */
function digitsIn(bytes: Uint8Array): DigitSet {
  const count = bytes.length / (1 + 4 * PIXELS);
  return {
    labels: bytes.slice(0, count),
    images: new Float32Array(bytes.slice(count).buffer),
  };
}
