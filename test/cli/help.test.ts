/** The help of every command, and what shells complete of it. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionCommand } from '../../src/cli/commands/completion.ts';
import { evidenceCommand } from '../../src/cli/commands/evidence.ts';
import { joinCommand } from '../../src/cli/commands/join.ts';
import { rosterCommand } from '../../src/cli/commands/roster.ts';
import { verifyCommand } from '../../src/cli/commands/verify.ts';
import { wordsOf } from '../../src/cli/completion/words.ts';
import { examplesOf, withHelp } from '../../src/cli/help.ts';
import { programFor } from '../../src/cli/program.ts';
import { commandHere } from '../support/commandHere.ts';

const veilsum = await programFor(undefined);
const all: readonly Command[] = [veilsum, ...veilsum.commands, withHelp(verifyCommand())];

describe.each(all.map((command) => [command.name(), command] as const))(
  '%s --help',
  (name, command) => {
    it('has examples that the command understands, exit codes, and marks what is required', async () => {
      const { stdout } = await commandHere(command, '--help');
      expect(stdout).toContain('Exit codes: 0 ');
      const examples = examplesOf(name);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        expect(stdout).toContain(`$ ${example}`);
        for (const problem of problemsOf(example)) expect.fail(`${example}: ${problem}`);
      }
      const required = command.options.filter(({ mandatory }) => mandatory);
      expect(stdout.split('(required)')).toHaveLength(required.length + 1);
    });
  },
);

/** What is wrong with a command line, as far as its options tell. */
function problemsOf(line: string): string[] {
  const [program, ...words] = line.split(' > ')[0]!.split(' ');
  if (words[0] === 'help') return [];
  let command = all.find((one) => one.name() === program)!;
  for (const word of words)
    command = command.commands.find((sub) => sub.name() === word) ?? command;
  const given = words.filter((word) => word.startsWith('--'));
  const known = command.options.map(({ long }) => long);
  return [
    ...given.filter((flag) => !known.includes(flag)).map((flag) => `${flag} is unknown`),
    ...command.options
      .filter(({ mandatory, long }) => mandatory && !given.includes(long!))
      .map(({ long }) => `${long} is missing`),
  ];
}

describe('a misspelt word', () => {
  it.each([
    [verifyCommand, ['x', '--rooster', 'y'], 'Did you mean --roster?'],
    [joinCommand, ['--polcy', 'y'], 'Did you mean --policy?'],
    [evidenceCommand, ['x', '--rostre', 'y'], 'Did you mean --roster?'],
    [rosterCommand, ['biuld'], 'Did you mean build?'],
  ])('has a suggestion, %o', async (make, args, suggestion) => {
    const { status, stderr } = await commandHere(make(), ...args);
    expect(stderr).toContain(suggestion);
    expect(status).toBe(2);
  });
});

describe('completion', () => {
  let folder: string;
  let script: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'veilsum-completion-'));
    await writeFile(join(folder, 'my roster.json'), '');
    const command = completionCommand(() => Promise.resolve([veilsum, verifyCommand()]));
    script = (await commandHere(command, 'bash')).stdout;
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** What bash offers for the last of these words. */
  function offered(...words: readonly string[]): string[] {
    const program = `${script}
handler=$(complete -p ${words[0]} | sed 's/.*-F \\([^ ]*\\).*/\\1/')
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}) COMP_CWORD=${words.length - 1}
$handler
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  }

  it('offers commands, options, choices and files in bash', () => {
    expect(offered('veilsum', '')).toEqual(veilsum.commands.map((command) => command.name()));
    expect(offered('veilsum', 'roster', 'b')).toEqual(['build']);
    expect(offered('veilsum', 'roster', 'build', '--')).toEqual(['--out', '--force', '--help']);
    expect(offered('veilsum', 'simulate', '--encoding', 'w')).toEqual(['weighted-mean']);
    expect(offered('verify-aggregate', 'x', '--ros')).toEqual(['--roster', '--roster-digest']);
    expect(offered('verify-aggregate', 'x', '--roster', 'my')).toEqual(['my roster.json']);
    expect(offered('verify-aggregate', 'my')).toEqual(['my roster.json']);
    expect(offered('verify-aggregate', 'x', '--min-clients', '')).toEqual([]);
    expect(offered('veilsum', 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  it('has every option of every command in each script', async () => {
    const command = (): Command =>
      completionCommand(() => Promise.resolve([veilsum, verifyCommand()]));
    const [zsh, fish] = [
      (await commandHere(command(), 'zsh')).stdout,
      (await commandHere(command(), 'fish')).stdout,
    ];
    expect(zsh).toBe(`autoload -U +X bashcompinit && bashcompinit\n${script}`);
    for (const { options } of all.map((one) => wordsOf(one))) {
      for (const name of options.flatMap(({ names }) => names)) {
        if (!name.startsWith('--')) continue;
        expect(script).toContain(name);
        expect(fish).toContain(` -l ${name.slice(2)} `);
      }
    }
  });

  it('refuses other shells', async () => {
    const { status, stderr } = await commandHere(
      completionCommand(() => Promise.resolve([])),
      'ksh',
    );
    expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
    expect(status).toBe(2);
  });
});
