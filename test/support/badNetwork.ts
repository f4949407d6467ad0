import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** How bad a network is, in each direction of each connection. */
export interface Badness {
  /** Milliseconds that each piece takes to arrive. */
  readonly latencyMs?: number;
  /** Up to as many more, drawn for each piece; pieces stay in order. */
  readonly jitterMs?: number;
  readonly bytesPerSecond?: number;
  /** Bytes that a connection carries, both ways together, before it breaks; drawn for each connection. */
  readonly breaksAfter?: () => number;
  /** Draws from [0, 1). */
  readonly draw?: () => number;
}

/** A bad network between its own port and a server's. */
export interface BadNetwork {
  readonly url: URL;
  /** Connections that were broken on purpose. */
  readonly broken: () => number;
  /** Bytes that were taken from clients, and from the server. */
  readonly carried: () => { readonly up: number; readonly down: number };
  close(): Promise<void>;
}

/** Pieces are no larger than this, so that bandwidth is limited smoothly. */
const PIECE_BYTES = 2 ** 14;

/** Opens a proxy of TCP connections on the loopback interface, which treats them badly. */
export async function badNetwork(target: URL, badness: Badness): Promise<BadNetwork> {
  const sockets = new Set<Socket>();
  let broken = 0;
  const carried = { up: 0, down: 0 };
  const server = createServer((client) => {
    const upstream = connect({ port: Number(target.port), host: target.hostname });
    const both = [client, upstream];
    let budget = badness.breaksAfter?.() ?? Infinity;
    for (const socket of both) {
      sockets.add(socket);
      socket.setNoDelay(true);
      // What one end's error means for the other is said by its close.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        for (const other of both) other.destroy();
      });
    }
    const carry = (way: 'up' | 'down') => (bytes: number) => {
      carried[way] += bytes;
      budget -= bytes;
      if (budget > 0) return true;
      broken += 1;
      for (const socket of both) socket.resetAndDestroy();
      return false;
    };
    void forward(client, upstream, badness, carry('up'));
    void forward(upstream, client, badness, carry('down'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/`),
    broken: () => broken,
    carried: () => carried,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Forwards one direction, piece by piece; reading waits for the line to be free, as a sender would feel it. */
async function forward(
  from: Socket,
  to: Socket,
  { latencyMs = 0, jitterMs = 0, bytesPerSecond = Infinity, draw = Math.random }: Badness,
  carry: (bytes: number) => boolean,
): Promise<void> {
  let freeAt = 0;
  // What is under way arrives in order, each piece no sooner than the one before.
  let arrived: Promise<void> = Promise.resolve();
  const arriveAt = (time: number, arrive: () => void): void => {
    arrived = arrived.then(async () => {
      await until(time);
      if (!to.destroyed) arrive();
    });
  };
  try {
    for await (const bytes of from as AsyncIterable<Uint8Array>) {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        const piece = bytes.subarray(at, at + PIECE_BYTES);
        if (!carry(piece.length)) return;
        freeAt = Math.max(freeAt, performance.now()) + (piece.length / bytesPerSecond) * 1000;
        arriveAt(freeAt + latencyMs + draw() * jitterMs, () => to.write(piece));
        await until(freeAt);
      }
    }
    arriveAt(0, () => to.end());
  } catch {
    // The connection broke: its close says so to the other end.
  }
}

async function until(time: number): Promise<void> {
  const wait = time - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
}
