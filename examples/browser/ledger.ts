import { claimName, type Claim, type Ledger } from 'veilsum';

/**
 * The rounds that an identity took part in and the inputs that it sent, in this origin's storage: they outlive the tab. The lock makes looking and writing
 * one step over all tabs. Whoever clears the storage forgets them, and must not use the identity for the same rounds again.
 *
 * @param owner - the identity's public key in hexadecimal
 */
export function storageLedger(owner: string): Ledger {
  const place = (claim: Claim): string => `veilsum-ledger ${owner} ${claimName(claim)}`;
  const admits = (claim: Claim): boolean =>
    (localStorage.getItem(place(claim)) ?? claim.participation) === claim.participation;
  return {
    admits: (claim) => Promise.resolve(admits(claim)),
    claim: (claim) =>
      navigator.locks.request(place(claim), () => {
        const admitted = admits(claim);
        if (admitted) localStorage.setItem(place(claim), claim.participation);
        return admitted;
      }),
  };
}
