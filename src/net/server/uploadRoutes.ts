import { CLIENT_PHASES, type ClientPhase, maxMessageBytes } from '../../messages/table.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fromHex, toHex } from '../../crypto/hex.ts';
import type { SubmissionOutcome } from '../../coordinator/submissions.ts';

import { envelopeDigest } from '../../wire/envelope.ts';
import { WireError } from '../../wire/errors.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import type { Admission, Admitted } from './admission.ts';
import { CBOR_TYPE, FRAME_OVERHEAD } from '../wire/frame.ts';
import { answer, readFrame } from './participantRoutes.ts';
import { sendProblem } from './problemReplies.ts';
import { SESSION_PARAMS } from './publicRoutes.ts';
import type { UploadSpool } from './uploadSpool.ts';

/** Limit on a chunk, in bytes. Each is in memory until it is complete. */
const MOST_CHUNK_BYTES = 2 ** 22;

/** Schema of the path parameters that name an upload. */
const UPLOAD_PARAMS = {
  type: 'object',
  properties: {
    ...SESSION_PARAMS.properties,
    phase: { type: 'string', enum: [...CLIENT_PHASES] },
    envelope: {
      ...SESSION_PARAMS.properties.digest,
      description: 'the digest of the message’s envelope',
    },
  },
  required: ['digest', 'phase', 'envelope'],
} as const;

interface UploadParams {
  readonly phase: ClientPhase;
  readonly envelope: string;
}

interface ChunkPlace {
  readonly offset: number;
  readonly of: number;
}

const CHUNK_QUERY: object = {
  type: 'object',
  properties: {
    offset: { type: 'integer', minimum: 0, description: 'where the chunk starts in the frame' },
    of: { type: 'integer', minimum: 1, description: 'bytes of the whole frame' },
  },
  required: ['offset', 'of'],
};

/**
 * Adds the routes for uploading a message in chunks, for networks on which a connection does not
 * last as long as a large message takes. A chunk counts once it is complete and has the digest that
 * its request's signature covers; the upload then continues after it, over any connection. The
 * response to the last chunk is the outcome of the message. Incomplete uploads are dropped when
 * their phase ends.
 */
export function addUploadRoutes(
  app: FastifyInstance,
  admission: Admission,
  spool: UploadSpool,
): void {
  const closing = new AbortController();
  app.addHook('onClose', async () => {
    closing.abort();
    await spool.close();
  });

  const watched = new Set<string>();
  /** Drops a session's incomplete uploads when the phase ends. */
  const dropAtEnd = async ({ id, view }: HostedSession, phase: ClientPhase): Promise<void> => {
    const watch = `${id} ${phase}`;
    if (watched.has(watch)) return;
    watched.add(watch);
    while (view.phase === phase && !closing.signal.aborted) await view.changed(closing.signal);
    watched.delete(watch);
    await spool.dropAll(id);
  };

  app.get(
    '/v1/sessions/:digest/uploads/:phase/:envelope',
    {
      schema: {
        summary:
          'State of a client’s upload: 200 with the offset to continue from, or with `repeated` if the message was accepted; 409 if its phase is over; 429 while it is being processed',
        params: UPLOAD_PARAMS,
      },
    },
    async (request, reply) => {
      const admitted = await admission.reader(request, reply);
      if (!admitted) return reply;
      const receipt = await settled(admitted, request);
      if (receipt) return answer(reply, receipt);
      const { envelope } = request.params as UploadParams;
      const offset = spool.progress(admitted.hosted.id, String(admitted.client), envelope);
      return offset === 'busy' ? busy(reply) : reply.send({ kind: 'receiving', offset });
    },
  );

  app.put(
    '/v1/sessions/:digest/uploads/:phase/:envelope',
    {
      bodyLimit: MOST_CHUNK_BYTES,
      schema: {
        summary:
          'Uploads a chunk of a client’s message: 202 with the offset to continue from, 409 with that offset if the chunk starts elsewhere; the response to the last chunk is the outcome of the message',
        params: UPLOAD_PARAMS,
        querystring: CHUNK_QUERY,
        consumes: [CBOR_TYPE],
      },
      onRequest: async (request, reply) => {
        const admitted = await admission.announce(request, reply, () => MOST_CHUNK_BYTES);
        if (!admitted) return reply;
        const receipt = await settled(admitted, request);
        // The chunk is never read, so the connection cannot be used again.
        return receipt && answer(reply.header('connection', 'close'), receipt);
      },
    },
    async (request, reply) => {
      const admitted = await admission.body(request, reply);
      if (!admitted) return reply;
      const receipt = await settled(admitted, request);
      if (receipt) return answer(reply, receipt);
      const { hosted, client, body } = admitted;
      const { phase, envelope } = request.params as UploadParams;
      const { offset, of } = request.query as ChunkPlace;
      const limit = maxUploadFrame(hosted, phase);
      if (of > limit && hosted.checks.isOn('request-size')) {
        const detail = `the message has ${of} bytes; those of this phase have at most ${limit}`;
        return sendProblem(reply, 'too-large', detail, { check: 'request-size' });
      }
      if (offset + body.length > of || body.length === 0) {
        return sendProblem(
          reply,
          'malformed-request',
          'the chunk is empty, or extends beyond the end',
        );
      }
      const [group, owner] = [hosted.id, String(client)];
      void dropAtEnd(hosted, phase);
      const chunk = { name: envelope, total: of, offset, bytes: body };
      const outcome = await spool.add(group, owner, chunk);
      switch (outcome.kind) {
        case 'busy':
          return busy(reply);
        case 'elsewhere':
          return sendProblem(reply, 'wrong-offset', `continue from byte ${outcome.offset}`, {
            offset: outcome.offset,
          });
        case 'receiving':
          return reply.code(202).send(outcome);
        case 'whole': {
          const judged = await judge(admitted, envelope, outcome.bytes).finally(() =>
            spool.drop(group, owner),
          );
          return typeof judged === 'string'
            ? sendProblem(reply, 'malformed-request', judged)
            : answer(reply, judged);
        }
      }
    },
  );
}

/** Submits a complete message to the session; returns what is wrong if the upload is malformed. */
async function judge(
  { hosted, client }: Admitted,
  name: string,
  frame: Uint8Array,
): Promise<SubmissionOutcome | string> {
  const message = readFrame(frame, frame.length);
  if (message instanceof WireError) return message.message;
  return toHex(envelopeDigest(message.envelope)) === name
    ? hosted.receive(message, client)
    : 'the upload has the name of another envelope';
}

/**
 * The outcome of an upload that need not or cannot continue: the message was accepted, or its phase
 * is not open.
 */
async function settled(
  { hosted, client }: Admitted,
  request: FastifyRequest,
): Promise<SubmissionOutcome | undefined> {
  const { phase, envelope } = request.params as UploadParams;
  const { view } = hosted;
  // Another process may have opened the phase.
  if (view.phase !== phase) await hosted.follow();
  const digest = fromHex(envelope);
  if (digest && view.acceptedAs(digest) === client) return { kind: 'repeated', client };
  if (view.phase === phase) return undefined;
  const message =
    view.phase === 'ended' ? 'the session has ended' : `the session is in phase ${view.phase}`;
  return { kind: 'rejection', code: 'phase-bound', message };
}

/** Largest frame of a client in the open phase, in bytes. */
function maxUploadFrame({ parts, view }: HostedSession, phase: ClientPhase): number {
  return maxMessageBytes(parts[0]!, phase) + view.maxAttachmentBytes + FRAME_OVERHEAD;
}

function busy(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, 'too-many', 'the previous chunk is still being processed');
}
