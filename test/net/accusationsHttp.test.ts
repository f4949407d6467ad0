/** Cheaters of a coded session before a coordinator that is reached over HTTP, with a restart while boxes are fetched. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CLIENT_PHASES } from '../../src/messages/table.ts';
import { provenFindings } from '../../src/net/server/describeSession.ts';
import { CBOR_TYPE, frameOf } from '../../src/net/wire/frame.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import {
  ACCUSER,
  cheatedSession,
  type CheatedSession,
  DEALER,
  SCHEMES,
} from '../support/cheaters.ts';
import { type HttpCoordinator, httpCoordinator } from '../support/httpCoordinator.ts';

let cheated: CheatedSession;
let http: HttpCoordinator;
beforeAll(async () => {
  cheated = await cheatedSession(SCHEMES[1]!);
  http = await httpCoordinator(cheated.scenario);
});
afterAll(() => http.stop());

/** A request that a client signs. */
async function ask(
  client: number,
  path: string,
  body: Uint8Array | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const method = body ? 'POST' : 'GET';
  const identity = cheated.scenario.identities[client]!;
  const place = `/v1/sessions/${http.hosted.id}/${path}`;
  const authorization = await authorizationOf(
    identity,
    { method, path: place },
    body ?? new Uint8Array(0),
    Date.now(),
  );
  return fetch(new URL(place, http.server), {
    method,
    headers: { authorization, ...(body && { 'content-type': CBOR_TYPE }), ...headers },
    body: (body as Uint8Array<ArrayBuffer> | undefined) ?? null,
  });
}

const bytesOf = async (answer: Response): Promise<Uint8Array> =>
  new Uint8Array(await answer.arrayBuffer());

it('both are left out and named, and the others get the same record as in memory', async () => {
  const { sent, outcome } = cheated;
  for (const phase of CLIENT_PHASES) {
    for (const message of sent[phase]) {
      const { sender } = openEnvelope(message.envelope, message.envelope.length);
      const { status } = await ask(sender, 'messages', frameOf(message));
      expect(status).toBe(200);
    }
    if (http.hosted.view.phase === phase) await http.hosted.close(phase);
    if (phase !== 'share') continue;
    // The boxes come from the store, also from a process that did not take them in, and from any byte on.
    const boxes = await bytesOf(await ask(0, 'messages/shared', undefined));
    await http.restart();
    expect(await bytesOf(await ask(0, 'messages/shared', undefined))).toEqual(boxes);
    for (const from of [1, 500, boxes.length - 1]) {
      const rest = await ask(0, 'messages/shared', undefined, { range: `bytes=${from}-` });
      expect(rest.status).toBe(206);
      expect(rest.headers.get('content-length')).toBe(String(boxes.length - from));
      expect(await bytesOf(rest)).toEqual(boxes.slice(from));
    }
  }
  const { hosted } = http;
  expect(hosted.view.end).toEqual({ kind: 'published', record: outcome.published!.record });
  const named = provenFindings(hosted.view).map(({ culprit }) => culprit);
  expect(named.toSorted()).toEqual([DEALER, ACCUSER]);
});
