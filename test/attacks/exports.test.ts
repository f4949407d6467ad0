import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/attacks/catalogue/index.ts';
import * as suite from '../../src/attacks/index.ts';
import { KNOWN_DEFECTS } from '../../src/attacks/knownDefects/index.ts';
import { joinSession } from '../../src/client/join.ts';
import { openSession } from '../../src/coordinator/open.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import type { Kernel } from '../../src/kernel/index.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { packageKeys } from '../../src/net/packageKeys.ts';
import { takePart, type TakePartOptions } from '../../src/net/participant/takePart.ts';
import { NO_CHECKS } from '../../src/attacks/harness/noChecks.ts';
import { NOW, whileServed } from '../../src/attacks/harness/service.ts';
import { listedAs } from '../../src/attacks/harness/wire.ts';
import { policyOf, scenarioOf } from '../../src/attacks/harness/scenario.ts';
import { CHECK_NAMES } from '../../src/session/checks/table.ts';
import { EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
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
  'EnabledChecks',
  'ALL_CHECKS',
  'joinUnder',
  'openUnder',
  'takePartUnder',
  'verifyUnder',
  'runControl',
  'runDefended',
];

describe.each(entries)('the entry %s', (entry) => {
  it('offers nothing that switches a check off', async () => {
    const source = new URL(`../../src/${entry}`, import.meta.url).href;
    const offered = (await import(/* @vite-ignore */ source)) as Record<string, unknown>;
    expect(Object.keys(offered)).not.toHaveLength(0);
    for (const name of SWITCHES) expect(offered).not.toHaveProperty(name);
    for (const value of Object.values(offered)) expect(value).not.toBeInstanceOf(EnabledChecks);
  });
});

describe('veilsum/attacks', () => {
  it('describes attacks and defects, and hands out nothing that runs with a check off', () => {
    const { ATTACKS, DEFECTS, OUT_OF_SCOPE } = suite;
    expect(ATTACKS.map(({ id }) => id)).toEqual(CATALOGUE.map(({ id }) => id));
    expect(DEFECTS.map(({ id }) => id)).toEqual(KNOWN_DEFECTS.map(({ id }) => id));
    const words = [...ATTACKS, ...DEFECTS, ...OUT_OF_SCOPE];
    // Data through and through: functions cannot be cloned.
    expect(structuredClone(words)).toEqual(words);
  });

  it('says of an attack and of a defect that they are caught, and tells their stories', async () => {
    const told: string[] = [];
    const evidence: string[] = [];
    const results = await suite.replayAttacks(kernel, {
      ids: ['D02', 'S11', 'S31'],
      controls: true,
      onAttack: ({ id }, done, all) => told.push(`${id} ${done}/${all}`),
      onEvidence: (id, collected) => {
        evidence.push(`${id} ${collected.code}`);
        return Promise.resolve();
      },
    });
    expect(results.map(({ id, verdict, fault }) => [id, verdict, fault])).toEqual([
      ['S11', 'caught', undefined],
      ['S31', 'caught', undefined],
      ['D02', 'caught', undefined],
    ]);
    expect(told).toEqual(['S11 0/3', 'S31 1/3', 'D02 2/3']);
    expect(evidence).toEqual(['S11 one-shot']);
    const story = await suite.explainAttack('S31', kernel);
    expect(story).toMatchObject({ check: 'policy-bound', number: 'V26', fault: undefined });
    expect(suite.storyText(story)).toContain('Stopped by policy-bound (V26)');
  });

  it('changes nothing for those who write to what they were shown', () => {
    const { ATTACKS } = suite;
    const shown = ATTACKS.find(({ behind }) => behind !== undefined)!;
    (shown.behind as string[]).push('opening');
    expect(CATALOGUE.find(({ id }) => id === shown.id)!.behind).not.toContain('opening');
  });

  it('refuses ids that there are not, and skips or refuses what needs keys that are missing', async () => {
    await expect(suite.replayAttacks(kernel, { ids: ['S31', 'S99'] })).rejects.toThrow(
      /^options.ids\[1\]: expected the id of an attack/,
    );
    await expect(suite.explainAttack('D01', kernel)).rejects.toThrow(/^attackId: expected/);
    const keys = packageKeys('nowhere');
    expect(await suite.replayAttacks(kernel, { ids: ['C01'], keys })).toMatchObject([
      { id: 'C01', verdict: 'skipped', needs: ['proving keys'] },
    ]);
    await expect(suite.explainAttack('C01', kernel, { keys })).rejects.toMatchObject({
      code: 'no-proof-system',
    });
  });
});

