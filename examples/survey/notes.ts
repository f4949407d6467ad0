import type { NoteStorage } from 'veilsum/http';
import type { Owned } from './storage.ts';

const HEAD = 'head';

/** The journal of a participation, in the database of its identity. */
export function noteStorage(owned: Owned): NoteStorage {
  const get = (from: 'notes' | 'finished', key: IDBValidKey): Promise<Uint8Array | undefined> =>
    owned([from], 'readonly', (store, give) => {
      const asked: IDBRequest<unknown> = store(from).get(key);
      asked.onsuccess = () => {
        give(asked.result as Uint8Array | undefined);
      };
    });
  const put = (to: 'notes' | 'finished', key: IDBValidKey, value: Uint8Array): Promise<void> =>
    owned([to], 'readwrite', (store) => {
      store(to).put(value, key);
    });
  return {
    where: 'this browser’s storage',
    // A database of a browser has no copies that its pages could open.
    inPlace: true,
    note: (index) => get('notes', index),
    putNote: (index, sealed) => put('notes', index, sealed),
    head: () => get('notes', HEAD),
    putHead: (head) => put('notes', HEAD, head),
    // Entries and head go in one transaction.
    clear: () =>
      owned(['notes'], 'readwrite', (store) => {
        store('notes').clear();
      }),
    finishedNames: () =>
      owned(['finished'], 'readonly', (store, give) => {
        const asked = store('finished').getAllKeys();
        asked.onsuccess = () => {
          give(asked.result.map(String));
        };
      }),
    finished: (name) => get('finished', name),
    putFinished: (name, sealed) => put('finished', name, sealed),
    forgetFinished: (name) =>
      owned(['finished'], 'readwrite', (store) => {
        store('finished').delete(name);
      }),
    close: () => Promise.resolve(),
  };
}
