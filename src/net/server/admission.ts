import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientId } from '../../session/party.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import { InFlightBodies } from './inFlightBodies.ts';
import { sessionOf } from './publicRoutes.ts';
import { sendProblem } from './problemReplies.ts';
import { isSignedBody, type Signer, signerOf, type Unsigned } from '../wire/requestSignature.ts';
import type { ServerOptions } from './serverOptions.ts';

/** Whose request it is, and to which session. */
export interface Admitted {
  readonly hosted: HostedSession;
  readonly client: ClientId;
}

/** Requests of a session's clients: who signed them, judged by their headers before any of their bodies is read. */
export class Admission {
  readonly #options: ServerOptions;
  readonly #bodies: InFlightBodies;
  readonly #announced = new WeakMap<FastifyRequest, Admitted & { readonly signer: Signer }>();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#bodies = new InFlightBodies(options.now);
  }

  /** Whose request without a body it is; else it is answered. */
  async reader(request: FastifyRequest, reply: FastifyReply): Promise<Admitted | undefined> {
    const hosted = sessionOf(this.#options, request, reply);
    if (!hosted) return undefined;
    const signer = await this.#signerIn(hosted, request);
    if (!('problem' in signer)) return { hosted, client: hosted.roster.find(signer.key)! };
    sendProblem(reply, signer.problem, signer.detail);
    return undefined;
  }

  /**
   * Lets a request with a body begin, or answers it and closes its connection, so that nobody reads the rest.
   *
   * @param maxBytes - of the body
   */
  async announce(
    request: FastifyRequest,
    reply: FastifyReply,
    maxBytes: (hosted: HostedSession) => number,
  ): Promise<Admitted | undefined> {
    const hosted = sessionOf(this.#options, request, reply);
    if (!hosted) return undefined;
    const found = await this.#judge(hosted, request, reply, maxBytes(hosted));
    if ('problem' in found) {
      // What is turned down here has a body that nobody is going to read.
      const { problem, detail, check } = found;
      sendProblem(reply.header('connection', 'close'), problem, detail, check && { check });
      return undefined;
    }
    const admitted = { hosted, client: hosted.roster.find(found.key)!, signer: found };
    this.#announced.set(request, admitted);
    return admitted;
  }

  /** The body of a request that was announced, if it is the one that was signed; else the request is answered. */
  async body(
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<(Admitted & { readonly body: Uint8Array }) | undefined> {
    const { signer, ...admitted } = this.#announced.get(request)!;
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0);
    if (await isSignedBody(signer, body)) return { ...admitted, body };
    sendProblem(reply, 'wrong-signature', 'the body is not the one that was signed');
    return undefined;
  }

  async #judge(
    hosted: HostedSession,
    request: FastifyRequest,
    reply: FastifyReply,
    maxBytes: number,
  ): Promise<Signer | Unsigned> {
    const length = request.headers['content-length'];
    if (length === undefined) {
      return { problem: 'length-required', detail: 'state the body’s length' };
    }
    if (Number(length) > maxBytes && hosted.checks.isOn('request-size')) {
      const detail = `the body has ${length} bytes, and none that belongs here more than ${maxBytes}`;
      return { problem: 'too-large', detail, check: 'request-size' };
    }
    const signer = await this.#signerIn(hosted, request);
    if ('problem' in signer) return signer;
    if (this.#bodies.begin(`${hosted.id} ${signer.key.toHex()}`, reply.raw)) return signer;
    return {
      problem: 'too-many',
      detail: 'too many messages of this client are on their way; send them in turn',
    };
  }

  #signerIn(
    hosted: HostedSession,
    { method, url: path, headers }: FastifyRequest,
  ): ReturnType<typeof signerOf> {
    return signerOf(headers.authorization, { method, path }, this.#options.now(), hosted.keys);
  }
}
