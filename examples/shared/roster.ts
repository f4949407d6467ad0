import {
  FILE_KINDS,
  fileKind,
  fromHex,
  IdentityKey,
  Roster,
  rosterNameProblem,
  toHex,
} from 'veilsum';

/** Reads a roster file, as `veilsum roster build` writes it. @throws Error saying what is wrong with it */
export function rosterIn(text: string): Roster {
  const kind = fileKind(new TextEncoder().encode(text));
  if (kind !== undefined && kind !== 'roster') {
    throw new Error(`this is ${FILE_KINDS[kind]}${kind === 'empty' ? '' : ', not a roster'}`);
  }
  const { format, digest, clients, ...others } = JSON.parse(text) as Record<string, unknown>;
  if (format !== 'veilsum-roster-1' || !Array.isArray(clients)) {
    throw new Error('this is not a roster file');
  }
  requireNothingElse('the roster', others);
  const roster = Roster.of(clients.map(entryIn));
  if (digest !== undefined && digest !== toHex(roster.digest)) {
    throw new Error(`the roster states another digest; its entries have ${toHex(roster.digest)}`);
  }
  const problem = rosterNameProblem(roster.entries.map(({ name }) => name));
  if (problem !== undefined) throw new Error(problem);
  return roster;
}

function entryIn(entry: unknown, i: number): { name: string; key: IdentityKey } {
  const { name, key, ...others } = (entry ?? {}) as Record<string, unknown>;
  requireNothingElse(`entry ${i} of the roster`, others);
  const bytes = typeof key === 'string' ? fromHex(key) : undefined;
  if (typeof name !== 'string' || !bytes) throw new Error(`entry ${i} of the roster is broken`);
  return { name, key: IdentityKey.parse(bytes) };
}

/** What is not known could say that somebody is admitted no more. */
function requireNothingElse(what: string, others: object): void {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new Error(`${what} has an unknown field ${JSON.stringify(unknown)}`);
}
