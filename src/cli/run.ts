import { type Command, CommanderError } from 'commander';
import { SessionError } from '../session/session.ts';
import { HostError } from '../session/outcome.ts';
import { EncodingError } from '../session/encoding/index.ts';
import { WireError } from '../wire/errors.ts';
import { MissingPackageError, ProofKeyError } from '../snark.ts';
import { CommandError, EXIT, type ExitCode } from './exitCodes.ts';
import { InputFileError } from './vectors/index.ts';

/**
 * Runs a program over the process's arguments. Whatever fails is one line on stderr and an exit code of
 * {@link EXIT}; the code is set, not forced, so that output still drains.
 */
export async function run(program: Command, argv: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Makes a command's usage errors exceptions instead of exits, its subcommands' too. */
export function withExceptions(command: Command): Command {
  command.exitOverride().configureOutput({
    outputError: (text, write) => {
      write(text);
    },
  });
  for (const sub of command.commands) withExceptions(sub);
  return command;
}

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { code, line } = describe(error);
  process.stderr.write(`error: ${line}\n`);
  return code;
}

function describe(error: unknown): { code: ExitCode; line: string } {
  if (error instanceof CommandError) return { code: error.exitCode, line: error.message };
  if (error instanceof InputFileError) return { code: EXIT.input, line: error.message };
  if (error instanceof WireError) return { code: EXIT.input, line: error.message };
  if (error instanceof EncodingError) return { code: EXIT.input, line: error.message };
  if (error instanceof MissingPackageError || error instanceof ProofKeyError) {
    return { code: EXIT.input, line: error.message };
  }
  if (error instanceof SessionError || error instanceof HostError) {
    return { code: EXIT.usage, line: error.message };
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: EXIT.internal, line: `a fault in veilsum itself; please report it\n${text}` };
}
