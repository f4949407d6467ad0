/** A coordinator that treats the parts of a vector apart, over HTTP; each attack with its control, the check turned off. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  messageInAnswer,
  messageOf,
  pathOf,
  phaseOf,
  type Wire,
} from '../../src/attacks/harness/wire.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { readParts } from '../../src/messages/bundle.ts';
import { confirmCodec, includedRoot } from '../../src/messages/confirm.ts';
import { codecOf } from '../../src/messages/table.ts';
import { type Participated, takePartUnder } from '../../src/net/participant/takePart.ts';
import { frameOf } from '../../src/net/wire/frame.ts';
import { evidenceOf, verifyEvidence } from '../../src/record/index.ts';
import { ALL_CHECKS, EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import type { CheckName } from '../../src/session/checks/table.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { planDigest } from '../../src/session/parts.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { kernel, policyFor, seedOf, testInput } from '../support/federation.ts';
import { bodyOf, retold } from '../support/forgery.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';
import { sessions, setup as base, WHOLE } from '../support/parts.ts';

const setup = { ...base, session: sessions[1]! };
const PLAN = toHex(planDigest(sessions[0]!));
const OTHERS = [1, 2, 3] as const;

let coordinator: HttpCoordinator;
let stop: AbortController;

beforeEach(async () => {
  coordinator = await httpCoordinator(setup);
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await coordinator.stop();
});

function participate(client: number, wire?: Wire, off?: CheckName): Promise<Participated> {
  return takePartUnder(off ? EnabledChecks.unsafeWithout(off) : ALL_CHECKS, {
    server: coordinator.server,
    now: () => Date.now(),
    signal: stop.signal,
    task: 'test',
    roster: base.roster,
    identity: base.identities[client]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    random: seededRandom(seedOf(`parts ${client}`)),
    kernel,
    input: () => testInput(WHOLE, client),
    fetch: wire ? wire(fetch) : fetch,
  });
}

/** The set in the other list. */
let wanted: Uint8Array;

/** Leaves client 3 out of the list of part 1 that the victim receives; notes which lists of that part it signs. */
function anotherList(signed: (root: Uint8Array) => void): Wire {
  const session = sessions[1]!;
  const codec = codecOf('included', session);
  return (next) => async (request, init) => {
    const sent = messageOf(init);
    if (sent && phaseOf(sent) === 'confirm') {
      const { session: named } = openEnvelope(sent.envelope, sent.envelope.length);
      if (toHex(named) === toHex(session.digest)) signed(bodyOf(confirmCodec, sent).root);
    }
    const answer = await next(request, init);
    const message = await messageInAnswer(answer);
    if (!message || phaseOf(message) !== 'included') return answer;
    const { session: named } = openEnvelope(message.envelope, message.envelope.length);
    if (toHex(named) !== toHex(session.digest)) return answer;
    const other = retold(session, 'included', codec, message, (body) => {
      const included = body.included.filter(({ client }) => client !== 3);
      wanted = includedRoot(included);
      return { ...body, included };
    });
    return new Response(Uint8Array.from(frameOf(other)), { headers: answer.headers });
  };
}

it('that shows another list in one part is named, with evidence', async () => {
  const signed: Uint8Array[] = [];
  for (const client of OTHERS) participate(client).catch(() => undefined);
  const victim = await participate(
    0,
    anotherList((root) => signed.push(root)),
  );
  expect(victim).toMatchObject({ kind: 'abort', code: 'parts-same', culprit: 'coordinator' });
  expect(signed).toEqual([]);
  if (victim.kind !== 'abort') throw new Error('not an abort');
  const evidence = evidenceOf(victim.session!, victim)!;
  expect(await verifyEvidence(evidence, { roster: base.roster }, kernel)).toMatchObject({
    kind: 'proven',
    misbehaviour: 'different-parts',
    culprit: 'coordinator',
  });
});

it('that shows another list in one part has it signed, but for the check', async () => {
  for (const client of OTHERS) participate(client).catch(() => undefined);
  const root = await new Promise<Uint8Array>((resolve) => {
    participate(0, anotherList(resolve), 'parts-same').catch(() => undefined);
  });
  expect(root).toEqual(wanted);
});

/** Answers with the record of the first part where the one of all parts is asked for. */
const firstPartAlone: Wire = (next) => async (request, init) => {
  const answer = await next(request, init);
  if (pathOf(request) !== `/v1/records/${PLAN}` || answer.status !== 200) return answer;
  const [first] = readParts(new Uint8Array(await answer.arrayBuffer()))!;
  return new Response(Uint8Array.from(first!), { headers: { 'content-type': 'application/cbor' } });
};

it.each([
  ['fails two checks', undefined, ['mine', 'parts-complete']],
  // Its receipt is one of all parts, so that a participant sees it twice; who only reads the record does not.
  ['passes for the whole to whoever has no receipt, but for the check', 'parts-complete', ['mine']],
] as const)('a part that is published as the record %s', async (_, off, expected) => {
  const others = OTHERS.map((client) => participate(client));
  const victim = await participate(0, firstPartAlone, off);
  await Promise.all(others);
  if (victim.kind !== 'published') throw new Error(victim.kind);
  const failed = victim.report.checks.filter(({ verdict }) => verdict === 'failed');
  expect(failed.map(({ check }) => check)).toEqual(expected);
});
