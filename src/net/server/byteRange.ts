import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AttachedPieces } from '../../coordinator/attached.ts';
import { CBOR_TYPE } from '../wire/frame.ts';

/**
 * Sends CBOR bytes that never change, piece by piece: no more than a few pieces are in memory, however slowly the client reads. A
 * request with `Range: bytes=N-` gets the rest from byte N with status 206 (RFC 9110 §14), to continue a broken download. Any other
 * range is ignored, and all bytes are sent.
 */
export function sendFrom(
  request: FastifyRequest,
  reply: FastifyReply,
  whole: AttachedPieces,
): FastifyReply {
  const [, from] = /^bytes=(\d{1,12})-$/.exec(request.headers.range ?? '') ?? [];
  const given = Number(from ?? 0);
  const start = given < whole.length ? given : 0;
  void reply
    .type(CBOR_TYPE)
    .header('accept-ranges', 'bytes')
    .header('content-length', whole.length - start);
  if (from !== undefined && start === given) {
    void reply
      .code(206)
      .header('content-range', `bytes ${start}-${whole.length - 1}/${whole.length}`);
  }
  return reply.send(Readable.from(bytesFrom(whole, start), { objectMode: false }));
}

/** Bytes that are handed to a connection at once: over TLS it has a copy of them until they are sent. */
const AT_ONCE = 2 ** 17;

/** The bytes from a position on. */
async function* bytesFrom(whole: AttachedPieces, start: number): AsyncIterable<Uint8Array> {
  let skip = start;
  for (const piece of whole.pieces()) {
    if (skip < piece.length) {
      const bytes = await piece.read();
      for (let at = skip; at < bytes.length; at += AT_ONCE) yield bytes.subarray(at, at + AT_ONCE);
    }
    skip = Math.max(0, skip - piece.length);
  }
}
