import { type Argument, integer } from '../usage/arguments.ts';

const position = integer(0);

/** Reads a party. */
export const partyArgument: Argument<Party> = (value, at) =>
  value === 'coordinator' ? value : (position(value, at) as ClientId);

declare const clientIdBrand: unique symbol;

/** A client's position in the session's roster, from 0. A raw number is none until it was checked. */
export type ClientId = number & { readonly [clientIdBrand]: true };

/** Who sent something, or did it. */
export type Party = 'coordinator' | ClientId;

/** The position `index` in a roster of `clients` entries, or `undefined` where there is no such entry. */
export function clientId(index: number, clients: number): ClientId | undefined {
  return Number.isSafeInteger(index) && index >= 0 && index < clients
    ? (index as ClientId)
    : undefined;
}

/** A party in words, for messages. @throws UsageError `wrong-input` for what is no party */
export function partyName(party: Party): string {
  partyArgument(party, 'party');
  return party === 'coordinator' ? 'the coordinator' : `client ${party}`;
}
