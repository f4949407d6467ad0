import type { Identity } from '../crypto/signing.ts';
import { equalBytes } from '../crypto/tupleHash.ts';
import type { Kernel, WorkOptions } from '../kernel/kernel.ts';
import { ALL_DEFENCES } from '../session/defences.ts';
import { type Advance, HostError, Phase } from '../session/outcome.ts';
import type { Roster } from '../session/roster.ts';
import type { Session } from '../session/session.ts';
import type { Message } from '../wire/message.ts';
import { broadcast } from './context.ts';
import { CoordinatorSession } from './coordinatorSession.ts';

/** What a coordinator needs to run one session. */
export interface OpenOptions {
  /** Drawn up with `defineSession`, under this coordinator's key and this roster. */
  readonly session: Session;
  readonly roster: Roster;
  readonly identity: Identity;
  readonly kernel: Kernel;
  /** Progress of, and a stop to, the long work of unmasking. */
  readonly work?: WorkOptions | undefined;
}

/**
 * Opens a session.
 *
 * @returns the running session, and the invitation to send to everyone on the roster
 * @throws HostError `wrong-input` where session, roster and identity do not belong together
 */
export function openSession({
  session,
  roster,
  identity,
  kernel,
  work = {},
}: OpenOptions): Advance<CoordinatorSession, Message> {
  const { coordinatorKey, rosterDigest } = session.parameters;
  if (!equalBytes(coordinatorKey, identity.publicKey.bytes)) {
    throw new HostError(
      'wrong-input',
      'the session names another coordinator key than this identity’s',
    );
  }
  if (!equalBytes(rosterDigest, roster.digest)) {
    throw new HostError('wrong-input', 'the session was drawn up over another roster');
  }
  const context = { session, roster, defences: ALL_DEFENCES, identity, kernel, work };
  const { envelope, history } = broadcast(context, 'invitation', undefined, session.bytes);
  const state = new Phase('advertise', { context, history, advertised: new Map() });
  return {
    kind: 'advance',
    state: new CoordinatorSession(session, state, ALL_DEFENCES),
    output: { envelope },
  };
}
