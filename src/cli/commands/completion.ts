import { Argument, Command } from 'commander';
import { bashScript, zshScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { type CommandWords, wordsOf } from '../completion/words.ts';
import { print } from '../output.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/**
 * `veilsum completion SHELL`: prints a completion script.
 *
 * @param programs - Loads the programs to complete, with all their commands.
 */
export function completionCommand(programs: () => Promise<readonly Command[]>): Command {
  return new Command('completion')
    .description('Print a script with which a shell completes veilsum and verify-aggregate')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      '\nFor one session of bash or zsh: source <(veilsum completion bash). In zsh, compinit must have run before.',
    )
    .action(async (shell: keyof typeof SCRIPTS) => {
      const words: readonly CommandWords[] = (await programs()).map((program) => wordsOf(program));
      print(SCRIPTS[shell](words));
    });
}
