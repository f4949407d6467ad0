import { fromHex, toHex } from '../../crypto/hex.ts';
import { IdentityKey, InvalidKeyError } from '../../crypto/signing.ts';
import { defaultKernel } from '../../kernel/index.ts';
import { MAX_CLIENTS } from '../../session/limits.ts';
import { Roster, RosterError } from '../../session/roster.ts';
import { rosterNameProblem } from '../../session/rosterNames.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { readJson, writeWhole } from './files.ts';

const FORMAT = 'veilsum-roster-1';
const MAX_BYTES = 2 ** 20;

/**
 * The fields of a roster file. Others are rejected, because they could restrict who is admitted.
 */
const ROSTER_FIELDS: readonly string[] = ['format', 'digest', 'clients'];

/** Formats a roster as JSON, with its digest for people to compare. */
export function rosterJson(roster: Roster): string {
  const content = {
    format: FORMAT,
    digest: toHex(roster.digest),
    clients: roster.entries.map(({ name, key }) => ({ name, key: key.toHex() })),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Writes a roster file. */
export function writeRoster(path: string, roster: Roster): Promise<void> {
  return writeWhole(path, rosterJson(roster));
}

/**
 * Reads a roster file, and compares the roster's digest with the one that the file states.
 *
 * @throws CommandError if the file is not a valid roster, or states another digest; InputFileError
 *   if it cannot be read
 */
export async function readRoster(path: string): Promise<Roster> {
  const content = (await readJson(path, MAX_BYTES, 'roster')) as Record<string, unknown> | null;
  const clients = content?.['clients'];
  if (content?.['format'] !== FORMAT || !Array.isArray(clients)) {
    throw new CommandError(
      EXIT.input,
      `${path}: is not a roster file; build one with 'veilsum roster build'`,
    );
  }
  const unknown = Object.keys(content).find((name) => !ROSTER_FIELDS.includes(name));
  if (unknown !== undefined) {
    throw new CommandError(
      EXIT.input,
      `${path}: has a field ${JSON.stringify(unknown)}, which does not belong to a roster; its fields are ${ROSTER_FIELDS.join(', ')}`,
    );
  }
  const roster = await rosterOf(path, clients);
  const stated = content['digest'];
  if (stated !== undefined && stated !== toHex(roster.digest)) {
    throw new CommandError(
      EXIT.input,
      `${path}: states a different digest; its entries have ${toHex(roster.digest)}`,
    );
  }
  return roster;
}

/**
 * Creates a roster whose names people can tell apart.
 *
 * @param path - The file that it is for, which messages name.
 * @param clients - Entries `{ name, key }` with the key in hexadecimal; not validated yet.
 * @throws CommandError
 */
export async function rosterOf(path: string, clients: readonly unknown[]): Promise<Roster> {
  // Before any key is validated, since each takes as long as verifying a signature.
  if (clients.length > MAX_CLIENTS) {
    throw new CommandError(
      EXIT.input,
      `${path}: has ${clients.length} entries; a roster has at most ${MAX_CLIENTS}`,
    );
  }
  try {
    const read = clients.map(entryOf);
    const keys = IdentityKey.parseAll(
      await defaultKernel(),
      read.map(({ bytes }) => bytes),
    );
    const roster = Roster.of(read.map(({ name }, i) => ({ name, key: keys[i]! })));
    const problem = rosterNameProblem(roster.entries.map(({ name }) => name));
    if (problem !== undefined) throw new RosterError(problem);
    return roster;
  } catch (error) {
    if (error instanceof RosterError || error instanceof InvalidKeyError) {
      throw new CommandError(EXIT.input, `${path}: ${error.message}`);
    }
    throw error;
  }
}

function entryOf(entry: unknown, index: number): { name: string; bytes: Uint8Array } {
  const { name, key, ...others } = (entry ?? {}) as { name?: unknown; key?: unknown };
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    // It could say that an entry is no longer admitted.
    throw new RosterError(
      `entry ${index} has a field ${JSON.stringify(unknown)}; an entry has only a name and a key`,
    );
  }
  const bytes = typeof key === 'string' ? fromHex(key) : undefined;
  if (typeof name !== 'string' || bytes === undefined) {
    throw new RosterError(`entry ${index} has no name, or a key that is not hexadecimal`);
  }
  return { name, bytes };
}
