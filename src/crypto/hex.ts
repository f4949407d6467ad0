import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { bytes as bytesArgument, refuseArgument } from '../usage/arguments.ts';

const anyBytes = bytesArgument();

/** Lower-case hexadecimal digits of bytes. @throws UsageError `wrong-input` for anything else */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(anyBytes(bytes, 'bytes'));
}

/**
 * The bytes that hexadecimal digits stand for, or `undefined` if the text is not hexadecimal.
 *
 * @throws UsageError `wrong-input` if it is not text
 */
export function fromHex(text: string): Uint8Array | undefined {
  if (typeof (text as unknown) !== 'string') refuseArgument('text', 'hexadecimal digits', text);
  return /^([0-9a-fA-F]{2})*$/.test(text) ? hexToBytes(text.toLowerCase()) : undefined;
}
