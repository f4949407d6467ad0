/** One process with its part of a big session's participants, each over HTTP; every tenth falls silent before it commits. */
import { seededRandom } from '../../src/crypto/random.ts';
import { takePart } from '../../src/net/participant/takePart.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { kernel, policyFor, seedOf, testInput } from './federation.ts';
import { peakMemory } from './peakMemory.ts';
import { dropsOut, type ScaleSize, scaleSession } from './scaleSession.ts';
import { Turns } from './turns.ts';

const { size, server, part, parts } = JSON.parse(process.argv[2]!) as {
  size: ScaleSize;
  server: string;
  part: number;
  parts: number;
};
const setup = scaleSession(size);
const { session, roster, identities } = setup;
const turns = new Turns();

async function participate(client: number): Promise<string> {
  const leaving = new AbortController();
  const { fetch, leave } = turns.participant();
  const ended = takePart({
    server: new URL(server),
    fetch,
    now: () => Date.now(),
    signal: leaving.signal,
    task: 'test',
    identity: identities[client]!,
    roster,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(session, client),
    random: seededRandom(seedOf(`scale ${client}`)),
    kernel,
    onPhase: (phase) => {
      // It has dealt its shares; its Commit never comes.
      if (dropsOut(client) && phase === 'shared') leaving.abort(new Error('left'));
    },
  }).finally(leave);
  if (dropsOut(client)) {
    return ended.then(
      () => 'stayed',
      (error: unknown) =>
        error instanceof Error && error.message === 'left' ? 'left' : String(error),
    );
  }
  const end = await ended;
  if (end.kind !== 'published') return `${end.kind}: ${end.message}`;
  return end.report.valid ? 'verified' : 'invalid';
}

const mine = identities.flatMap((_, client) => (client % parts === part ? [client] : []));
const ends = await Promise.all(mine.map(participate));
const odd = ends.filter((end, i) => end !== (dropsOut(mine[i]!) ? 'left' : 'verified'));
if (odd.length > 0)
  console.error(`process ${part}: ${odd.length} ended otherwise, such as: ${odd[0]}`);
const { user, system } = process.cpuUsage();
console.log(
  `process ${part}: ${mine.length} participants, ${((user + system) / 1e6).toFixed(1)} s of CPU, at most ${(peakMemory() / 2 ** 20).toFixed(0)} MiB`,
);
process.exit(odd.length > 0 ? 1 : 0);
