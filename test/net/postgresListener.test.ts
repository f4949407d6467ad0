/** What the listener does with connections that end, without a database. */
import { EventEmitter, once } from 'node:events';
import type { Client } from 'pg';
import { expect, it } from 'vitest';
import type { Connections } from '../../src/net/service/postgres/connection.ts';
import { Listener } from '../../src/net/service/postgres/listener.ts';

/** A connection whose queries succeed until it ends. */
class FakeClient extends EventEmitter {
  ended = false;

  query(): Promise<unknown> {
    return Promise.resolve({});
  }

  end(): Promise<void> {
    this.ended = true;
    this.emit('end');
    return Promise.resolve();
  }
}

it('stops while it opens its connection again, and closes that one', async () => {
  const [first, second] = [new FakeClient(), new FakeClient()];
  const calls = new EventEmitter();
  const connect = [
    () => Promise.resolve(first as unknown as Client),
    async () => {
      calls.emit('asked');
      await once(calls, 'opened');
      return second as unknown as Client;
    },
  ];
  const connections = { connect: () => connect.shift()!() } as Partial<Connections> as Connections;
  const listener = new Listener(connections, () => undefined);
  await listener.start();
  const asked = once(calls, 'asked');
  await first.end();
  await asked;
  const stopped = listener.stop();
  calls.emit('opened');
  await stopped;
  expect(second.ended).toBe(true);
}, 5000);
