/**
 * Releases memory immediately. A cipher's outputs lie outside the engine's heap, and an engine that
 * sees only their small handles lets them pile up to hundreds of megabytes before it collects them:
 * fresh memory from the system then costs more than the cipher.
 */

/** The part of a port that is used. */
interface PortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  close(): void;
}

/**
 * Releases the memory behind bytes. They must be the whole of their buffer, and have length 0
 * afterwards.
 */
export type GiveBack = (bytes: Uint8Array) => void;

/** By transferring it to an empty buffer (ECMAScript 2024): not in Node 20. */
export const giveBackByTransfer: GiveBack = ({ buffer }) => {
  (buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
};

/** By sending it to a closed port: the memory is transferred, and arrives nowhere. */
export function giveBackByPort(): GiveBack {
  const { port1, port2 }: { port1: PortLike; port2: PortLike } = new MessageChannel();
  port1.close();
  port2.close();
  return ({ buffer }) => {
    port1.postMessage(undefined, [buffer as ArrayBuffer]);
  };
}

/** The best method that the platform has. Without either, the memory waits to be collected. */
function platformGiveBack(): GiveBack {
  if ('transfer' in ArrayBuffer.prototype) return giveBackByTransfer;
  return typeof MessageChannel === 'function' ? giveBackByPort() : (): void => undefined;
}

let chosen: GiveBack | undefined;

/**
 * Releases the memory of bytes immediately, if they are the whole of their buffer; they have length
 * 0 afterwards.
 */
export function giveBack(bytes: Uint8Array): void {
  if (bytes.length !== bytes.buffer.byteLength || bytes.length === 0) return;
  chosen ??= platformGiveBack();
  chosen(bytes);
}
