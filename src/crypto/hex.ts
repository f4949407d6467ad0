import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Lower-case hexadecimal digits of bytes. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/** The bytes that hexadecimal digits stand for, or `undefined` where they stand for none. */
export function fromHex(text: string): Uint8Array | undefined {
  return /^([0-9a-fA-F]{2})*$/.test(text) ? hexToBytes(text.toLowerCase()) : undefined;
}
