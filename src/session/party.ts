import { type Argument, integer } from '../usage/arguments.ts';

const position = integer(0);

/** Reads a party. */
export const partyArgument: Argument<Party> = (value, at) =>
  value === 'coordinator' ? value : (position(value, at) as ClientId);

declare const clientIdBrand: unique symbol;

/**
 * A client's position in the session's roster, from 0. Obtain one from {@link clientId}, which
 * checks the range.
 */
export type ClientId = number & { readonly [clientIdBrand]: true };

/** A party of a session. */
export type Party = 'coordinator' | ClientId;

/**
 * The client at position `index` of a roster with `clients` entries, or `undefined` if there is
 * none.
 */
export function clientId(index: number, clients: number): ClientId | undefined {
  return Number.isSafeInteger(index) && index >= 0 && index < clients
    ? (index as ClientId)
    : undefined;
}

/**
 * A party's name for messages: `the coordinator`, or `client 3`.
 *
 * @throws UsageError `wrong-input` if it is not a party
 */
export function partyName(party: Party): string {
  partyArgument(party, 'party');
  return party === 'coordinator' ? 'the coordinator' : `client ${party}`;
}

/** Whether two lists have the same clients in the same order. */
export function sameClients(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((client, i) => client === b[i]);
}
