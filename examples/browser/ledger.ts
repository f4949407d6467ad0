import type { Ledger, Participation } from 'veilsum';

/**
 * The rounds that an identity took part in, in this origin's storage: they outlive the tab. The lock makes looking and writing
 * one step over all tabs. Whoever clears the storage forgets them, and must not use the identity for the same rounds again.
 *
 * @param owner - the identity's public key in hexadecimal
 */
export function storageLedger(owner: string): Ledger {
  return {
    claim: ({ task, round, session }: Participation) => {
      const name = `veilsum-ledger ${owner} ${JSON.stringify([task, round])}`;
      return navigator.locks.request(name, () => {
        if (localStorage.getItem(name) !== null) return false;
        localStorage.setItem(name, session);
        return true;
      });
    },
  };
}
