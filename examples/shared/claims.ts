import { type Claim, claimName, type Ledger } from 'veilsum';

/** Runs a transaction over the store of claims. */
export type InClaims = <T>(
  mode: IDBTransactionMode,
  work: (claims: IDBObjectStore, give: (result: T) => void) => void,
) => Promise<T>;

/**
 * A ledger over a store of IndexedDB: looking and writing are one transaction over all tabs.
 *
 * @param owner - the identity's public key in hexadecimal
 */
export function ledgerOver(inClaims: InClaims, owner: string): Ledger {
  const judged = (
    mode: IDBTransactionMode,
    claim: Claim,
    then: (claims: IDBObjectStore, name: string) => void,
  ): Promise<boolean> =>
    inClaims<boolean>(mode, (claims, give) => {
      const name = `${owner} ${claimName(claim)}`;
      const asked: IDBRequest<unknown> = claims.get(name);
      asked.onsuccess = () => {
        const admitted =
          asked.result === undefined || participationIn(asked.result) === claim.participation;
        if (admitted) then(claims, name);
        give(admitted);
      };
    });
  return {
    admits: (claim) => judged('readonly', claim, () => undefined),
    claim: (claim) =>
      judged('readwrite', claim, (claims, name) => {
        claims.put({ ...claim }, name);
      }),
  };
}

/** What an entry says that belongs to nobody belongs to nobody. */
function participationIn(kept: unknown): string | undefined {
  const { participation } = (kept ?? {}) as { participation?: unknown };
  return typeof participation === 'string' && participation !== '' ? participation : undefined;
}
