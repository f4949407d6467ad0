/**
 * The IndexedDB of this page's origin, for what must not be lost or duplicated: every transaction is on the disk before it resolves.
 *
 * @throws Error with a sentence where a page's storage would not be kept, or would be kept apart from that of the same page elsewhere
 */
export function openDatabase(name: string, stores: readonly string[]): Promise<IDBDatabase> {
  requireOwnStorage();
  return new Promise((resolve, reject) => {
    let asked: IDBOpenDBRequest;
    try {
      asked = indexedDB.open(name, 1);
    } catch (error) {
      reject(unkept(error));
      return;
    }
    asked.onupgradeneeded = () => {
      for (const store of stores) asked.result.createObjectStore(store);
    };
    asked.onsuccess = () => {
      resolve(asked.result);
    };
    asked.onerror = () => {
      reject(unkept(asked.error));
    };
  });
}

/** What one transaction does: asks its stores, gives a result, or refuses, which undoes it. */
export type Work<T> = (
  store: (name: string) => IDBObjectStore,
  give: (result: T) => void,
  refuse: (problem: string) => void,
) => void;

/**
 * Runs one transaction.
 *
 * @returns what `give` was given last, once the transaction is on the disk
 * @throws Error with a sentence if it was refused, or is not kept
 */
export function transact<T>(
  database: IDBDatabase,
  stores: readonly string[],
  mode: IDBTransactionMode,
  work: Work<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([...stores], mode, { durability: 'strict' });
    let refusal: Error | undefined;
    let result: T;
    const refuse = (problem: string): void => {
      refusal = new Error(problem);
      transaction.abort();
    };
    transaction.oncomplete = () => {
      resolve(result);
    };
    transaction.onabort = () => {
      reject(refusal ?? unkept(transaction.error));
    };
    // A browser that does not know of durability promises none.
    if (transaction.durability !== 'strict') {
      refuse('this browser does not promise to keep what a page writes: use a newer one');
      return;
    }
    work(
      (name) => transaction.objectStore(name),
      (given) => {
        result = given;
      },
      refuse,
    );
  });
}

/**
 * Whether the browser has promised not to clear this origin's storage by itself. It is asked for that, and may say no: then what is
 * stored lasts until the disk is short of space.
 */
export function isStoragePersistent(): Promise<boolean> {
  return navigator.storage.persist();
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

function unkept(error: unknown): Error {
  const reason = error instanceof Error ? `: ${error.message}` : '';
  return new Error(
    `this browser keeps nothing for this page${reason}; allow it to, or use a window that is not private`,
    { cause: error },
  );
}
