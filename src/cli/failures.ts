import { InvalidKeyError } from '../crypto/signing.ts';
import { PlatformError } from '../kernel/index.ts';
import { platformError } from '../kernel/platformError.ts';
import { AgentSocketError } from '../net/agent/socketPlace.ts';
import { FolderLockError } from '../net/disk/folderLock.ts';
import { LedgerError } from '../net/participant/fileLedger.ts';
import { CoordinatorUnreachable } from '../net/participant/unreachable.ts';
import { JournalError } from '../net/participant/journal/journal.ts';
import { StoreError } from '../net/service/eventStore.ts';
import { isSystemError, systemReason } from '../net/disk/systemReason.ts';
import { EncodingError } from '../session/encodings/index.ts';
import { UsageError } from '../session/outcome.ts';
import { SurveyError } from '../survey/index.ts';
import { PlanError } from './plan/plan.ts';
import { printable } from '../session/printable.ts';
import { RosterError } from '../session/roster.ts';
import { SessionError } from '../session/session.ts';
import { ProofKeyError } from '../proofs/groth16/keyFiles.ts';
import { MissingPackageError } from '../proofs/groth16/prover/locate.ts';
import { WireError } from '../wire/errors.ts';
import { CommandError, EXIT, type ExitCode } from './exitCodes.ts';
import { InputFileError } from './vectors/index.ts';

/** The exit code and output of a failed command. */
export interface Failure {
  readonly code: ExitCode;
  /** What went wrong, in one line; for an internal error with its stack. */
  readonly message: string;
  /** The same for stderr. */
  readonly text: string;
}

type Kind = abstract new (...args: never[]) => Error;

/** Errors whose message is meant for the user of the command, and their exit codes. */
const KINDS: readonly (readonly [Kind, ExitCode])[] = [
  [InputFileError, EXIT.input],
  [WireError, EXIT.input],
  [EncodingError, EXIT.input],
  [RosterError, EXIT.input],
  [SurveyError, EXIT.input],
  [InvalidKeyError, EXIT.input],
  [MissingPackageError, EXIT.input],
  [ProofKeyError, EXIT.input],
  [LedgerError, EXIT.input],
  [FolderLockError, EXIT.input],
  [AgentSocketError, EXIT.input],
  [JournalError, EXIT.input],
  [StoreError, EXIT.input],
  [CoordinatorUnreachable, EXIT.input],
  [PlatformError, EXIT.input],
  [SessionError, EXIT.usage],
  [PlanError, EXIT.usage],
];

/**
 * Maps an error to the exit code and output of a command. An error that is not recognised here is
 * an internal error.
 */
export function failureOf(thrown: unknown): Failure {
  const error = platformError(thrown);
  if (error instanceof CommandError) return told(error.exitCode, error.message);
  if (error instanceof UsageError && error.code !== 'state-spent') {
    return told(EXIT.input, error.message);
  }
  const known = KINDS.find(([kind]) => error instanceof kind);
  if (known) return told(known[1], (error as Error).message);
  if (isSystemError(error)) {
    return told(EXIT.input, `${error.path ?? error.syscall ?? 'system'}: ${systemReason(error)}`);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = `an internal error in veilsum; please report it\n${text}`;
  return { code: EXIT.internal, message, text: `error: ${message}\n` };
}

function told(code: ExitCode, sentence: string): Failure {
  return { code, message: sentence, text: `error: ${printable(sentence)}\n` };
}
