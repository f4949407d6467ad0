import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ClientId } from '../../session/party.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import { InFlightBodies } from './inFlightBodies.ts';
import { sessionOf } from './publicRoutes.ts';
import { sendProblem } from './problemReplies.ts';
import { isSignedBody, type Signer, signerOf, type Unsigned } from '../wire/requestSignature.ts';
import type { ServerOptions } from './serverOptions.ts';

/** The session that a request is for, and the client that signed it. */
export interface Admitted {
  readonly hosted: HostedSession;
  readonly client: ClientId;
}

/**
 * Admits the requests of a session's clients. They are authenticated by their headers, before any
 * of the body is read.
 */
export class Admission {
  readonly #options: ServerOptions;
  readonly #bodies: InFlightBodies;
  readonly #announced = new WeakMap<FastifyRequest, Admitted & { readonly signer: Signer }>();

  constructor(options: ServerOptions) {
    this.#options = options;
    this.#bodies = new InFlightBodies(options.now);
  }

  /**
   * Admits a request without a body.
   *
   * @returns `undefined` if it was not admitted; then a problem has been sent
   */
  async reader(request: FastifyRequest, reply: FastifyReply): Promise<Admitted | undefined> {
    const hosted = sessionOf(this.#options, request, reply);
    if (!hosted) return undefined;
    const signer = await this.#signerIn(hosted, request);
    if (!('problem' in signer)) return { hosted, client: hosted.roster.find(signer.key)! };
    sendProblem(reply, signer.problem, signer.detail);
    return undefined;
  }

  /**
   * Admits a request with a body before the body is read. If it is not admitted, a problem is sent
   * and the connection is closed, so that the body need not be read.
   *
   * @param maxBytes - Limit on the body in a session, in bytes.
   * @returns `undefined` if it was not admitted
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
      // The body of a rejected request is never read, so the connection cannot be used again.
      const { problem, detail, check } = found;
      sendProblem(reply.header('connection', 'close'), problem, detail, check && { check });
      return undefined;
    }
    const admitted = { hosted, client: hosted.roster.find(found.key)!, signer: found };
    this.#announced.set(request, admitted);
    return admitted;
  }

  /**
   * The body of a request that `announce` admitted, once it is found to be the one that was signed.
   *
   * @returns `undefined` if it is another one; then a problem has been sent
   */
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
      return { problem: 'length-required', detail: 'add a Content-Length header' };
    }
    if (Number(length) > maxBytes && hosted.checks.isOn('request-size')) {
      const detail = `the body has ${length} bytes; at most ${maxBytes} are accepted here`;
      return { problem: 'too-large', detail, check: 'request-size' };
    }
    const signer = await this.#signerIn(hosted, request);
    if ('problem' in signer) return signer;
    if (this.#bodies.begin(`${hosted.id} ${signer.key.toHex()}`, reply.raw)) return signer;
    return {
      problem: 'too-many',
      detail: 'this client is sending too many messages at once; send one after another',
    };
  }

  #signerIn(
    hosted: HostedSession,
    { method, url: path, headers }: FastifyRequest,
  ): ReturnType<typeof signerOf> {
    return signerOf(headers.authorization, { method, path }, this.#options.now(), hosted.keys);
  }
}
