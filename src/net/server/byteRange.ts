import type { FastifyReply, FastifyRequest } from 'fastify';
import { CBOR_TYPE } from '../wire/frame.ts';

/**
 * Sends bytes that never change, or the rest of them where a broken download goes on: `Range: bytes=N-` (RFC 9110 §14).
 * Any other range is answered with all of them.
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
