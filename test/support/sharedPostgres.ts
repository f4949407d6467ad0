import { inject } from 'vitest';
import { type Databases, freshDatabase, postgresServer } from './postgresServer.ts';

/**
 * The server that all files of a run share, for tests that let it run: see scripts/test/sharedDatabase.ts. One of their own where
 * a run has none. Databases are theirs alone; roles are everybody's, so that each file makes others.
 */
export async function sharedPostgres(): Promise<Databases> {
  const broker = inject('sharedDatabase') as string | undefined;
  if (broker === undefined) return postgresServer();
  const answer = await fetch(broker);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return { database: () => freshDatabase(Number(text)), stop: () => Promise.resolve() };
}
