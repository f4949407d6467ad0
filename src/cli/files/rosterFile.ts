import { fromHex, toHex } from '../../crypto/hex.ts';
import { IdentityKey, InvalidKeyError } from '../../crypto/signing.ts';
import { Roster, type RosterEntry, RosterError } from '../../session/roster.ts';
import { rosterNameProblem } from '../../session/rosterNames.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { readJson, writeWhole } from './files.ts';

const FORMAT = 'veilsum-roster-1';
const MAX_BYTES = 2 ** 20;

/** A roster as JSON, with its digest beside it for people to compare. */
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

/** Reads a roster file; its digest is computed, and compared with the one that it states. @throws CommandError */
export async function readRoster(path: string): Promise<Roster> {
  const content = (await readJson(path, MAX_BYTES)) as Record<string, unknown> | null;
  const clients = content?.['clients'];
  if (content?.['format'] !== FORMAT || !Array.isArray(clients)) {
    throw new CommandError(
      EXIT.input,
      `${path}: is no roster file; build one with 'veilsum roster build'`,
    );
  }
  const roster = rosterOf(path, clients);
  const stated = content['digest'];
  if (stated !== undefined && stated !== toHex(roster.digest)) {
    throw new CommandError(
      EXIT.input,
      `${path}: states another digest; its entries have ${toHex(roster.digest)}`,
    );
  }
  return roster;
}

/** Makes a roster whose names people can tell apart, with the file named in whatever is wrong. @throws CommandError */
export function rosterOf(path: string, clients: readonly unknown[]): Roster {
  try {
    const roster = Roster.of(clients.map(entryOf));
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

function entryOf(entry: unknown, index: number): RosterEntry {
  const { name, key } = (entry ?? {}) as { name?: unknown; key?: unknown };
  const bytes = typeof key === 'string' ? fromHex(key) : undefined;
  if (typeof name !== 'string' || bytes === undefined) {
    throw new RosterError(`entry ${index} has no name, or a key that is not hexadecimal`);
  }
  return { name, key: IdentityKey.parse(bytes) };
}
