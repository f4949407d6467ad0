/**
 * Many participants of one sparse session over HTTP, against a coordinator in another process. What the participants send was recorded
 * in this process beforehand, so that the figures are the coordinator's: two cores would need most of an hour for the cryptography of
 * thousands. The coordinator verifies everything, and does not know the difference.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { createKernel } from '../../src/kernel/index.ts';
import { BROADCAST_TYPES, CLIENT_PHASES, MESSAGE_TYPES } from '../../src/messages/table.ts';
import { runLocally } from '../../src/net/localFederation.ts';
import { CoordinatorApi } from '../../src/net/participant/coordinatorApi.ts';
import { PartialDownload } from '../../src/net/participant/partialDownload.ts';
import { withRetry } from '../../src/net/participant/withRetry.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { testFederation } from '../support/federation.ts';
import type { CoordinatorCost } from '../support/scaleCoordinator.ts';
import { dropsOut, type ScaleSize } from '../support/scaleSession.ts';
import { sparseScaleSession } from '../support/sparseScale.ts';

/** CLIENTS and LENGTH change the size. */
const size: ScaleSize = {
  clients: Number(process.env['CLIENTS'] ?? 300),
  length: Number(process.env['LENGTH'] ?? 1000),
};

/** Options of node for the coordinator's process, such as --cpu-prof. */
const PROFILE = (process.env['COORDINATOR_OPTIONS'] ?? '').split(' ').filter(Boolean);

const program = fileURLToPath(new URL('../support/scaleCoordinator.ts', import.meta.url));

const setup = sparseScaleSession(size);
const { session, identities } = setup;
const digest = toHex(session.digest);

/** What each client sends in each phase, and the record of that. */
async function recorded(): Promise<{
  readonly sent: readonly ReadonlyMap<number, Message>[];
  readonly record: Uint8Array;
}> {
  const sent = CLIENT_PHASES.map(() => new Map<number, Message>());
  const taking = vi.spyOn(CoordinatorSession.prototype, 'receive');
  const kernel = await createKernel();
  const drops = Object.fromEntries(
    identities.flatMap((_, i) => (dropsOut(i) ? [[i, 'commit' as const]] : [])),
  );
  const { result } = await runLocally({ ...testFederation(setup, drops), kernel });
  for (const [message] of taking.mock.calls) {
    const { sender, type } = openEnvelope(message.envelope, message.envelope.length);
    sent[CLIENT_PHASES.findIndex((phase) => MESSAGE_TYPES[phase] === type)]!.set(sender, message);
  }
  taking.mockRestore();
  kernel.close();
  if (result.kind === 'abort') throw new Error(result.message);
  return { sent, record: result.result.record };
}

/** One participant: it waits for each message of the coordinator, and sends what it sent before. Returns the bytes it fetched. */
async function replay(
  server: URL,
  client: number,
  sent: readonly ReadonlyMap<number, Message>[],
): Promise<number> {
  const api = new CoordinatorApi({ server, fetch, now: () => Date.now() });
  const identity = identities[client]!;
  let fetched = 0;
  for (const [i, messages] of sent.entries()) {
    if (i > 0) {
      const partial = new PartialDownload();
      let message: Awaited<ReturnType<CoordinatorApi['message']>>;
      do {
        message = await withRetry(undefined, () =>
          api.message(digest, identity, BROADCAST_TYPES[i]!, partial),
        );
      } while (message === undefined);
      if ('kind' in message) throw new Error(message.message);
      fetched += message.envelope.length + (message.attachment?.length ?? 0);
    }
    const message = messages.get(client);
    if (!message) return fetched;
    const rejection = await withRetry(undefined, () => api.send(digest, identity, message));
    if (rejection) throw new Error(`${rejection.code}: ${rejection.message}`);
  }
  return fetched;
}

it(`${size.clients} recorded participants over HTTP, a tenth of which drop out`, async () => {
  const { sent, record } = await recorded();
  const child = spawn('node', [...PROFILE, '--import', 'tsx', program, JSON.stringify(size)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill();
  });
  const exit = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string);
  const { address } = (await read()) as { address: string };
  const started = performance.now();
  const fetched = await Promise.all(
    identities.map((_, client) => replay(new URL(`${address}/`), client, sent)),
  );
  const cost = (await read()) as CoordinatorCost;
  const seconds = (performance.now() - started) / 1000;
  for (const { phase, accepted, seconds: took } of cost.phases) {
    console.log(`${phase}: ${accepted} messages, ${took.toFixed(1)} s`);
  }
  const most = Math.max(...fetched);
  console.log(
    `n = ${size.clients}, d = ${size.length}: ${seconds.toFixed(1)} s, coordinator ${cost.cpu.toFixed(1)} s of CPU, at most ${cost.peak.toFixed(0)} MiB and ${cost.connections} connections; a client fetches up to ${(most / 1e6).toFixed(2)} MB`,
  );
  expect(cost.failure).toBeUndefined();
  // The same bytes as where all parties were in one process.
  expect(cost.record).toBe(toHex(sha256(record)));
  expect(cost.phases.map(({ accepted }) => accepted)).toEqual(
    sent.map((messages) => messages.size),
  );
  expect(cost.peak).toBeLessThan(2048);
  expect((await exit)[0]).toBe(0);
});
