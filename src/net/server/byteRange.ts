import type { FastifyReply, FastifyRequest } from 'fastify';
import { CBOR_TYPE } from '../wire/frame.ts';

/**
 * Sends CBOR bytes that never change. A request with `Range: bytes=N-` gets the rest from byte N
 * with status 206 (RFC 9110 §14), to continue a broken download. Any other range is ignored, and
 * all bytes are sent.
 */
export function sendFrom(
  request: FastifyRequest,
  reply: FastifyReply,
  bytes: Uint8Array,
): FastifyReply {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  void reply.type(CBOR_TYPE).header('accept-ranges', 'bytes');
  const [, from] = /^bytes=(\d{1,12})-$/.exec(request.headers.range ?? '') ?? [];
  const start = Number(from ?? 0);
  if (from === undefined || start >= whole.length) return reply.send(whole);
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${whole.length - 1}/${whole.length}`)
    .send(whole.subarray(start));
}
