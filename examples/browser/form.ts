import { fromHex, type Identity, identityFromSeed, type Policy, type Roster } from 'veilsum';
import { byId } from '../shared/dom.ts';
import { rosterIn } from '../shared/roster.ts';

/** What somebody filled in. */
export interface Filled {
  readonly server: URL;
  readonly task: string;
  readonly identity: Identity;
  readonly roster: Roster;
  readonly policy: Policy;
  readonly values: Float64Array;
}

/** Reads the form. @throws Error saying which field to look at */
export function filledForm(): Filled {
  const roster = rosterIn(byId('roster', HTMLTextAreaElement).value);
  return {
    server: new URL(field('server')),
    task: field('task'),
    identity: identityFromSeed(hexIn('secret')),
    roster,
    policy: {
      rosterDigest: roster.digest,
      coordinatorKey: hexIn('coordinator'),
      minClients: roster.size,
      minThreshold: Number(field('threshold')),
      maxCorrupt: Number(field('corrupt')),
      bound: { min: 1, max: Number(field('bound')) },
    },
    values: vectorIn(field('vector')),
  };
}

function field(id: string): string {
  return byId(id, HTMLInputElement).value.trim();
}

function hexIn(id: string): Uint8Array {
  const bytes = fromHex(field(id));
  if (bytes?.length !== 32) throw new Error(`${id} has not 64 hexadecimal digits`);
  return bytes;
}

function vectorIn(text: string): Float64Array {
  const values = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (!values.every(Number.isFinite))
    throw new Error('the vector holds something that is no number');
  return Float64Array.from(values);
}
