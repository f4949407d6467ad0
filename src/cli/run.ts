import { type Command, CommanderError } from 'commander';
import { EXIT, type ExitCode } from './exitCodes.ts';
import { failureOf } from './failures.ts';
import { print, printError } from './output.ts';

/**
 * Time in milliseconds after which a finished command exits even if a dependency holds something
 * open.
 */
const LINGER_MS = 3000;

/**
 * Runs a program, which may still be loading, with the process's arguments. A failure becomes one
 * line on stderr and an exit code of {@link EXIT}. The code is set, and the process exits by
 * itself, so that output is written completely.
 */
export async function run(
  program: Command | Promise<Command>,
  argv: readonly string[],
): Promise<void> {
  // An unhandled error would end the process with exit code 1, which means "invalid".
  process.on('uncaughtException', (error) => process.exit(report(error)));
  await outcomeOf(program, argv);
  setTimeout(() => process.exit(), LINGER_MS).unref();
}

/** Runs a program, prints its failure, and sets the exit code. */
export async function outcomeOf(
  program: Command | Promise<Command>,
  argv: readonly string[],
): Promise<void> {
  try {
    await (await program).parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Makes a command and its subcommands throw usage errors instead of exiting. */
export function withExceptions(command: Command): Command {
  command.exitOverride().configureOutput({ writeOut: print, writeErr: printError });
  suggestFirst(command as unknown as UsageProblems);
  for (const sub of command.commands) withExceptions(sub);
  return command;
}

/** What a command says of wrong options; not in the types of commander. */
interface UsageProblems {
  /** What was neither an option nor its value. */
  readonly args: readonly string[];
  unknownOption: (flag: string) => void;
  missingMandatoryOptionValue: (...args: unknown[]) => void;
}

/**
 * Reports a misspelt option before one that is missing, because usually they are the same, and only
 * the first report has a suggestion.
 */
function suggestFirst(command: UsageProblems): void {
  const missing = command.missingMandatoryOptionValue.bind(command);
  command.missingMandatoryOptionValue = (...args) => {
    const unknown = command.args.find((word) => /^--?[^-]/.test(word));
    if (unknown !== undefined) command.unknownOption(unknown);
    missing(...args);
  };
}

/** Prints an error, and returns its exit code. */
function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  const { code, text } = failureOf(error);
  printError(text);
  return code;
}
