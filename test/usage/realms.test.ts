/** Bytes from wherever they come: frames and Jest have a Uint8Array of their own, files come in Buffers, responses in ArrayBuffers. */
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import {
  encodeInput,
  decodeSum,
  fromHex,
  UsageError,
  identityFromSeed,
  IdentityKey,
  joinSession,
  verifyEvidence,
  evidenceOfRecord,
  memoryLedger,
  openRecord,
  sha256,
  systemRandom,
  toHex,
  verifyAggregate,
  type JoinOptions,
} from '../../src/index.ts';
import { bytesIn } from '../../src/usage/typedArrays.ts';
import { exchange, joinAs, openAs, publishedBy } from '../support/exchange.ts';
import { kernel, policyFor, seedOf, testInput, testSession } from '../support/federation.ts';

const elsewhere = vm.createContext({});

/** The same bytes, as another realm has them. */
function foreign(bytes: Uint8Array): Uint8Array {
  const made = vm.runInContext(`new Uint8Array(${bytes.length})`, elsewhere) as Uint8Array;
  made.set(bytes);
  return made;
}

const FORMS: readonly (readonly [string, (bytes: Uint8Array) => unknown])[] = [
  ['a Uint8Array', (bytes) => bytes],
  ['a Buffer', (bytes) => Buffer.from(bytes)],
  ['a Uint8Array of another realm', foreign],
  ['an ArrayBuffer', (bytes) => bytes.slice().buffer],
  ['an ArrayBuffer of another realm', (bytes) => foreign(bytes).buffer],
  [
    'a Uint8Array over shared memory',
    (bytes) => {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
      shared.set(bytes);
      return shared;
    },
  ],
  [
    'a part of a larger one',
    (bytes) => {
      const larger = new Uint8Array(bytes.length + 7);
      larger.set(bytes, 3);
      return larger.subarray(3, bytes.length + 3);
    },
  ],
];

const setup = testSession(4);
const { session, roster, identities } = setup;
const { record } = publishedBy(await exchange(setup));
const invitation = openAs(setup).output;

const joining = (): JoinOptions => ({
  invitation,
  task: session.parameters.task,
  roster,
  identity: identities[0]!,
  policy: policyFor(setup),
  ledger: memoryLedger(),
  input: () => testInput(session, 0),
  random: systemRandom,
  kernel,
});

describe.each(FORMS)('%s', (_, as) => {
  const form = (bytes: Uint8Array): Uint8Array => as(bytes) as Uint8Array;

  it('is a record, a digest and a receipt', async () => {
    const [expectMine] = openRecord(form(record)).body.commits;
    const policy = { rosterDigest: form(roster.digest), expectMine: form(expectMine!) };
    const report = await verifyAggregate(form(record), policy, kernel);
    expect(report).toMatchObject({ valid: true });
    const other = { rosterDigest: form(seedOf('another')) };
    expect(await verifyAggregate(form(record), other, kernel)).toMatchObject({ valid: false });
  });

  it('is a key, a seed, an envelope, and what a policy pins', async () => {
    const { policy } = joining();
    const seed = seedOf('client 0');
    const joined = await joinSession({
      ...joining(),
      invitation: { envelope: form(invitation.envelope) },
      identity: identityFromSeed(form(seed)),
      policy: {
        ...policy,
        rosterDigest: form(policy.rosterDigest),
        coordinatorKey: form(policy.coordinatorKey),
      },
      random: (length) => form(systemRandom(length)),
    });
    expect(joined.kind).toBe('advance');
    const { publicKey } = identities[0]!;
    expect(IdentityKey.parse(form(publicKey.bytes)).toHex()).toBe(publicKey.toHex());
    expect(toHex(sha256(form(seed)))).toBe(toHex(sha256(seed)));
  });

  it('is a message to either side', async () => {
    const { state, output } = await joinAs(setup, 0, invitation);
    expect(await state.receive({ envelope: form(invitation.envelope) })).toMatchObject({
      kind: 'send',
    });
    const message = { envelope: form(output.envelope), attachment: undefined };
    expect(await openAs(setup).state.receive(message)).toMatchObject({ kind: 'accepted' });
  });

  it('is evidence', async () => {
    const evidence = evidenceOfRecord(session, form(record));
    expect(await verifyEvidence(form(evidence), { roster }, kernel)).toMatchObject({
      kind: 'not-proven',
      reason: 'nothing in it is wrong',
    });
  });
});

describe('what is no bytes', () => {
  const policy = { rosterDigest: roster.digest };

  it.each([undefined, null, 5, 'text', {}, [1], new Int32Array(4)])(
    'is the caller’s mistake, and not a broken record: %o',
    async (value) => {
      const asked = verifyAggregate(value as Uint8Array, policy, kernel);
      await expect(asked).rejects.toThrow(UsageError);
      await expect(asked).rejects.toThrow(/^record: expected bytes/);
    },
  );

  it('is a digest in hexadecimal, with what to pass in its place', async () => {
    const hex = toHex(roster.digest);
    const digest = hex as unknown as Uint8Array;
    const said = /expected 32 bytes .* not text; turn hexadecimal digits into bytes with fromHex/;
    await expect(verifyAggregate(record, { rosterDigest: digest }, kernel)).rejects.toThrow(said);
    const joined = joinSession({
      ...joining(),
      policy: { ...policyFor(setup), rosterDigest: digest },
    });
    await expect(joined).rejects.toThrow(said);
    const bytes = fromHex(hex)!;
    expect(await verifyAggregate(record, { rosterDigest: bytes }, kernel)).toMatchObject({
      valid: true,
    });
  });

  it('says nothing of what it is', () => {
    const secret = toHex(seedOf('a secret'));
    expect(() => identityFromSeed(secret as unknown as Uint8Array)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) as string }) as Error,
    );
  });

  it('is what only says that it is an ArrayBuffer', () => {
    expect(bytesIn({ [Symbol.toStringTag]: 'ArrayBuffer', byteLength: 3 })).toBeUndefined();
    expect(bytesIn(Object.create(Uint8Array.prototype))).toBeUndefined();
  });
});

describe('memory that others can write to', () => {
  it('is copied before it is checked', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    const read = bytesIn(shared)!;
    shared.fill(7);
    expect(read).toEqual(new Uint8Array(4));
  });
});

describe('vectors of another realm', () => {
  const run = (text: string): unknown => vm.runInContext(text, elsewhere);

  it('are inputs and sums', async () => {
    const joined = await joinSession({
      ...joining(),
      input: () => run('new Int32Array(5)') as Int32Array,
    });
    expect(joined.kind).toBe('advance');
    const shape = { length: 2, bound: 10 };
    const integer = { kind: 'integer' } as const;
    const encoded = encodeInput(integer, shape, run('[1, 2]') as number[], systemRandom);
    expect(encoded).toEqual(Int32Array.of(1, 2));
    const sum = run('Float64Array.of(1, 2)') as Float64Array;
    expect(decodeSum(integer, shape, sum, 1)).toEqual(Float64Array.of(1, 2));
  });

  it('are no inputs where they are of another kind', async () => {
    const kinds = ['new Float64Array(5)', '[0, 0, 0, 0, 0]', 'undefined', 'new Int16Array(5)'];
    for (const text of kinds) {
      const joined = joinSession({ ...joining(), input: () => run(text) as Int32Array });
      await expect(joined).rejects.toThrow(/^input\(session\): expected an Int32Array/);
    }
  });
});