describe('a caller without types', () => {
  // The sizes of an attack: thresholds that every client must refuse.
  const unsafe = scenarioOf({ kernel, checks: NO_CHECKS }, { clients: 4, threshold: 2 });
  const setup = testSession(4);
  // However it may be called.
  const smuggled = { checks: NO_CHECKS, off: CHECK_NAMES, unsafeWithout: CHECK_NAMES };

  it('has a client refuse what it should, whatever else is passed in', async () => {
    const { coordinator: key, session, roster, identities } = unsafe;
    const envelope = sealEnvelope(
      key,
      session.digest,
      'invitation',
      COORDINATOR_SENDER,
      session.bytes,
    );
    const options = {
      invitation: { ...smuggled, envelope },
      task: session.parameters.task,
      roster,
      identity: identities[0]!,
      policy: policyOf(unsafe),
      ledger: memoryLedger(),
      input: (): Int32Array => unsafe.inputs[0]!,
      random: seededRandom(seedOf('smuggled')),
      kernel: { ...kernel, ...smuggled },
    };
    expect(await joinSession(options)).toMatchObject({ kind: 'abort', code: 'thresholds-safe' });
    for (const changed of [
      { ...options, ...smuggled },
      { ...options, policy: { ...smuggled, ...options.policy } },
      { ...options, work: { ...smuggled, onProgress: undefined } },
    ]) {
      await expect(joinSession(changed)).rejects.toThrow(/there is no option "checks"/);
    }
  });

  it('has a participant over HTTP refuse what it should', () =>
    whileServed({ kernel, checks: NO_CHECKS }, async (served) => {
      const scenario = scenarioOf({ kernel, checks: NO_CHECKS }, { clients: 4, threshold: 3 });
      const { task, round } = scenario.session.parameters;
      await served.open(scenario);
      const asked: TakePartOptions = {
        server: new URL('http://coordinator.invalid/'),
        fetch: listedAs({ task: 'another', round })(served.fetch),
        now: () => NOW,
        signal: served.signal,
        task: 'another',
        roster: scenario.roster,
        identity: scenario.identities[0]!,
        policy: policyOf(scenario),
        ledger: memoryLedger(),
        input: () => scenario.inputs[0]!,
        random: seededRandom(seedOf('smuggled')),
        kernel,
      };
      for (const changed of [
        { ...asked, ...smuggled },
        { ...asked, policy: { ...smuggled, ...policyOf(scenario) } },
      ]) {
        await expect(takePart(changed)).rejects.toThrow(/there is no option "checks"/);
      }
      const end = await takePart(asked);
      expect(task).not.toBe('another');
      expect(end).toMatchObject({ kind: 'abort', code: 'policy-task' });
    }));

  it('has a coordinator refuse what it should', async () => {
    const run = await exchange(setup);
    const options = {
      session: { ...setup.session, ...smuggled },
      roster: setup.roster,
      identity: coordinator,
      kernel: { ...kernel, ...smuggled },
    };
    expect(() => openSession({ ...options, ...smuggled })).toThrow(/no option "checks"/);
    const { state } = openSession(options);
    const { envelope } = run.sent.advertise.get(0)!;
    const receipt = await state.receive({ ...smuggled, envelope: flipped(envelope, -1) });
    expect(receipt).toMatchObject({ kind: 'rejection', code: 'client-signature' });
  });

  it('has a verifier refuse what it should', async () => {
    const record = publishedBy(await exchange(setup)).record.slice();
    const policy = { rosterDigest: seedOf('another roster') };
    const odd: Kernel = { ...kernel, ...smuggled };
    expect(await verifyAggregate(record, policy, odd)).toMatchObject({ valid: false });
    await expect(verifyAggregate(record, { ...smuggled, ...policy }, kernel)).rejects.toThrow(
      /policy: there is no option "checks"/,
    );
    await expect(
      verifyAggregate(record, policy, kernel, { ...smuggled, checker: undefined }),
    ).rejects.toThrow(/options: there is no option "off"/);
  });

  it('finds no switch in anything that it is handed', async () => {
    const run = await exchange(setup);
    const client = await joinAs(setup, 0, run.invitation);
    const opened = openAs(setup);
    const policy = { rosterDigest: setup.roster.digest };
    const report = await verifyAggregate(publishedBy(run).record, policy, kernel);
    const rejection = await opened.state.receive(run.sent.share.get(0)!);
    const abort = await client.state
      .receive(run.invitation)
      .then(() => client.state.receive(run.sent.share.get(0)!));
    const handed = [run, client, opened, report, rejection, abort];
    expect([...reachableFrom(handed)].filter((value) => value instanceof EnabledChecks)).toEqual(
      [],
    );
  });

  it('cannot import what the package does not list', async () => {
    const inner = [
      'veilsum/dist/session/checks/enabledChecks.js',
      'veilsum/src/session/checks/enabledChecks.ts',
    ];
    for (const name of inner) {
      const loaded = import(/* @vite-ignore */ name);
      await expect(loaded).rejects.toThrow();
    }
  });
});

describe('defences', () => {
  it('have every check on unless they are told otherwise', () => {
    const all = EnabledChecks.unsafeWithout();
    for (const check of CHECK_NAMES) expect(all.isOn(check)).toBe(true);
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
