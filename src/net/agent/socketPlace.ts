import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';

/** What is known of the folder that a socket is in. */
export interface SocketFolder {
  /** Not a link to one. */
  readonly isFolder: boolean;
  /** Whether the user of this process owns it. */
  readonly isOwn: boolean;
  /** Permissions, as the file system has them: 0o700 and the like. */
  readonly mode: number;
}

/** A path at which an agent would listen. */
export interface SocketPlace<Listening> {
  readonly path: string;
  folder(): Promise<SocketFolder>;
  /** What is at the path; a socket is live while somebody listens on it. */
  occupant(): Promise<'nothing' | 'live socket' | 'dead socket' | 'something else'>;
  removeDeadSocket(): Promise<void>;
  /** Listens; the socket is for this user alone from its first moment. */
  listen(): Promise<Listening>;
}

/** A socket that cannot be listened on. */
export class AgentSocketError extends Error {
  override readonly name = 'AgentSocketError';
}

/**
 * Listens at a path in a folder that this user owns and nobody else can enter, so that nobody else can connect, or put another socket
 * in its place. What is left of an agent that has ended is replaced; nothing else is.
 *
 * @throws AgentSocketError; CheckFailure `agent-socket`
 */
export async function listenAt<Listening>(
  checks: EnabledChecks,
  place: SocketPlace<Listening>,
): Promise<Listening> {
  const problem = folderProblem(await place.folder());
  checks.require('agent-socket', problem === undefined, () => ({
    message: `${place.path}: ${problem ?? ''}`,
  }));
  switch (await place.occupant()) {
    case 'nothing':
      break;
    case 'dead socket':
      await place.removeDeadSocket();
      break;
    case 'live socket':
      throw new AgentSocketError(`${place.path}: another agent listens there`);
    case 'something else':
      throw new AgentSocketError(`${place.path}: something that is not a socket is there`);
  }
  return place.listen();
}

function folderProblem({ isFolder, isOwn, mode }: SocketFolder): string | undefined {
  if (!isFolder) return 'it is not in a folder, but perhaps in a link to one';
  if (!isOwn) return 'its folder belongs to another user';
  return (mode & 0o077) === 0
    ? undefined
    : 'others can enter its folder: make that yours alone, with chmod 700';
}
