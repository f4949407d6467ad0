import { Command } from 'commander';
import { withHelp } from './help.ts';
import { withExceptions } from './run.ts';
import { VERSION } from './version.ts';

/**
 * The commands, each loaded only when it is called: what one needs, such as a server, takes longer
 * to load than most others take to run.
 */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  keygen: async () => (await import('./commands/keygen.ts')).keygenCommand(),
  layout: async () => (await import('./commands/layout.ts')).layoutCommand(),
  roster: async () => (await import('./commands/roster.ts')).rosterCommand(),
  plan: async () => (await import('./commands/plan.ts')).planCommand(),
  serve: async () => (await import('./commands/serve.ts')).serveCommand(),
  join: async () => (await import('./commands/join.ts')).joinCommand(),
  agent: async () => (await import('./commands/agent.ts')).agentCommand(),
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand(),
  survey: async () => (await import('./commands/survey.ts')).surveyCommand(),
  inspect: async () => (await import('./commands/inspect.ts')).inspectCommand(),
  evidence: async () => (await import('./commands/evidence.ts')).evidenceCommand(),
  replay: async () => (await import('./commands/replay.ts')).replayCommand(),
  completion: async () =>
    (await import('./commands/completion.ts')).completionCommand(async () => [
      await programFor(undefined),
      (await import('./commands/verify.ts')).verifyCommand().version(VERSION),
    ]),
};

/**
 * The program with the command that was called. If the word is not a command, it has all of them:
 * for the help, and to suggest a correction.
 */
export async function programFor(name: string | undefined): Promise<Command> {
  const called = Object.entries(COMMANDS).filter(([known]) => known === name);
  const program = new Command('veilsum')
    .description('Secure aggregation that anyone can verify')
    .version(VERSION);
  for (const [, load] of called.length > 0 ? called : Object.entries(COMMANDS)) {
    program.addCommand(await load());
  }
  return withExceptions(withHelp(program));
}
