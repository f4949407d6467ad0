import type { Journal } from '../../src/net/journal/journal.ts';
import { MemoryNotes } from '../../src/replay/harness/memoryNotes.ts';
import type { World } from '../../src/replay/harness/world.ts';
import type { ClientId } from '../../src/session/party.ts';

/** A client's notes, which each process that uses them opens again once they were closed. */
export function reopening(world: World, id: ClientId): Journal {
  const notes = new MemoryNotes();
  let opened: Promise<Journal> | undefined;
  const journal = (): Promise<Journal> => (opened ??= notes.open(world, id));
  return {
    entries: async () => (await journal()).entries(),
    append: async (entry) => (await journal()).append(entry),
    end: async (finished) => (await journal()).end(finished),
    finished: async () => (await journal()).finished(),
    forget: async (session) => (await journal()).forget(session),
    close: async () => {
      await (await journal()).close();
      opened = undefined;
    },
  };
}
