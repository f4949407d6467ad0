import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { bytes as bytesArgument, refuseArgument } from '../usage/arguments.ts';

const anyBytes = bytesArgument();

/**
 * Encodes bytes as lower-case hexadecimal digits.
 *
 * @throws UsageError `wrong-input` if the argument is not bytes
 */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(anyBytes(bytes, 'bytes'));
}

/**
 * Decodes hexadecimal digits of either case. Returns `undefined` if the text is not hexadecimal.
 *
 * @throws UsageError `wrong-input` if the argument is not a string
 */
export function fromHex(text: string): Uint8Array | undefined {
  if (typeof (text as unknown) !== 'string') refuseArgument('text', 'hexadecimal digits', text);
  return /^([0-9a-fA-F]{2})*$/.test(text) ? hexToBytes(text.toLowerCase()) : undefined;
}
