import { type Command, CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { failureOf } from './failures.ts';
import { print, printError } from './output.ts';

/** Milliseconds after which a command that is done ends, whatever somebody else's code still holds open. */
const LINGER_MS = 3000;

/**
 * Runs a program, which may still be loading, over the process's arguments. Whatever fails is one line on stderr and an exit code of
 * {@link EXIT}; the code is set, not forced, so that output still drains.
 */
export async function run(
  program: Command | Promise<Command>,
  argv: readonly string[],
): Promise<void> {
  // What fails while nobody waits for it would end the process with 1, which means "invalid".
  process.on('uncaughtException', (error) => process.exit(report(error)));
  try {
    await (await program).parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** Makes a command's usage errors exceptions instead of exits, its subcommands' too. */
export function withExceptions(command: Command): Command {
  command.exitOverride().configureOutput({ writeOut: print, writeErr: printError });
  for (const sub of command.commands) withExceptions(sub);
  return command;
}

function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { code, text } = failureOf(error);
  printError(text);
  return code;
}
