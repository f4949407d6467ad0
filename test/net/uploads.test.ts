import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { joinSession } from '../../src/client/join.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import type { Identity } from '../../src/crypto/signing.ts';
import { frameOf } from '../../src/net/wire/frame.ts';
import { authorizationOf } from '../../src/net/wire/requestSignature.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { envelopeDigest } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import {
  identity,
  kernel,
  policyFor,
  seedOf,
  testInput,
  testSession,
} from '../support/federation.ts';
import { httpCoordinator, type HttpCoordinator } from '../support/httpCoordinator.ts';

const setup = testSession(5);
const { session, roster, identities } = setup;

let coordinator: HttpCoordinator;

beforeEach(async () => {
  coordinator = await httpCoordinator(setup);
});

afterEach(async () => {
  await coordinator.stop();
});

/** A message as it is uploaded: its frame, and the name of the upload. */
interface Upload {
  readonly frame: Uint8Array;
  readonly name: string;
}

/** A client's Advertise message: small, but in chunks of a few dozen bytes as good as any. */
async function advertisement(client: number, seed = 'upload'): Promise<Upload> {
  const joined = await joinSession({
    invitation: coordinator.hosted.view.invitations[0]!,
    task: 'test',
    roster,
    identity: identities[client]!,
    policy: policyFor(setup),
    ledger: memoryLedger(),
    input: () => testInput(session, client),
    random: seededRandom(seedOf(`${seed} ${client}`)),
    kernel,
  });
  if (joined.kind === 'abort') throw new Error(joined.message);
  return uploadOf(joined.output);
}

