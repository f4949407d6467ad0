/**
 * Immediate release of memory. Outputs of a cipher are outside the engine's heap. The engine sees
 * only small handles, so it would let hundreds of megabytes accumulate before collecting them;
 * allocating fresh memory then costs more than the cipher.
 */

/** The part of a port that is used. */
interface PortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  close(): void;
}

/**
 * Releases the memory of bytes, which must be the whole of their buffer. Their length is 0
 * afterwards.
 */
export type GiveBack = (bytes: Uint8Array) => void;

/** Transfers the buffer to an empty one (ECMAScript 2024); not available in Node 20. */
export const giveBackByTransfer: GiveBack = ({ buffer }) => {
  (buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
};

/** Posts the buffer to a closed port, where it is discarded. */
export function giveBackByPort(): GiveBack {
  const { port1, port2 }: { port1: PortLike; port2: PortLike } = new MessageChannel();
  port1.close();
  port2.close();
  return ({ buffer }) => {
    port1.postMessage(undefined, [buffer as ArrayBuffer]);
  };
}

/**
 * The best method of the platform. If it has none, the memory is released by garbage collection.
 */
function platformGiveBack(): GiveBack {
  if ('transfer' in ArrayBuffer.prototype) return giveBackByTransfer;
  return typeof MessageChannel === 'function' ? giveBackByPort() : (): void => undefined;
}

let chosen: GiveBack | undefined;

/** Smaller outputs are left to the garbage collector: the first port of a process costs milliseconds. */
const LEAST_BYTES = 2 ** 14;

/**
 * Releases the memory of at least 16 KiB immediately if the bytes are the whole of their buffer;
 * their length is 0 afterwards.
 */
export function giveBack(bytes: Uint8Array): void {
  if (bytes.length !== bytes.buffer.byteLength || bytes.length < LEAST_BYTES) return;
  chosen ??= platformGiveBack();
  chosen(bytes);
}
