import { type Claim, claimName, type Ledger } from 'veilsum';

const DATABASE = 'veilsum-ledger';
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
  requireOwnStorage();
  const database = await open();
  const admits = (kept: unknown, { participation }: Claim): boolean =>
    kept === undefined || participationIn(kept) === participation;
  const inClaims = <T>(
    mode: IDBTransactionMode,
    claim: Claim,
    judge: (claims: IDBObjectStore, kept: unknown, name: string) => T,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(CLAIMS, mode, { durability: 'strict' });
      // A browser that does not know of durability promises none.
      if (transaction.durability !== 'strict') {
        transaction.abort();
        reject(
          new Error('this browser does not promise to keep what a page writes: use a newer one'),
        );
        return;
      }
      const claims = transaction.objectStore(CLAIMS);
      const name = `${owner} ${claimName(claim)}`;
      let verdict: T;
      const asked: IDBRequest<unknown> = claims.get(name);
      asked.onsuccess = () => {
        verdict = judge(claims, asked.result, name);
      };
      transaction.oncomplete = () => {
        resolve(verdict);
      };
      transaction.onabort = () => {
        reject(unkept(transaction.error));
      };
    });
  return {
    admits: (claim) => inClaims('readonly', claim, (_, kept) => admits(kept, claim)),
    claim: (claim) =>
      inClaims('readwrite', claim, (claims, kept, name) => {
        const admitted = admits(kept, claim);
        if (admitted) claims.put({ ...claim }, name);
        return admitted;
      }),
  };
}

/**
 * Whether the browser has promised not to clear this origin's storage by itself. It is asked for that, and may say no: then the
 * claims last until the disk is short of space.
 */
export function isStoragePersistent(): Promise<boolean> {
  return navigator.storage.persist();
}

/** What an entry says that belongs to nobody belongs to nobody. */
function participationIn(kept: unknown): string | undefined {
  const { participation } = (kept ?? {}) as { participation?: unknown };
  return typeof participation === 'string' && participation !== '' ? participation : undefined;
}

function requireOwnStorage(): void {
  if (!isSecureContext) {
    throw new Error(
      'this page needs HTTPS: over plain HTTP a browser gives pages no cryptography, and anybody on the way may change them',
    );
  }
  if (isInForeignFrame()) {
    throw new Error(
      'this page is in a frame of another site, where a browser keeps its storage apart, so that a round could be joined twice: open it in a tab',
    );
  }
}

/** Whether a page of another origin is above this one. */
function isInForeignFrame(): boolean {
  for (let above: Window = window; above !== above.parent;) {
    above = above.parent;
    try {
      if (above.location.origin !== location.origin) return true;
    } catch {
      return true;
    }
  }
  return false;
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let asked: IDBOpenDBRequest;
    try {
      asked = indexedDB.open(DATABASE, 1);
    } catch (error) {
      reject(unkept(error));
      return;
    }
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(CLAIMS);
    };
    asked.onsuccess = () => {
      resolve(asked.result);
    };
    asked.onerror = () => {
      reject(unkept(asked.error));
    };
  });
}

function unkept(error: unknown): Error {
  const reason = error instanceof Error ? `: ${error.message}` : '';
  return new Error(
    `this browser keeps nothing for this page${reason}; allow it to, or use a window that is not private`,
    { cause: error },
  );
}