function uploadOf(message: Message): Upload {
  return { frame: frameOf(message), name: toHex(envelopeDigest(message.envelope)) };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function request(
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  by: Identity,
  body?: Uint8Array,
  signed: Uint8Array = body ?? new Uint8Array(0),
): Promise<Answer> {
  const response = await fetch(new URL(path, coordinator.server), {
    method,
    headers: {
      authorization: await authorizationOf(by, { method, path }, signed, Date.now()),
      ...(body && { 'content-type': 'application/cbor' }),
    },
    body: body ? (body as Uint8Array<ArrayBuffer>) : null,
  });
  return { status: response.status, body: await response.json() };
}

function pathOf(name: string, phase = 'advertise'): string {
  return `/v1/sessions/${coordinator.hosted.id}/uploads/${phase}/${name}`;
}

function progress({ name }: Upload, by = identities[0]!): Promise<Answer> {
  return request('GET', pathOf(name), by);
}

interface Put {
  readonly by?: Identity;
  /** What is signed instead of the chunk. */
  readonly signed?: Uint8Array;
  readonly of?: number;
  readonly name?: string;
}

/** Sends the bytes of a frame from one place to another. */
function put({ frame, name }: Upload, from: number, to: number, odd: Put = {}): Promise<Answer> {
  const path = `${pathOf(odd.name ?? name)}?offset=${from}&of=${odd.of ?? frame.length}`;
  return request('PUT', path, odd.by ?? identities[0]!, frame.slice(from, to), odd.signed);
}

const receiving = (status: number, offset: number): Answer => ({
  status,
  body: { kind: 'receiving', offset },
});
const accepted = { status: 200, body: { kind: 'accepted', client: 0 } };
const repeated = { status: 200, body: { kind: 'repeated', client: 0 } };
const tooLate = {
  status: 409,
  body: { type: 'urn:veilsum:problem:wrong-phase', check: 'phase-bound' },
};
const elsewhere = (offset: number): object => ({
  status: 409,
  body: { type: 'urn:veilsum:problem:wrong-offset', offset },
});

/** Files in which chunks wait. */
async function waiting(): Promise<number> {
  const [folder] = await readdir(coordinator.uploads);
  return (await readdir(join(coordinator.uploads, folder!))).length;
}

describe('another client’s message', () => {
  it('is taken from nobody else, in chunks or in one piece', async () => {
    const upload = await advertisement(1);
    const refused = {
      status: 422,
      body: {
        type: 'urn:veilsum:problem:refused',
        check: 'sender-bound',
        detail: 'client 0 brought a message of client 1; let that client send it',
      },
    };
    expect(await put(upload, 0, upload.frame.length)).toMatchObject(refused);
    const path = `/v1/sessions/${coordinator.hosted.id}/messages`;
    expect(await request('POST', path, identities[0]!, upload.frame)).toMatchObject(refused);
    expect(coordinator.hosted.view.phases[0]).toMatchObject({ accepted: 0 });
    const own = { by: identities[1]! };
    expect(await put(upload, 0, upload.frame.length, own)).toMatchObject({ status: 200 });
    // Nor is it repeated to anybody else.
    expect(await request('POST', path, identities[0]!, upload.frame)).toMatchObject(refused);
    expect(await request('POST', path, identities[1]!, upload.frame)).toMatchObject({
      body: { kind: 'repeated', client: 1 },
    });
  });
});

describe('an upload', () => {
  it('is acknowledged chunk by chunk, and accepted when it is whole', async () => {
    const upload = await advertisement(0);
    expect(await progress(upload)).toEqual(receiving(200, 0));
    expect(await put(upload, 0, 100)).toEqual(receiving(202, 100));
    expect(await progress(upload)).toEqual(receiving(200, 100));
    expect(await put(upload, 100, 150)).toEqual(receiving(202, 150));
    expect(await put(upload, 150, upload.frame.length)).toEqual(accepted);
    expect(await waiting()).toBe(0);
    expect(coordinator.hosted.view.phases[0]).toMatchObject({ accepted: 1 });
  });

  it('that was accepted is said to be so, however often it is sent', async () => {
    const upload = await advertisement(0);
    expect(await put(upload, 0, upload.frame.length)).toEqual(accepted);
    expect(await progress(upload)).toEqual(repeated);
    expect(await put(upload, 0, upload.frame.length)).toEqual(repeated);
    expect(await put(upload, 100, 101)).toEqual(repeated);
    expect(coordinator.hosted.view.phases[0]).toMatchObject({ accepted: 1 });
  });

  it('begins again after the coordinator did, and is known where it was accepted before', async () => {
    const [upload, other] = [await advertisement(0), await advertisement(1)];
    const by = identities[1]!;
    await put(upload, 0, 100);
    await put(other, 0, other.frame.length, { by });
    await coordinator.restart();
    expect(await progress(upload)).toEqual(receiving(200, 0));
    expect(await put(upload, 100, upload.frame.length)).toMatchObject(elsewhere(0));
    expect(await put(upload, 0, upload.frame.length)).toEqual(accepted);
    expect(await progress(other, by)).toMatchObject({ status: 200, body: { kind: 'repeated' } });
  });
});

describe('chunks that do not belong', () => {
  it('out of order: nothing is kept of them', async () => {
    const upload = await advertisement(0);
    expect(await put(upload, 100, 150)).toMatchObject(elsewhere(0));
    expect(await waiting()).toBe(0);
    await put(upload, 0, 100);
    expect(await put(upload, 150, upload.frame.length)).toMatchObject(elsewhere(100));
    expect(await put(upload, 100, upload.frame.length)).toEqual(accepted);
  });

  it('overlapping: what was acknowledged stands', async () => {
    const upload = await advertisement(0);
    await put(upload, 0, 100);
    const forged = { ...upload, frame: upload.frame.map((byte) => byte ^ 1) };
    expect(await put(forged, 50, 150)).toMatchObject(elsewhere(100));
    expect(await put(upload, 100, upload.frame.length)).toEqual(accepted);
  });

  it('of another digest than was signed: 401, and the upload stays where it was', async () => {
    const upload = await advertisement(0);
    await put(upload, 0, 100);
    const broken = await put(upload, 100, 150, { signed: upload.frame.slice(100, 149) });
    expect(broken.status).toBe(401);
    expect(await progress(upload)).toEqual(receiving(200, 100));
  });

  it('too large: no chunk beyond its end, no message beyond its phase’s limit', async () => {
    const upload = await advertisement(0);
    expect((await put(upload, 0, 100, { of: 2 ** 20 })).status).toBe(413);
    expect((await put(upload, 0, 100, { of: 99 })).status).toBe(400);
    expect((await put(upload, 0, 0)).status).toBe(400);
    const huge = { ...upload, frame: new Uint8Array(2 ** 22 + 1) };
    // The answer comes before the body is read; the connection may break before the answer is.
    const answer = await put(huge, 0, huge.frame.length).catch(() => 'broken');
    if (answer !== 'broken') expect(answer).toMatchObject({ status: 413 });
    expect(await waiting()).toBe(0);
  });

  it('under the name of another envelope, or of none: 400, and nothing is judged', async () => {
    const [upload, other] = [await advertisement(0), await advertisement(0, 'other')];
    const misnamed = await put(upload, 0, upload.frame.length, { name: other.name });
    expect(misnamed.status).toBe(400);
    const garbage = { ...upload, frame: new Uint8Array(200).fill(0xff) };
    expect((await put(garbage, 0, 200)).status).toBe(400);
    expect((await put(upload, 0, 100, { name: 'nonsense' })).status).toBe(400);
    expect(coordinator.hosted.view.phases[0]).toMatchObject({ accepted: 0 });
    expect(await waiting()).toBe(0);
  });
});

describe('another’s upload', () => {
  it('cannot be seen, extended or displaced', async () => {
    const upload = await advertisement(0);
    await put(upload, 0, 100);
    const by = identities[1]!;
    expect(await progress(upload, by)).toEqual(receiving(200, 0));
    expect(await put(upload, 100, 150, { by })).toMatchObject(elsewhere(0));
    const forged = { ...upload, frame: new Uint8Array(upload.frame.length) };
    expect(await put(forged, 0, 50, { by })).toEqual(receiving(202, 50));
    expect(await progress(upload)).toEqual(receiving(200, 100));
    expect(await put(upload, 100, upload.frame.length)).toEqual(accepted);
  });

  it('is nothing for strangers', async () => {
    const upload = await advertisement(0);
    const by = identity('a stranger');
    expect((await progress(upload, by)).status).toBe(401);
    expect((await put(upload, 0, 100, { by })).status).toBe(401);
  });
});

describe('uploads that are never finished', () => {
  it('take one place a client: the next one begun displaces the one before', async () => {
    const uploads = await Promise.all(
      Array.from({ length: 20 }, (_, i) => advertisement(0, `attempt ${i}`)),
    );
    for (const upload of uploads) expect(await put(upload, 0, 100)).toEqual(receiving(202, 100));
    expect(await waiting()).toBe(1);
    expect(await progress(uploads[0]!)).toEqual(receiving(200, 0));
  });

  it('are dropped when their phase ends, and the late are told so', async () => {
    const [upload, late] = [await advertisement(0), await advertisement(1)];
    await put(upload, 0, 100);
    for (const client of [1, 2, 3, 4]) {
      const { frame, name } = await advertisement(client, 'in time');
      await put({ frame, name }, 0, frame.length, { by: identities[client]! });
    }
    expect(await waiting()).toBe(1);
    await coordinator.hosted.close('advertise');
    expect(coordinator.hosted.view.phase).toBe('share');
    await expect.poll(waiting).toBe(0);
    expect(await progress(upload)).toMatchObject(tooLate);
    expect(await put(upload, 100, 150)).toMatchObject(tooLate);
    expect(await put(late, 0, 100, { by: identities[1]! })).toMatchObject(tooLate);
  });
});
