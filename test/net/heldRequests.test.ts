/** Many participants at once: requests that are held, and messages that all of them fetch. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wholeOf } from '../../src/coordinator/attached.ts';
import { frameFor } from '../../src/net/server/frameFor.ts';
import { frameOf } from '../../src/net/wire/frame.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { testSession } from '../support/federation.ts';
import { type HttpCoordinator, httpCoordinator } from '../support/httpCoordinator.ts';

const setup = testSession(20);

let http: HttpCoordinator;
beforeAll(async () => {
  http = await httpCoordinator(setup);
});
afterAll(() => http.stop());

it('are held without a warning of Node, however many they are', async () => {
  const warnings: string[] = [];
  const note = ({ message }: Error): number => warnings.push(message);
  process.on('warning', note);
  const path = `/v1/sessions/${http.hosted.id}/messages/advertised?wait=1`;
  const answers = await Promise.all(
    setup.identities.map(async (identity) => {
      const request = { method: 'GET', path };
      const nothing = new Uint8Array(0);
      const authorization = await authorizationOf(identity, request, nothing, Date.now());
      return fetch(new URL(path, http.server), { headers: { authorization } });
    }),
  );
  expect(answers.map(({ status }) => status)).toEqual(setup.identities.map(() => 204));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});

it.each([
  ['without an attachment', undefined],
  ['with one', new Uint8Array(300_000).fill(7)],
])('are sent from the one copy of an envelope, %s', async (_, attachment) => {
  const message = { envelope: new Uint8Array(500_000).fill(9), attachment };
  const frame = frameFor({ message });
  expect(Buffer.compare(await wholeOf(frame), frameOf(message))).toBe(0);
  expect(frame.length).toBe(frameOf(message).length);
  const pieces = await Promise.all([...frame.pieces()].map((piece) => piece.read()));
  expect(pieces.filter(({ buffer }) => buffer === message.envelope.buffer)).toHaveLength(1);
  const others = pieces.filter(({ buffer }) => buffer !== message.envelope.buffer);
  expect(others.filter(({ buffer }) => buffer !== attachment?.buffer).length).toBe(
    others.length - (attachment ? 1 : 0),
  );
});
