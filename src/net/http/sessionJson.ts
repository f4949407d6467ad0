import { toHex } from '../../crypto/hex.ts';
import { partyName } from '../../session/party.ts';
import type { HostedSession } from '../service/hostedSession.ts';
import { provenFindings } from './findings.ts';

/** What anybody may know of a session: nothing in it says who did what, but for culprits. */
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
  /** How often each check refused a message, among the first few hundred refusals. */
  readonly refusalCodes: Readonly<Record<string, number>>;
  /** Files of evidence at `evidence/0`, `evidence/1`, … under the session, and whom each is against. */
  readonly evidence: readonly { readonly code: string; readonly culprit: string }[];
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
    refusalCodes: countOf(view.refusals.map(({ code }) => code)),
    evidence: provenFindings(view).map(({ code, culprit }) => ({
      code,
      culprit: partyName(culprit),
    })),
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

function countOf(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
