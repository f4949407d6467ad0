import { bytesToNumberLE } from '@noble/curves/utils.js';
import { toHex } from '../../src/crypto/hex.ts';
import type { Abort, Rejection } from '../../src/session/outcome.ts';
import type { Message } from '../../src/wire/transcript.ts';
import type { Person } from './parties/person.ts';

/** Whether a message that a person sends holds a secret of theirs as it is. */
export function shownInMessage({ secrets }: Person, { envelope, attachment }: Message): boolean {
  const parts = [envelope, attachment ?? new Uint8Array(0)].map((bytes) => Buffer.from(bytes));
  return secrets.some((secret) => parts.some((part) => part.indexOf(Buffer.from(secret)) >= 0));
}

/** Whether a secret is in what a person's client says of an error: in hex, in base64 or as a number. */
export function shownInText(people: Iterable<Person>, text: string): boolean {
  for (const { secrets } of people) {
    for (const secret of secrets) {
      if (text.includes(toHex(secret))) return true;
      if (text.includes(Buffer.from(secret).toString('base64'))) return true;
      if (text.includes(bytesToNumberLE(secret).toString())) return true;
    }
  }
  return false;
}

/** What an abort or a rejection says, in all its fields. */
export function textOf({ code, message, culprit, evidence = [] }: Abort | Rejection): string {
  return [code, message, String(culprit), ...evidence.map(toHex)].join('\n');
}
