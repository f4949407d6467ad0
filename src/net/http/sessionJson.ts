import { toHex } from '../../crypto/hex.ts';
import { partyName } from '../../session/party.ts';
import type { HostedSession } from '../service/hostedSession.ts';

/** What anybody may know of a session: nothing in it says who did what, but for culprits of an abort. */
export interface SessionJson {
  readonly digest: string;
  readonly task: string;
  readonly round: number;
  readonly clients: number;
  readonly threshold: number;
  readonly length: number;
  readonly bound: number;
  readonly rosterDigest: string;
  readonly coordinatorKey: string;
  /** The phase whose messages are collected, `published` or `aborted`. */
  readonly state: string;
  readonly deadline?: number | undefined;
  readonly phases: readonly {
    readonly phase: string;
    readonly openedAt: number;
    readonly closedAt?: number | undefined;
    readonly accepted: number;
    readonly bytes: number;
  }[];
  readonly refusals: number;
  readonly abort?:
    | { readonly code: string; readonly message: string; readonly culprit?: string | undefined }
    | undefined;
}

/** A session for programs to read. */
export function sessionJson({ id, session, view }: HostedSession): SessionJson {
  const { parameters } = session;
  const { end } = view;
  return {
    digest: id,
    task: parameters.task,
    round: parameters.round,
    clients: parameters.clients,
    threshold: parameters.threshold,
    length: parameters.length,
    bound: parameters.bound,
    rosterDigest: toHex(parameters.rosterDigest),
    coordinatorKey: toHex(parameters.coordinatorKey),
    state: end?.kind ?? view.phase,
    deadline: end ? undefined : view.deadline,
    phases: view.phases,
    refusals: view.refusedMessages,
    abort:
      end?.kind === 'aborted'
        ? {
            code: end.code,
            message: end.message,
            culprit: end.culprit === undefined ? undefined : partyName(end.culprit),
          }
        : undefined,
  };
}
