/** Coordinators on one database that share the unmasking of a vector in parts. */
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Wire } from '../../../src/attacks/harness/wire.ts';
import { messageOf, phaseOf } from '../../../src/attacks/harness/wire.ts';
import type { Kernel } from '../../../src/kernel/kernel.ts';
import { inProcessFetch } from '../../../src/net/server/inProcessFetch.ts';
import { coordinatorServer } from '../../../src/net/server/server.ts';
import { CoordinatorService } from '../../../src/net/service/coordinatorService.ts';
import { openPostgresStore } from '../../../src/net/service/postgres/postgresStore.ts';
import { coordinator, kernel } from '../../support/federation.ts';
import { sessions, setup } from '../../support/parts.ts';
import { participateInParts, requireSumOfParts } from '../../support/partsRound.ts';
import { type Databases, query, withoutPostgres } from '../../support/postgresServer.ts';
import { sharedPostgres } from '../../support/sharedPostgres.ts';
import { kernelThat, meeting, shareAny } from '../../support/sharedMasks.ts';

const STAYING = [0, 1, 2] as const;
const LEAVING = 3;
/** In each part: their own masks, and those with the one who leaves; two in a piece. */
const PIECES = 3 * sessions.length;
const SERVER = new URL('http://coordinator.invalid/');

let server: Databases;
let url: string;
let stops: (() => Promise<void>)[];
let faults: unknown[];

interface Process {
  readonly service: CoordinatorService;
  readonly fetch: typeof globalThis.fetch;
  readonly pieces: () => number;
}

async function process(meet: () => Promise<void>): Promise<Process> {
  let pieces = 0;
  const slow: Kernel = kernelThat(kernel, async (add) => {
    pieces += 1;
    await meet();
    return add();
  });
  const onFault = (error: unknown): number => faults.push(error);
  const shared = await shareAny(url, { kernel: slow, onFault });
  const now = (): number => Date.now();
  const service = await CoordinatorService.start({
    identity: coordinator,
    kernel,
    store: await openPostgresStore(url),
    now,
    onFault,
    addMasks: (...given) => shared.addMasks(...given),
  });
  const app = await coordinatorServer({ service, now });
  const ticking = setInterval(() => void service.closeDue(), 50);
  stops.push(async () => {
    clearInterval(ticking);
    await app.close();
    await service.stop();
    await shared.stop();
  });
  return { service, fetch: inProcessFetch(app), pieces: () => pieces };
}

describe.skipIf(withoutPostgres)('the parts of a vector whose unmasking is shared', () => {
  beforeEach(async () => {
    server = await sharedPostgres();
    url = await server.database();
    stops = [];
    faults = [];
  });
  afterEach(async () => {
    await Promise.all(stops.map((stop) => stop()));
    await server.stop();
  });

  it('are each unmasked once, by all processes together', async () => {
    const [first, second] = meeting();
    const processes = [await process(first), await process(second)];
    const [one] = processes;
    const hosted = await one!.service.open(sessions[0]!, setup.roster);
    await processes[1]!.service.discover(hosted.id);
    // Commit is left to the operator, as one of them says nothing more.
    const silent: Wire = (next) => (request, init) => {
      const sent = messageOf(init);
      return sent && phaseOf(sent) === 'commit'
        ? Promise.resolve(Response.json({ kind: 'accepted' }))
        : next(request, init);
    };
    const through = (client: number): typeof globalThis.fetch => processes[client % 2]!.fetch;
    const left = participateInParts(LEAVING, { server: SERVER, fetch: silent(through(LEAVING)) });
    const ends = Promise.all(
      STAYING.map((client) =>
        participateInParts(client, { server: SERVER, fetch: through(client) }),
      ),
    );
    while (hosted.view.phase !== 'commit' || hosted.view.missing.length > 1) await setTimeout(10);
    await hosted.close('commit');
    await requireSumOfParts(await ends, STAYING);
    expect(await left).toMatchObject({ kind: 'gone', code: 'phase-bound' });
    const [mine, theirs] = processes.map(({ pieces }) => pieces());
    expect(mine! + theirs!).toBe(PIECES);
    expect(Math.min(mine!, theirs!)).toBeGreaterThan(0);
    const [{ n } = {}] = await query(url, 'SELECT count(*) AS n FROM veilsum_queue.job');
    expect([Number(n), faults]).toEqual([0, []]);
  });
});
