import { fromHex, IdentityKey, Roster, rosterNameProblem } from 'veilsum';

/** Reads a roster file, as `veilsum roster build` writes it. @throws Error saying what is wrong with it */
export function rosterIn(text: string): Roster {
  const { clients } = JSON.parse(text) as { clients?: unknown };
  if (!Array.isArray(clients)) throw new Error('this is no roster file');
  const roster = Roster.of(
    clients.map((entry: unknown, i) => {
      const { name, key } = (entry ?? {}) as { name?: unknown; key?: unknown };
      const bytes = typeof key === 'string' ? fromHex(key) : undefined;
      if (typeof name !== 'string' || !bytes) throw new Error(`entry ${i} of the roster is broken`);
      return { name, key: IdentityKey.parse(bytes) };
    }),
  );
  const problem = rosterNameProblem(roster.entries.map(({ name }) => name));
  if (problem !== undefined) throw new Error(problem);
  return roster;
}
