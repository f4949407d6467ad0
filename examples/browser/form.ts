import {
  type EncodingPolicy,
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
}

/** Reads the form. @throws Error saying which field to look at */
export function filledForm(): Filled {
  const roster = rosterIn(byId('roster', HTMLTextAreaElement).value);
  const values = vectorIn(field('vector'));
  const encoding = encodingIn();
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
      encoding,
      // A vector of another length than the filled in one is not what was meant; a weighted mean takes the weight beside it.
      length: encoding && values.length + (encoding.kind === 'weighted-mean' ? 1 : 0),
    },
    values,
  };
}

/** The encoding that is taken; none where it is left to the coordinator. */
function encodingIn(): EncodingPolicy | undefined {
  const chosen = byId('encoding', HTMLSelectElement).value;
  const clip = pinnedIn('clip');
  const maxWeight = pinnedIn('weight');
  switch (chosen) {
    case 'integer':
      return { kind: 'integer' };
    case 'sum':
    case 'mean':
      return { kind: 'fixed-point', clip, average: chosen };
    case 'weighted-mean':
      return { kind: 'weighted-mean', clip, maxWeight: maxWeight && { min: 1, max: maxWeight } };
    default:
      return undefined;
  }
}

/** A number that was filled in, if there is one; what is none is refused with the policy. */
function pinnedIn(id: string): number | undefined {
  const text = field(id);
  return text === '' ? undefined : Number(text);
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
