import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  maxDeliveryBytes,
  maxEnvelopeBytes,
  maxShareLeavesBytes,
  maxUploadBytes,
} from '../../session/messageSizes.ts';
import type { Session } from '../../session/session.ts';
import { WireError } from '../../wire/errors.ts';
import type { Message } from '../../wire/message.ts';
import type { Receipt } from '../../coordinator/inbox.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import { COORDINATOR_PHASES, type CoordinatorPhase } from '../service/sessionView.ts';
import { CBOR_TYPE, FRAME_OVERHEAD, frameOf, messageIn } from './frame.ts';
import { SESSION_PARAMS, sessionOf } from './publicRoutes.ts';
import { isSignedBody, type Signer, signerOf } from './requestSignature.ts';
import type { ServerOptions } from './serverOptions.ts';
import { Uploads } from './uploads.ts';
import { awaited, WAIT_QUERY } from './waiting.ts';

/** The largest message that any session takes, in bytes; each session has a smaller limit of its own. */
const MOST_BODY_BYTES = 2 ** 28;

/** The most bytes of any frame that goes in or out of a session. */
function maxFrameBytes(session: Session): number {
  const attachments = [
    maxUploadBytes(session),
    maxShareLeavesBytes(session),
    maxDeliveryBytes(session),
  ];
  return maxEnvelopeBytes(session) + Math.max(...attachments) + FRAME_OVERHEAD;
}

/** What a session's clients do: fetch what the coordinator says to them, and send what they answer. */
export function addParticipantRoutes(app: FastifyInstance, options: ServerOptions): void {
  const uploads = new Uploads();
  /** Requests whose headers were found to be in order, before any of their bodies was read. */
  const announced = new WeakMap<FastifyRequest, { hosted: HostedSession; signer: Signer }>();

  app.post(
    '/v1/sessions/:digest/messages',
    {
      bodyLimit: MOST_BODY_BYTES + FRAME_OVERHEAD,
      schema: {
        summary: 'A client’s message, in a frame; the request is signed by the client’s identity',
        params: SESSION_PARAMS,
        consumes: [CBOR_TYPE],
      },
      onRequest: async (request, reply) => {
        const hosted = sessionOf(options, request, reply);
        if (!hosted) return reply;
        // What is turned down here has a body that nobody is going to read.
        const turnDown = (status: number, error: string): FastifyReply =>
          reply.code(status).header('connection', 'close').send({ error });
        const length = request.headers['content-length'];
        if (length === undefined) return turnDown(411, 'state the body’s length');
        if (Number(length) > maxFrameBytes(hosted.session)) {
          return turnDown(413, 'the body is larger than any message of this session');
        }
        const signer = await signerIn(options, hosted, request);
        if ('problem' in signer) return turnDown(401, signer.problem);
        if (!uploads.begin(`${hosted.id} ${signer.key.toHex()}`, reply.raw)) {
          return turnDown(
            429,
            'too many messages of this client are on their way; send them in turn',
          );
        }
        announced.set(request, { hosted, signer });
        return undefined;
      },
    },
    async (request, reply) => {
      const { hosted, signer } = announced.get(request)!;
      const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
      if (!(await isSignedBody(signer, body))) {
        return reply.code(401).send({ error: 'the body is not the one that was signed' });
      }
      const message = readFrame(body, maxFrameBytes(hosted.session));
      if (message instanceof WireError) return reply.code(400).send({ error: message.message });
      return answer(reply, await hosted.receive(message));
    },
  );

  app.get(
    '/v1/sessions/:digest/messages/:phase',
    {
      schema: {
        summary:
          'The coordinator’s message of a phase to the client that signed the request: 200 with a frame, 204 while there is none yet, 410 when there will be none',
        params: {
          ...SESSION_PARAMS,
          properties: {
            ...SESSION_PARAMS.properties,
            phase: { type: 'string', enum: [...COORDINATOR_PHASES] },
          },
        },
        querystring: WAIT_QUERY,
      },
    },
    async (request, reply) => {
      const hosted = sessionOf(options, request, reply);
      if (!hosted) return reply;
      const signer = await signerIn(options, hosted, request);
      if ('problem' in signer) return reply.code(401).send({ error: signer.problem });
      const client = hosted.roster.find(signer.key)!;
      const { phase } = request.params as { phase: CoordinatorPhase };
      const { view } = hosted;
      const found = await awaited(
        view,
        request,
        reply,
        () => view.messageFor(client, phase) ?? (view.hasSent(phase) ? 'left behind' : view.end),
      );
      if (found === undefined) return reply.code(204).send();
      if (found === 'left behind') {
        return reply.code(410).send({
          code: 'phase-bound',
          message: 'the session went on without this client, which was late',
        });
      }
      if ('kind' in found) {
        return reply
          .code(410)
          .send(
            found.kind === 'aborted'
              ? { code: found.code, message: found.message }
              : { code: 'phase-bound', message: 'the session has ended' },
          );
      }
      return reply.type(CBOR_TYPE).send(Buffer.from(frameOf(found)));
    },
  );
}

/** Who signed a request, judged by its headers alone. */
function signerIn(
  { now }: ServerOptions,
  hosted: HostedSession,
  { method, url: path, headers }: FastifyRequest,
): ReturnType<typeof signerOf> {
  return signerOf(headers.authorization, { method, path }, now(), hosted.keys);
}

function readFrame(body: Uint8Array, maxBytes: number): Message | WireError {
  try {
    return messageIn(Uint8Array.from(body), maxBytes);
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
}

/** A receipt as a response: 200 for what stands, 409 for what is too early or too late, 422 for what is wrong. */
function answer(reply: FastifyReply, receipt: Receipt): FastifyReply {
  if (receipt.kind !== 'refusal') return reply.send(receipt);
  const { kind, code, message } = receipt;
  return reply.code(code === 'phase-bound' ? 409 : 422).send({ kind, code, message });
}
