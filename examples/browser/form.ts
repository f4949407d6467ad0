import {
  defaultEpoch,
  fromHex,
  type Identity,
  identityFromSeed,
  type Policy,
  type Roster,
} from 'veilsum';
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
  /** What the values are about. */
  readonly epoch: string;
}

/** Reads the form. @throws Error saying which field to look at */
export function filledForm(): Filled {
  const roster = rosterIn(byId('roster', HTMLTextAreaElement).value);
  const identity = identityFromSeed(hexIn('secret'));
  const policy: Policy = {
    rosterDigest: roster.digest,
    coordinatorKey: hexIn('coordinator'),
    minClients: roster.size,
    minThreshold: Number(field('threshold')),
    maxCorrupt: Number(field('corrupt')),
    bound: { min: 1, max: Number(field('bound')) },
  };
  const values = vectorIn(field('vector'));
  return {
    server: new URL(field('server')),
    task: field('task'),
    identity,
    roster,
    policy,
    values,
    epoch: field('epoch') || defaultEpoch(policy, identity, values),
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
