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

/** A party in words, for messages. */
export function partyName(party: Party): string {
  return party === 'coordinator' ? 'the coordinator' : `client ${party}`;
}
