/** The Commits that clients of a sparse session get with the included set: put together as they are sent, from one copy of each. */
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { wholeOf } from '../../src/coordinator/attached.ts';
import { BROADCAST_TYPES, CLIENT_PHASES } from '../../src/messages/table.ts';
import { frameFor } from '../../src/net/server/frameFor.ts';
import { CBOR_TYPE, frameOf, messageIn } from '../../src/net/wire/frame.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { sparseCoordinator } from '../../src/schemes/sparse/coordinator.ts';
import type { ClientId } from '../../src/session/party.ts';
import { type Exchange, exchange, publishedBy } from '../support/exchange.ts';
import { type HttpCoordinator, httpCoordinator } from '../support/httpCoordinator.ts';
import { ALL, setup } from '../support/sparse.ts';

const DROPPED = ALL[1]!;
const INCLUDED = ALL.filter((client) => client !== DROPPED);

let played: Exchange;
let http: HttpCoordinator;
beforeAll(async () => {
  played = await exchange(setup, { drops: { [DROPPED]: 'commit' } });
  http = await httpCoordinator(setup);
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => http.stop());

/** Fetches a message of the coordinator as a client, in a request that it signs. */
async function fetched(client: ClientId, type: string, from?: number): Promise<Response> {
  const path = `/v1/sessions/${http.hosted.id}/messages/${type}`;
  const request = { method: 'GET', path };
  const authorization = await authorizationOf(
    setup.identities[client]!,
    request,
    new Uint8Array(0),
    Date.now(),
  );
  const range = from === undefined ? {} : { range: `bytes=${from}-` };
  return fetch(new URL(path, http.server), { headers: { authorization, ...range } });
}

const bytesOf = async (answer: Response): Promise<Uint8Array> =>
  new Uint8Array(await answer.arrayBuffer());

it('are the same bytes as in memory, from any process and any byte on, and none are made before somebody asks', async () => {
  const asked = vi.spyOn(sparseCoordinator, 'headsTo');
  for (const phase of CLIENT_PHASES.slice(0, 3)) {
    for (const message of played.sent[phase].values()) await http.hosted.receive(message);
    if (http.hosted.view.phase === phase) await http.hosted.close(phase);
  }
  expect(http.hosted.view.phase).toBe('confirm');
  const shown = INCLUDED.map((client) => http.hosted.view.messageFor(client, 'included')!);
  for (const { message } of shown) expect(message.attachment).toBeUndefined();
  expect(http.hosted.view.messageFor(DROPPED, 'included')).toBeUndefined();
  expect(asked).not.toHaveBeenCalled();

  for (const [i, client] of INCLUDED.entries()) {
    const inMemory = played.received.confirm.get(client)!;
    const frame = frameOf(inMemory);
    const { length } = frameFor(shown[i]!);
    expect(length).toBe(frame.length);
    expect(await wholeOf(frameFor(shown[i]!))).toEqual(frame);
    const answer = await fetched(client, 'included');
    expect(answer.headers.get('content-length')).toBe(String(frame.length));
    expect(answer.headers.get('content-type')).toBe(CBOR_TYPE);
    expect(messageIn(await bytesOf(answer), frame.length)).toEqual(inMemory);
  }

  await http.restart();
  const client = INCLUDED[0]!;
  const frame = frameOf(played.received.confirm.get(client)!);
  expect(await bytesOf(await fetched(client, 'included'))).toEqual(frame);
  for (const from of [1, frame.length - 1000, frame.length - 1]) {
    const rest = await fetched(client, 'included', from);
    expect([rest.status, rest.headers.get('content-length')]).toEqual([
      206,
      String(frame.length - from),
    ]);
    expect(await bytesOf(rest)).toEqual(frame.slice(from));
  }
});

it('and nothing else that is kept for a client differs from what is kept for another', async () => {
  for (const phase of CLIENT_PHASES.slice(3)) {
    for (const message of played.sent[phase].values()) await http.hosted.receive(message);
  }
  const { view } = http.hosted;
  expect(view.end).toEqual({ kind: 'published', record: publishedBy(played).record });
  for (const type of BROADCAST_TYPES.slice(1)) {
    const messages = INCLUDED.map((client) => view.messageFor(client, type)!.message);
    // One envelope for all, not one of equal bytes for each.
    expect(new Set(messages.map(({ envelope }) => envelope)).size).toBe(1);
    expect(messages.filter(({ attachment }) => attachment !== undefined)).toEqual([]);
  }
});
