import { tupleHash } from '../crypto/tupleHash.ts';
import { IdentityKey } from '../crypto/signing.ts';
import { type Argument, having, refuseArgument, strictObject } from '../usage/arguments.ts';
import { UsageError } from '../usage/usageError.ts';
import { bytesIn } from '../usage/typedArrays.ts';
import { MAX_CLIENTS, MAX_NAME_LENGTH, MIN_CLIENTS } from './limits.ts';
import { type ClientId, clientId } from './party.ts';
import { printable } from './printable.ts';

/** One admitted client. */
export interface RosterEntry {
  /** A display name, 1 to 100 characters, unique in the roster. */
  readonly name: string;
  /** The client's Ed25519 identity key. */
  readonly key: IdentityKey;
}

/** A roster is not acceptable; the message says why. */
export class RosterError extends Error {
  override readonly name = 'RosterError';
}

const keyArgument = having<IdentityKey>('an IdentityKey: make one with IdentityKey.parse', [
  'toHex',
]);

/** Unknown fields are rejected: one might say that a client is no longer admitted. */
const entryArgument: Argument<RosterEntry> = strictObject<RosterEntry>({
  name: (value, at) => (typeof value === 'string' ? value : refuseArgument(at, 'text', value)),
  key: keyArgument,
});

function readEntries(entries: unknown): readonly RosterEntry[] {
  if (!Array.isArray(entries)) throw new RosterError('a roster is made of an array of entries');
  try {
    return entries.map((entry, i) => entryArgument(entry, `entry ${i}`));
  } catch (error) {
    if (error instanceof UsageError) throw new RosterError(error.message);
    throw error;
  }
}

/**
 * The clients that may take part, with their identity keys, which every party pins by one digest.
 * Only admission to the roster prevents Sybil attacks: a coordinator that fills it with its own
 * identities learns the remaining inputs.
 *
 * @example
 * ```ts
 * const ours = Roster.of(identities.map(({ publicKey }, i) => ({ name: `client ${i}`, key: publicKey })));
 * ours.size; // 4
 * ours.entry(clientId(2, ours.size)!).name; // 'client 2'
 * ```
 */
export class Roster {
  readonly entries: readonly RosterEntry[];
  /** 32 bytes, over every name and key in order. */
  readonly digest: Uint8Array;
  /** Positions by the hexadecimal digits of keys. */
  readonly #places: ReadonlyMap<string, number>;

  private constructor(entries: readonly RosterEntry[]) {
    this.entries = entries;
    this.#places = new Map(entries.map(({ key }, i) => [key.toHex(), i]));
    const fields = entries.flatMap((entry) => [entry.name, entry.key.bytes]);
    this.digest = tupleHash('veilsum-1/roster', ...fields);
  }

  /**
   * Creates a roster. Does not reject names that look alike: use `rosterNameProblem`.
   *
   * @param given - 3 to 10,000 entries; a scheme may take fewer
   * @throws {@link RosterError} for repeated names or keys, too few or too many entries, and
   *   invalid entries
   */
  static of(given: readonly RosterEntry[]): Roster {
    const entries = readEntries(given);
    if (entries.length < MIN_CLIENTS || entries.length > MAX_CLIENTS) {
      throw new RosterError(
        `a roster has ${MIN_CLIENTS} to ${MAX_CLIENTS} entries, not ${entries.length}`,
      );
    }
    const names = new Set<string>();
    const keys = new Set<string>();
    for (const { name, key } of entries) {
      if (name.length < 1 || name.length > MAX_NAME_LENGTH) {
        throw new RosterError(`a name has 1 to ${MAX_NAME_LENGTH} characters`);
      }
      if (/[\p{Cc}\p{Cs}]/u.test(name)) {
        throw new RosterError(
          `the name ${printable(JSON.stringify(name))} has a control character or half a pair`,
        );
      }
      if (names.has(name)) {
        throw new RosterError(`the name ${printable(JSON.stringify(name))} appears twice`);
      }
      if (keys.has(key.toHex()))
        throw new RosterError(`the key of ${printable(JSON.stringify(name))} appears twice`);
      names.add(name);
      keys.add(key.toHex());
    }
    return new Roster(entries);
  }

  /** n, the number of clients. */
  get size(): number {
    return this.entries.length;
  }

  /**
   * The entry of a client.
   *
   * @throws UsageError `wrong-input` if there is no such client
   */
  entry(id: ClientId): RosterEntry {
    const found = clientId(id, this.size);
    return found === undefined
      ? refuseArgument('id', `a client from 0 to ${this.size - 1}`, id)
      : this.entries[found]!;
  }

  /** The client with this identity key, or `undefined` if it is not on the roster. */
  find(key: IdentityKey): ClientId | undefined {
    const place = this.#places.get(keyArgument(key, 'key').toHex());
    return place === undefined ? undefined : clientId(place, this.size);
  }
}

/** Reads a roster. */
export const rosterArgument: Argument<Roster> = having<Roster>(
  'a Roster: make one with Roster.of',
  ['entry', 'find'],
  ({ digest, entries }) => bytesIn(digest)?.length === 32 && Array.isArray(entries),
);
