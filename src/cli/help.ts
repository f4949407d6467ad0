/** What the help of commands has in addition to their options. */
import { type Command, Help, type Option } from 'commander';

/** Examples of a command, and the exit codes of those that do not list their own. */
interface Guide {
  readonly examples: readonly string[];
  readonly exits?: string;
}

const FILE_EXITS = '0 done, 2 usage, 3 a file that cannot be read or written, 4 internal';

const GUIDES: Readonly<Record<string, Guide>> = {
  'verify-aggregate': {
    examples: [
      'verify-aggregate record.cbor --roster roster.json',
      'verify-aggregate record.cbor --roster roster.json --policy policy.json --task survey --round 3',
      'verify-aggregate records/*.cbor --roster roster.json --min-clients 10 --quiet',
      'verify-aggregate https://example.org/record.cbor --roster roster.json --export sum.csv',
    ],
  },
  veilsum: {
    examples: [
      'veilsum simulate --inputs vectors/ --out session/',
      'veilsum help join',
      'verify-aggregate session/record.cbor --roster session/roster.json',
    ],
    exits:
      '0 done, 1 not verified, not proven or aborted, 2 usage, 3 an input that cannot be read, 4 internal, 130 interrupted',
  },
  keygen: { examples: ['veilsum keygen me.json'], exits: FILE_EXITS },
  layout: {
    examples: [
      'veilsum layout model.npz --clip bias=0.1 > layout.json',
      'veilsum layout model.safetensors --digest',
    ],
    exits: FILE_EXITS,
  },
  roster: {
    examples: [
      `veilsum roster build ann.json bob=${'ab'.repeat(32)} eve.json --out roster.json`,
      'veilsum roster show roster.json',
    ],
    exits: FILE_EXITS,
  },
  plan: {
    examples: ['veilsum plan --clients 100 --corrupt 0.2 --dropouts 0.1 --length 10000 --bits 16'],
  },
  serve: {
    examples: [
      'veilsum serve --identity coordinator.json --roster roster.json --store store --task task.json',
    ],
  },
  join: {
    examples: [
      'veilsum join --server https://sum.example.org/ --identity me.json --roster roster.json --policy policy.json --ledger ledger --state state --task survey --input vector.json --out mine',
    ],
  },
  agent: {
    examples: [
      'veilsum agent --server https://sum.example.org/ --identity me.json --roster roster.json --policy policy.json --ledger ledger --state state',
    ],
  },
  simulate: {
    examples: [
      'veilsum simulate --inputs vectors/ --out session/',
      'veilsum simulate --inputs vectors/ --out session/ --proofs linf --drop commit:1',
    ],
  },
  survey: {
    examples: [
      'veilsum survey task form.json --task survey --out task.json',
      'veilsum survey results form.json record.cbor --roster roster.json',
    ],
    exits: '0 done, 1 not verified, 2 usage, 3 an input that cannot be read, 4 internal',
  },
  inspect: { examples: ['veilsum inspect record.cbor'], exits: FILE_EXITS },
  evidence: { examples: ['veilsum evidence evidence.cbor --roster roster.json'] },
  replay: {
    examples: ['veilsum replay --controls', 'veilsum replay S03 --explain'],
  },
  completion: {
    examples: [
      'veilsum completion bash > ~/.local/share/bash-completion/completions/veilsum',
      'veilsum completion fish > ~/.config/fish/completions/veilsum.fish',
    ],
    exits: '0 done, 2 usage, 4 internal',
  },
};

/** The help of an option: also says whether it is required. */
function optionDescription(option: Option): string {
  const described = new Help().optionDescription(option);
  return option.mandatory ? `${described} (required)` : described;
}

/** Adds examples and exit codes to the help of a command and its subcommands, and marks required options. */
export function withHelp(command: Command): Command {
  command.configureHelp({ optionDescription });
  for (const sub of command.commands) withHelp(sub);
  const guide = Object.hasOwn(GUIDES, command.name()) ? GUIDES[command.name()] : undefined;
  if (!guide) return command;
  const exits = guide.exits === undefined ? '' : `\nExit codes: ${guide.exits}.`;
  const examples = guide.examples.map((example) => `\n  $ ${example}`).join('');
  return command.addHelpText('after', `${exits}\nExamples:${examples}`);
}

/** The examples of a command, by its name. */
export function examplesOf(name: string): readonly string[] {
  return Object.hasOwn(GUIDES, name) ? GUIDES[name]!.examples : [];
}
