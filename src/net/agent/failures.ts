import { CheckFailure } from '../../session/checks/enabledChecks.ts';
import { EncodingError } from '../../session/encodings/index.ts';
import { UsageError } from '../../session/outcome.ts';
import { SessionError } from '../../session/session.ts';
import { WireError } from '../../wire/errors.ts';
import { LedgerError } from '../participant/fileLedger.ts';
import { JournalError } from '../participant/journal/journal.ts';
import { CoordinatorUnreachable } from '../participant/unreachable.ts';
import { AgentError, type AgentErrorCode } from './agentError.ts';
import type { Failure, FailureKind } from './work.ts';

const OF_AGENT: Readonly<Record<AgentErrorCode, FailureKind>> = {
  'bad-frame': 'request',
  'bad-request': 'request',
  busy: 'request',
  'not-open': 'request',
  timeout: 'stopped',
  cancelled: 'stopped',
  interrupted: 'stopped',
};

/** What a thrown error means for a client; `undefined` for a defect. */
export function failureOf(error: unknown): Failure['error'] | undefined {
  const told = (kind: FailureKind, code: string): Failure['error'] => ({
    kind,
    code,
    message: (error as Error).message,
  });
  if (error instanceof AgentError) return told(OF_AGENT[error.code], error.code);
  if (error instanceof CheckFailure) {
    const { check, finding } = error;
    const kind = check === 'frame-bounds' ? 'request' : 'rejected';
    return { kind, code: check, message: finding.message };
  }
  if (error instanceof EncodingError) return told('input', error.code);
  if (error instanceof UsageError) return told('input', error.code);
  if (error instanceof WireError) return told('input', error.code);
  if (error instanceof SessionError) return told('input', 'parameters');
  if (error instanceof CoordinatorUnreachable) return told('unreachable', 'unreachable');
  if (error instanceof LedgerError) return told('storage', 'ledger');
  if (error instanceof JournalError) return told('storage', error.check ?? 'journal');
  return undefined;
}
