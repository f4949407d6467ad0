/** Whose signatures a client of a large sparse session verifies: those of its neighbours, and of a quorum. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientSession } from '../../../src/client/clientSession.ts';
import { joinUnder } from '../../../src/client/join.ts';
import { type Identity } from '../../../src/crypto/signing.ts';
import { seededRandom } from '../../../src/crypto/random.ts';
import { CLIENT_PHASES, type ClientPhase, codecOf } from '../../../src/messages/table.ts';
import type { ClientScheme } from '../../../src/schemes/client.ts';
import { sparseClientWith } from '../../../src/schemes/sparse/client.ts';
import { sparseShareCodec } from '../../../src/schemes/sparse/messages.ts';
import { neighboursOf } from '../../../src/schemes/sparse/neighbours.ts';
import { sparseRules, sparseRulesWith } from '../../../src/schemes/sparse/rules.ts';
import { ALL_CHECKS } from '../../../src/session/checks/enabledChecks.ts';
import { memoryLedger } from '../../../src/session/ledger.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { sealEnvelope } from '../../../src/wire/envelope.ts';
import { extendTranscript, type Message } from '../../../src/wire/transcript.ts';
import { type Exchange, exchange } from '../../support/exchange.ts';
import { kernel, policyFor, seedOf, testInput } from '../../support/federation.ts';
import { ALL, setup } from '../../support/sparse.ts';
import { bodyOf, flipped, resigned, retold } from '../../support/forgery.ts';

const { session, roster, identities } = setup;
/** Rules under which no session is small. */
const LARGE = sparseClientWith(sparseRulesWith(40, 0));

let run: Exchange;
beforeAll(async () => {
  run = await exchange(setup);
});

/** A client as in the exchange, up to where it waits for the message that opens a phase. */
async function before(
  client: ClientId,
  phase: ClientPhase,
  scheme: ClientScheme,
): Promise<ClientSession> {
  const joined = await joinUnder(
    ALL_CHECKS,
    {
      invitation: run.invitation,
      task: session.parameters.task,
      roster,
      identity: identities[client]!,
      policy: policyFor({ session, roster }),
      ledger: memoryLedger(),
      input: () => testInput(session, client),
      random: seededRandom(seedOf(`exchange ${client}`)),
      kernel,
    },
    new Map([['sparse', scheme]]),
  );
  if (joined.kind === 'abort') throw new Error(joined.message);
  for (const next of CLIENT_PHASES.slice(1, CLIENT_PHASES.indexOf(phase))) {
    await joined.state.receive(run.received[next].get(client)!);
  }
  return joined.state;
}

/** The message that opens a phase, in which one client's envelope is another. */
function listing(
  phase: 'share' | 'commit',
  to: ClientId,
  of: ClientId,
  change: (envelope: Uint8Array) => Uint8Array,
): Message {
  const type = phase === 'share' ? 'advertised' : 'shared';
  return retold(session, type, codecOf(type, session), run.received[phase].get(to)!, (body) => ({
    ...body,
    envelopes: body.envelopes.map((bytes, i) => (i === of ? change(bytes) : bytes)),
  }));
}

/** The message that opens a phase, in which the signature of one client's envelope is another. */
function forged(phase: 'share' | 'commit', to: ClientId, of: ClientId): Message {
  return listing(phase, to, of, (bytes) => flipped(bytes, -1));
}

/** A message in a client's name, with any body. */
function sealed(
  identity: Identity,
  type: ClientPhase,
  client: ClientId,
  body: Uint8Array,
): Message {
  return { envelope: sealEnvelope(identity, session.digest, type, client, body) };
}

/** Whom a client draws under a transcript. */
function drawnBy(client: ClientId, transcriptHash?: Uint8Array): readonly ClientId[] {
  const { schemeBody, ...share } = bodyOf(sparseShareCodec, run.sent.share.get(client)!);
  const { neighbours } = session.parameters.scheme as unknown as { neighbours: number };
  const under = transcriptHash ?? share.transcriptHash;
  return neighboursOf(ALL, neighbours, under, client, schemeBody.nonce);
}

const areTied = (a: ClientId, b: ClientId): boolean =>
  drawnBy(a).includes(b) || drawnBy(b).includes(a);

