/**
 * Memory given back at once. A cipher's outputs lie outside the engine's heap, and an engine that sees only their small handles lets
 * them pile up for hundreds of megabytes before it collects: fresh memory from the system then costs more than the cipher.
 */

/** The little of a port that is used. */
interface PortLike {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  close(): void;
}

/** Gives the memory behind bytes back. They must be all that their buffer holds, and have no length afterwards. */
export type GiveBack = (bytes: Uint8Array) => void;

/** By moving it to a buffer without bytes (ECMAScript 2024): not in Node 20. */
export const giveBackByTransfer: GiveBack = ({ buffer }) => {
  (buffer as ArrayBuffer & { transfer(length: number): ArrayBuffer }).transfer(0);
};

/** By sending it to a port that is closed: what is sent there moves, and arrives nowhere. */
export function giveBackByPort(): GiveBack {
  const { port1, port2 }: { port1: PortLike; port2: PortLike } = new MessageChannel();
  port1.close();
  port2.close();
  return ({ buffer }) => {
    port1.postMessage(undefined, [buffer as ArrayBuffer]);
  };
}

/** The best that the platform has. Where it has neither, the memory waits to be collected. */
function platformGiveBack(): GiveBack {
  if ('transfer' in ArrayBuffer.prototype) return giveBackByTransfer;
  return typeof MessageChannel === 'function' ? giveBackByPort() : (): void => undefined;
}

let chosen: GiveBack | undefined;

/** Gives the memory of bytes back at once, if they are all that their buffer holds; they have no length afterwards. */
export function giveBack(bytes: Uint8Array): void {
  if (bytes.length !== bytes.buffer.byteLength || bytes.length === 0) return;
  chosen ??= platformGiveBack();
  chosen(bytes);
}
