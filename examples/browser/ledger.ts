import type { Ledger } from 'veilsum';
import { ledgerOver } from '../shared/claims.ts';
import { openDatabase, transact } from '../shared/database.ts';

const CLAIMS = 'claims';

/**
 * The rounds that an identity took part in and the inputs that it sent, in this origin's IndexedDB: looking and writing are one
 * transaction over all tabs, which is on the disk before a message goes out. Whoever clears the storage forgets them, and must
 * not use the identity again.
 *
 * @param owner - the identity's public key in hexadecimal
 * @throws Error with a sentence where claims would not be kept, or would be kept apart from those of the same page elsewhere
 */
export async function openBrowserLedger(owner: string): Promise<Ledger> {
  const database = await openDatabase('veilsum-ledger', [CLAIMS]);
  return ledgerOver(
    (mode, work) =>
      transact(database, [CLAIMS], mode, (store, give) => {
        work(store(CLAIMS), give);
      }),
    owner,
  );
}