describe('signatures in a large sparse session', () => {
  it('are those of some from 501 clients on', () => {
    expect([500, 501].map((clients) => sparseRules.verifiesSome({ clients }))).toEqual([
      false,
      true,
    ]);
  });

  it('are verified of the keys of those to whom a client deals', async () => {
    const client = ALL[0]!;
    const outcomes = new Map<ClientId, string>();
    for (const other of ALL.slice(1)) {
      const message = forged('share', client, other);
      const seen = extendTranscript(undefined, run.invitation.envelope);
      const drawn = drawnBy(client, extendTranscript(seen, message.envelope));
      const step = await (await before(client, 'share', LARGE)).receive(message);
      const outcome = step.kind === 'abort' ? step.code : step.kind;
      outcomes.set(other, outcome);
      expect(outcome).toBe(drawn.includes(other) ? 'client-signature' : 'send');
      const whole = await (
        await before(client, 'share', sparseClientWith(sparseRules))
      ).receive(message);
      expect(whole).toMatchObject({ kind: 'abort', code: 'client-signature' });
    }
    expect(new Set(outcomes.values())).toEqual(new Set(['client-signature', 'send']));
  });

  it('are verified of the Shares of neighbours in either direction', async () => {
    const pairs = ALL.flatMap((a) => ALL.filter((b) => b !== a).map((b) => [a, b] as const));
    const apart = pairs.find(([a, b]) => !areTied(a, b))!;
    const drew = pairs.find(([a, b]) => drawnBy(a).includes(b) && !drawnBy(b).includes(a))!;
    for (const [client, other, outcome] of [
      [...apart, 'send'],
      [...drew, 'client-signature'],
      [drew[1], drew[0], 'client-signature'],
    ] as const) {
      const step = await (
        await before(client, 'commit', LARGE)
      ).receive(forged('commit', client, other));
      expect(step.kind === 'abort' ? step.code : step.kind).toBe(outcome);
    }
  });

  it('are verified of whoever would be named, so that nobody is for what it did not sign', async () => {
    const client = ALL[0]!;
    const other = ALL.find((id) => id !== client && !areTied(client, id))!;
    const [own, stranger] = [identities[other]!, identities[client]!];
    const { advertise, share } = run.sent;
    const ways = [
      {
        phase: 'share' as const,
        code: 'agreement-keys',
        said: (identity: Identity) =>
          resigned(
            session,
            identity,
            codecOf('advertise', session),
            advertise.get(other)!,
            (body) => ({
              ...body,
              boxKey: new Uint8Array(32),
            }),
          ),
      },
      {
        phase: 'share' as const,
        code: 'well-formed',
        said: (identity: Identity) => sealed(identity, 'advertise', other, Uint8Array.of(0x80)),
      },
      {
        phase: 'commit' as const,
        code: 'nonce-opened',
        said: (identity: Identity) =>
          resigned(session, identity, sparseShareCodec, share.get(other)!, (body) => ({
            ...body,
            schemeBody: { ...body.schemeBody, nonce: seedOf('another number') },
          })),
      },
      {
        phase: 'commit' as const,
        code: 'well-formed',
        said: (identity: Identity) => sealed(identity, 'share', other, Uint8Array.of(0x80)),
      },
    ];
    for (const { phase, code, said } of ways) {
      for (const identity of [own, stranger]) {
        const { envelope } = said(identity);
        const message = listing(phase, client, other, () => envelope);
        const step = await (await before(client, phase, LARGE)).receive(message);
        const expected =
          identity === own
            ? { kind: 'abort', code, culprit: other }
            : { kind: 'abort', code: 'client-signature' };
        expect(step).toMatchObject(expected);
        if (identity !== own) expect(step).not.toHaveProperty('culprit', expect.anything());
      }
    }
  });

  it('are asked for of all neighbours’ keys and Shares, before a client masks', async () => {
    const client = ALL[0]!;
    const asked: { readonly keys: ClientId[]; readonly shares: ClientId[] } = {
      keys: [],
      shares: [],
    };
    const watched: ClientScheme = {
      rules: LARGE.rules,
      makeKeys(context) {
        const keys = LARGE.makeKeys(context);
        return {
          body: keys.body,
          wipe: () => {
            keys.wipe();
          },
          async deal(own, peers) {
            const dealing = await keys.deal(own, {
              ...peers,
              requireSigned(clients) {
                asked.keys.push(...clients);
                return peers.requireSigned(clients);
              },
            });
            const receive = dealing.receive.bind(dealing);
            dealing.receive = (of, dealers, deliveries) =>
              receive(
                of,
                {
                  list: dealers.list,
                  requireSigned(clients) {
                    asked.shares.push(...clients);
                    return dealers.requireSigned(clients);
                  },
                },
                deliveries,
              );
            return dealing;
          },
        };
      },
    };
    const state = await before(client, 'commit', watched);
    expect(asked.keys).toEqual(drawnBy(client));
    await state.receive(run.received.commit.get(client)!);
    const tied = ALL.filter((other) => areTied(client, other));
    expect(tied.length).toBeGreaterThan(drawnBy(client).length);
    expect(asked.keys.slice(drawnBy(client).length)).toEqual(tied);
    expect(asked.shares).toEqual(tied);
  });

  it('are verified of as many Confirms as are needed', async () => {
    const client = ALL[0]!;
    const { threshold } = session.parameters;
    for (const [place, outcome] of [
      [threshold - 1, 'client-signature'],
      [threshold, 'send'],
    ] as const) {
      const codec = codecOf('unmasking', session);
      const opening = run.received.unmask.get(client)!;
      const message = retold(session, 'unmasking', codec, opening, (body) => ({
        ...body,
        confirms: body.confirms.map((bytes, i) => (i === place ? flipped(bytes, -1) : bytes)),
      }));
      const step = await (await before(client, 'unmask', LARGE)).receive(message);
      expect(step.kind === 'abort' ? step.code : step.kind).toBe(outcome);
    }
  });
});
