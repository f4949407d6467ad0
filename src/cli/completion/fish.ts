import { type CommandWords, type OptionWords, type Value } from './words.ts';

/** A completion script for fish. */
export function fishScript(programs: readonly CommandWords[]): string {
  return programs.flatMap((program) => lines(program, program.path)).join('\n') + '\n';
}

function lines(command: CommandWords, program: string): string[] {
  const [, ...called] = command.path.split(' ');
  const next = command.subcommands.map((sub) => sub.path.split(' ').at(-1));
  const conditions = [
    ...called.map((word) => `__fish_seen_subcommand_from ${word}`),
    ...(next.length > 0 ? [`not __fish_seen_subcommand_from ${next.join(' ')}`] : []),
  ];
  const start = `complete -c ${program}${conditions.length > 0 ? ` -n ${quoted(conditions.join('; and '))}` : ''}`;
  return [
    ...(command.argument === 'file' ? [] : [`${start} -f`]),
    ...(command.argument === 'folder' ? [`${start} -a ${FOLDERS}`] : []),
    ...(Array.isArray(command.argument)
      ? [`${start} -a ${quoted(command.argument.join(' '))}`]
      : []),
    ...command.subcommands.map(
      (sub, i) => `${start} -a ${next[i]} -d ${quoted(firstSentence(sub.description))}`,
    ),
    ...command.options.map(
      (option) =>
        `${start}${flags(option)}${valueText(option.value)} -d ${quoted(firstSentence(option.description))}`,
    ),
    ...command.subcommands.flatMap((sub) => lines(sub, program)),
  ];
}

const FOLDERS = "'(__fish_complete_directories)'";

function flags({ names }: OptionWords): string {
  return names
    .map((name) => (name.startsWith('--') ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`))
    .join('');
}

function valueText(value: Value | undefined): string {
  if (value === undefined) return '';
  if (value === 'file') return ' -r -F';
  if (value === 'folder') return ` -x -a ${FOLDERS}`;
  return value === 'any' ? ' -x' : ` -x -a ${quoted(value.join(' '))}`;
}

/** Up to the first colon or semicolon: fish shows it in one line. */
function firstSentence(text: string): string {
  return text.split(/[:;]/)[0]!;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
