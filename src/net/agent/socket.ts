import { once } from 'node:events';
import { lstat, unlink } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, resolve } from 'node:path';
import { CheckFailure, type EnabledChecks } from '../../session/checks/enabledChecks.ts';
import { systemReason } from '../disk/systemReason.ts';
import { streamChannel } from './channels.ts';
import type { Channel } from './connection.ts';
import { AgentSocketError, listenAt, type SocketPlace } from './socketPlace.ts';

/** Serves one client. @param ended - aborted when the client or the agent goes */
type ServeClient = (channel: Channel, ended: AbortSignal) => Promise<void>;

/** A Unix socket on which an agent waits for clients. */
export interface AgentSocket {
  /** Serves one client after the other, each alone, until `stop`. */
  serve(stop: AbortSignal, client: ServeClient): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a Unix socket, see {@link listenAt}. @throws AgentSocketError */
export async function openAgentSocket(checks: EnabledChecks, path: string): Promise<AgentSocket> {
  try {
    return new Listening(await listenAt(checks, placeOf(resolve(path))));
  } catch (error) {
    if (error instanceof AgentSocketError) throw error;
    const reason =
      error instanceof CheckFailure ? error.finding.message : `${path}: ${systemReason(error)}`;
    throw new AgentSocketError(reason, { cause: error });
  }
}

function placeOf(path: string): SocketPlace<Server> {
  return {
    path,
    folder: async () => {
      const found = await lstat(dirname(path));
      return {
        isFolder: found.isDirectory(),
        isOwn: found.uid === process.getuid?.(),
        mode: found.mode & 0o777,
      };
    },
    occupant: async () => {
      const found = await lstat(path).catch(() => undefined);
      if (!found) return 'nothing';
      if (!found.isSocket()) return 'something else';
      return (await answers(path)) ? 'live socket' : 'dead socket';
    },
    removeDeadSocket: () => unlink(path),
    listen: async () => {
      const server = createServer();
      const before = process.umask(0o077);
      try {
        // Bound before this returns.
        server.listen(path);
      } finally {
        process.umask(before);
      }
      await once(server, 'listening');
      return server;
    },
  };
}

function answers(path: string): Promise<boolean> {
  return new Promise((decide) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      decide(true);
    });
    socket.once('error', () => {
      decide(false);
    });
  });
}

class Listening implements AgentSocket {
  readonly #server: Server;
  #serving = false;

  constructor(server: Server) {
    this.#server = server;
  }

  async serve(stop: AbortSignal, client: ServeClient): Promise<void> {
    this.#server.on('connection', (socket) => {
      // One client at a time: another one is hung up on.
      if (this.#serving) socket.destroy();
      else void this.#serveOne(socket, stop, client);
    });
    if (!stop.aborted) await once(stop, 'abort');
  }

  async #serveOne(socket: Socket, stop: AbortSignal, client: ServeClient): Promise<void> {
    this.#serving = true;
    const ended = new AbortController();
    const end = (): void => {
      ended.abort();
    };
    socket.once('close', end);
    stop.addEventListener('abort', end);
    if (stop.aborted) end();
    try {
      await client(streamChannel(socket, socket), ended.signal);
    } catch {
      // The client went away while it was spoken to.
    } finally {
      stop.removeEventListener('abort', end);
      socket.destroy();
      this.#serving = false;
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }
}
