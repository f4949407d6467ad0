import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wholeMessage } from '../../../src/coordinator/attached.ts';
import { createKernel } from '../../../src/kernel/index.ts';
import { BROADCAST_TYPES, CLIENT_PHASES } from '../../../src/messages/table.ts';
import { HostedSession } from '../../../src/net/service/hostedSession.ts';
import { openLevelStore } from '../../../src/net/service/levelStore.ts';
import { verifyAggregate } from '../../../src/record/verify.ts';
import { ALL_CHECKS } from '../../../src/session/checks/enabledChecks.ts';
import type { ClientId } from '../../../src/session/party.ts';
import type { Message } from '../../../src/wire/transcript.ts';
import { cpuMilliseconds } from '../cpu.ts';
import { type Cell, partiesOf } from './cell.ts';
import type { Question, Reply } from './clients.ts';
import { freeUnused, heldBytes } from './memory.ts';

/** What a session costs each party. CPU in milliseconds over all threads; of a client, the mean of those that stay. */
export interface SchemeRow extends Cell {
  readonly clientCpu: number;
  readonly coordinatorCpu: number;
  readonly verifyCpu: number;
  /** Bytes that a client sends and gets. */
  readonly upBytes: number;
  readonly downBytes: number;
  /** Bytes that a client holds between phases, at most, and the coordinator. */
  readonly clientBytes: number;
  readonly coordinatorBytes: number;
  readonly recordBytes: number;
}

/** Runs a session: the coordinator as a service with its store in a folder, and all clients in another process. */
export async function measure(cell: Cell): Promise<SchemeRow> {
  const { clients, dropouts } = cell;
  const { session, roster, coordinator: identity } = partiesOf(cell);
  const kernel = await createKernel({ threads: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'veilsum-schemes-'));
  const store = await openLevelStore(folder);
  const child = fork(
    fileURLToPath(new URL('./clients.ts', import.meta.url)),
    [JSON.stringify(cell)],
    { execArgv: ['--import', 'tsx'], serialization: 'advanced' },
  );
  // Not a race of promises: one that stays open would keep every message.
  const next = (): Promise<Reply> =>
    new Promise((resolve, reject) => {
      const gone = (): void => {
        reject(new Error('the process of the clients has ended'));
      };
      child.once('exit', gone);
      child.once('message', (reply) => {
        child.off('exit', gone);
        resolve(reply as Reply);
      });
    });
  const ask = (question: Question): Promise<Reply> => {
    const reply = next();
    child.send(question);
    return reply;
  };
  await next();
  const empty = await heldBytes();
  const hosted = await HostedSession.open(
    { identity, kernel, store, now: Date.now, checks: ALL_CHECKS },
    session,
    roster,
  );
  const cpu = { client: 0, coordinator: 0 };
  const bytes = { up: 0, down: 0 };
  const held = { client: 0, coordinator: 0 };
  try {
    for (const [i, phase] of CLIENT_PHASES.entries()) {
      const present = i < CLIENT_PHASES.indexOf('commit') ? clients : clients - dropouts;
      for (let client = 0; client < present; client++) {
        const asked = cpuMilliseconds();
        const outgoing = hosted.view.messageFor(client as ClientId, BROADCAST_TYPES[i]!);
        if (!outgoing) throw new Error(`client ${client} gets no message in phase ${phase}`);
        const message = await wholeMessage(outgoing);
        const told = cpuMilliseconds();
        const answer = (await ask({ client, message })) as Exclude<Reply, number>;
        // What the pipe to the other process left in memory is not the coordinator's to free.
        await freeUnused();
        const answered = cpuMilliseconds();
        const receipt = await hosted.receive(answer.message);
        if (receipt.kind !== 'accepted') throw new Error(`a message for ${phase} was not accepted`);
        cpu.coordinator += told - asked + cpuMilliseconds() - answered;
        cpu.client += answer.cpu / present;
        bytes.down += sizeOf(message) / present;
        bytes.up += sizeOf(answer.message) / present;
      }
      const closing = cpuMilliseconds();
      if (hosted.view.phase === phase) await hosted.close(phase);
      cpu.coordinator += cpuMilliseconds() - closing;
      held.client = Math.max(held.client, ((await ask('held')) as number) / clients);
      held.coordinator = Math.max(held.coordinator, (await heldBytes()) - empty);
    }
    const { end } = hosted.view;
    if (end?.kind !== 'published') throw new Error(end?.message ?? 'the session did not end');
    const started = cpuMilliseconds();
    const report = await verifyAggregate(end.record, { rosterDigest: roster.digest }, kernel);
    if (!report.valid) throw new Error('the record of the benchmark does not verify');
    return {
      ...cell,
      clientCpu: cpu.client,
      coordinatorCpu: cpu.coordinator,
      verifyCpu: cpuMilliseconds() - started,
      upBytes: Math.round(bytes.up),
      downBytes: Math.round(bytes.down),
      clientBytes: Math.round(held.client),
      coordinatorBytes: held.coordinator,
      recordBytes: end.record.length,
    };
  } finally {
    child.kill();
    kernel.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}

function sizeOf({ envelope, attachment }: Message): number {
  return envelope.length + (attachment?.length ?? 0);
}
