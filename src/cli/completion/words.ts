/** What can be completed of commands, read from their definitions. */
import type { Argument, Command, Option } from 'commander';

/** What follows an option, or is an argument. */
export type Value = 'file' | 'folder' | 'any' | readonly string[];

/** An option of a command. */
export interface OptionWords {
  /** Its names, such as `-h` and `--help`. */
  readonly names: readonly string[];
  readonly description: string;
  /** What follows it; `undefined` if nothing does. */
  readonly value: Value | undefined;
}

/** A command with its subcommands. */
export interface CommandWords {
  /** The words that call it, such as `veilsum roster build`. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  /** What its arguments are; `undefined` if it has none. */
  readonly argument: Value | undefined;
  readonly subcommands: readonly CommandWords[];
}

/** Placeholders of values that are files or folders. */
const FILES = /^(?:file|record|client|path)$/;
const FOLDERS = /^(?:dir|place)$/;

/** What can be completed of a command. */
export function wordsOf(command: Command, before = ''): CommandWords {
  const path = `${before}${command.name()}`;
  return {
    path,
    description: command.description(),
    options: [...command.options.map(optionWords), HELP],
    argument: argumentValue(command.registeredArguments[0]),
    subcommands: command.commands.map((sub) => wordsOf(sub, `${path} `)),
  };
}

const HELP: OptionWords = {
  names: ['--help'],
  description: 'display help for command',
  value: undefined,
};

function optionWords(option: Option): OptionWords {
  const names = [option.short, option.long].filter((name) => typeof name === 'string');
  const placeholder = /<([^>.]+)/.exec(option.flags)?.[1];
  return {
    names,
    description: option.description,
    value: placeholder === undefined ? undefined : (option.argChoices ?? kindOf(placeholder)),
  };
}

function argumentValue(argument: Argument | undefined): Value | undefined {
  return argument && (argument.argChoices ?? kindOf(argument.name()));
}

function kindOf(placeholder: string): Value {
  if (FILES.test(placeholder)) return 'file';
  return FOLDERS.test(placeholder) ? 'folder' : 'any';
}

/** A command and all commands below it. */
export function withSubcommands(words: CommandWords): readonly CommandWords[] {
  return [words, ...words.subcommands.flatMap(withSubcommands)];
}
