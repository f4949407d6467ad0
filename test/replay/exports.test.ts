import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { joinSession } from '../../src/client/join.ts';
import { openSession } from '../../src/coordinator/open.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { takePart } from '../../src/net/http/takePart.ts';
import { RECKLESS } from '../../src/replay/harness/reckless.ts';
import { NOW, whileServed } from '../../src/replay/harness/service.ts';
import { listedAs } from '../../src/replay/harness/wire.ts';
import { policyOf, worldOf } from '../../src/replay/harness/world.ts';
import { CHECK_NAMES } from '../../src/session/checks.ts';
import { Defences } from '../../src/session/defences.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../src/wire/envelope.ts';
import { exchange, joinAs, openAs, publishedBy } from '../support/exchange.ts';
import { coordinator, kernel, seedOf, testSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
}

const manifest = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;

/** The sources behind the package's entries. */
const entries = Object.values(manifest.exports).flatMap((entry) =>
  typeof entry === 'string' ? [] : [entry.default.replace('./dist/', '').replace('.js', '.ts')],
);

const SWITCHES = [
  'Defences',
  'ALL_DEFENCES',
  'joinUnder',
  'openUnder',
  'takePartUnder',
  'verifyUnder',
  'runAttack',
];

describe.each(entries)('the entry %s', (entry) => {
  it('offers nothing that switches a check off', async () => {
    const source = new URL(`../../src/${entry}`, import.meta.url).href;
    const offered = (await import(/* @vite-ignore */ source)) as Record<string, unknown>;
    expect(Object.keys(offered)).not.toHaveLength(0);
    for (const name of SWITCHES) expect(offered).not.toHaveProperty(name);
    for (const value of Object.values(offered)) expect(value).not.toBeInstanceOf(Defences);
  });
});

describe('a caller without types', () => {
  // The sizes of an attack: thresholds that every client must refuse.
  const unsafe = worldOf({ kernel, defences: RECKLESS }, { clients: 4, threshold: 2 });
  const setup = testSession(4);
  // However it may be called.
  const smuggled = { defences: RECKLESS, off: CHECK_NAMES, unsafeWithout: CHECK_NAMES };

  it('has a client refuse what it should, whatever else is passed in', async () => {
    const { coordinator: key, session, roster, identities } = unsafe;
    const envelope = sealEnvelope(
      key,
      session.digest,
      'invitation',
      COORDINATOR_SENDER,
      session.bytes,
    );
    const joined = await joinSession({
      ...smuggled,
      invitation: { ...smuggled, envelope },
      task: session.parameters.task,
      roster,
      identity: identities[0]!,
      policy: { ...smuggled, ...policyOf(unsafe) },
      ledger: memoryLedger(),
      input: () => unsafe.inputs[0]!,
      random: seededRandom(seedOf('smuggled')),
      kernel: { ...kernel, ...smuggled },
      work: { ...smuggled, onProgress: undefined },
    });
    expect(joined).toMatchObject({ kind: 'abort', code: 'thresholds-safe' });
  });

  it('has a participant over HTTP refuse what it should', () =>
    whileServed({ kernel, defences: RECKLESS }, async (served) => {
      const world = worldOf({ kernel, defences: RECKLESS }, { clients: 4, threshold: 3 });
      const { task, round } = world.session.parameters;
      await served.open(world);
      const end = await takePart({
        ...smuggled,
        server: new URL('http://coordinator.invalid/'),
        fetch: listedAs({ task: 'another', round })(served.fetch),
        now: () => NOW,
        signal: served.signal,
        task: 'another',
        roster: world.roster,
        identity: world.identities[0]!,
        policy: { ...smuggled, ...policyOf(world) },
        ledger: memoryLedger(),
        input: () => world.inputs[0]!,
        random: seededRandom(seedOf('smuggled')),
        kernel,
      });
      expect(task).not.toBe('another');
      expect(end).toMatchObject({ kind: 'abort', code: 'policy-task' });
    }));

  it('has a coordinator refuse what it should', async () => {
    const run = await exchange(setup);
    const { state } = openSession({
      ...smuggled,
      session: { ...setup.session, ...smuggled },
      roster: setup.roster,
      identity: coordinator,
      kernel: { ...kernel, ...smuggled },
    });
    const { envelope } = run.sent.advertise.get(0)!;
    const receipt = await state.receive({ ...smuggled, envelope: flipped(envelope, -1) });
    expect(receipt).toMatchObject({ kind: 'refusal', code: 'client-signature' });
  });

  it('has a verifier refuse what it should', async () => {
    const record = publishedBy(await exchange(setup)).record.slice();
    const policy = { ...smuggled, rosterDigest: seedOf('another roster') };
    const report = await verifyAggregate(record, policy, kernel, {
      ...smuggled,
      checker: undefined,
    });
    expect(report.valid).toBe(false);
  });

  it('finds no switch in anything that it is handed', async () => {
    const run = await exchange(setup);
    const client = await joinAs(setup, 0, run.invitation);
    const opened = openAs(setup);
    const policy = { rosterDigest: setup.roster.digest };
    const report = await verifyAggregate(publishedBy(run).record, policy, kernel);
    const refusal = await opened.state.receive(run.sent.share.get(0)!);
    const abort = await client.state
      .receive(run.invitation)
      .then(() => client.state.receive(run.sent.share.get(0)!));
    const handed = [run, client, opened, report, refusal, abort];
    expect([...reachableFrom(handed)].filter((value) => value instanceof Defences)).toEqual([]);
  });

  it('cannot import what the package does not list', async () => {
    const inner = ['veilsum/dist/session/defences.js', 'veilsum/src/session/defences.ts'];
    for (const name of inner) {
      const loaded = import(/* @vite-ignore */ name);
      await expect(loaded).rejects.toThrow();
    }
  });
});

describe('defences', () => {
  it('have every check on unless they are told otherwise', () => {
    const all = Defences.unsafeWithout();
    for (const check of CHECK_NAMES) expect(all.has(check)).toBe(true);
  });
});

/** Everything that can be got at from a value without knowing its private names. */
function reachableFrom(root: unknown): Set<unknown> {
  const seen = new Set<unknown>();
  const waiting = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (!holds || seen.has(value) || ArrayBuffer.isView(value)) continue;
    seen.add(value);
    if (value instanceof Map) waiting.push(...value.keys(), ...value.values());
    if (value instanceof Set) waiting.push(...value);
    for (const key of Reflect.ownKeys(value)) {
      const { value: own } = Reflect.getOwnPropertyDescriptor(value, key) ?? {};
      waiting.push(own);
    }
    waiting.push(Object.getPrototypeOf(value));
  }
  return seen;
}
