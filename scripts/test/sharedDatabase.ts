/** One PostgreSQL server for all test files of a run, started when the first of them needs it. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import { type PostgresServer, postgresServer } from '../../test/support/postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL that responds with the port of the shared PostgreSQL server, and starts it if needed. */
    readonly sharedDatabase: string;
  }
}

/**
 * Global set-up of vitest.
 *
 * @returns a function that stops the server after the last test
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<PostgresServer> | undefined;
  const broker = createServer((_, response) => {
    started ??= postgresServer();
    started.then(
      ({ port }) => response.end(String(port)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  }).listen(0, '127.0.0.1');
  await once(broker, 'listening');
  project.provide('sharedDatabase', `http://127.0.0.1:${(broker.address() as AddressInfo).port}/`);
  return async () => {
    broker.close();
    broker.closeAllConnections();
    const server = await started?.catch(() => undefined);
    // Its data is no longer needed, and a clean shutdown would write all of it to disk first.
    await server?.crash();
    await server?.stop();
  };
}
