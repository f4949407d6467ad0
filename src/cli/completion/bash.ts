import { type CommandWords, type Value, withSubcommands } from './words.ts';

/** A completion script for bash, and for zsh, which reads such scripts with its bashcompinit. */
export function bashScript(programs: readonly CommandWords[]): string {
  return programs.map(programScript).join('\n');
}

/** The script that zsh loads. */
export function zshScript(programs: readonly CommandWords[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bashScript(programs)}`;
}

function programScript(program: CommandWords): string {
  const name = program.path;
  const handler = `_${name.replaceAll('-', '_')}`;
  const all = withSubcommands(program);
  const below = all.map(({ path }) => path).filter((path) => path !== name);
  const values = all.flatMap(({ path, options }) =>
    options.flatMap(({ names, value }) =>
      value === undefined
        ? []
        : [
            `    ${names.map((option) => quoted(`${path} ${option}`)).join('|')}) ${offer(value)} ;;`,
          ],
    ),
  );
  const words = all.map(({ path, options, argument, subcommands }) => {
    const flags = options.flatMap(({ names }) => names).join(' ');
    const next = subcommands.map((sub) => sub.path.split(' ').at(-1)).join(' ');
    const arguments_ = next === '' ? offer(argument ?? 'any') : offer([next]);
    return `    ${quoted(path)}) if [[ $current == -* ]]; then ${offer([flags])}; else ${arguments_}; fi ;;`;
  });
  return `${handler}() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]}
  local called=${quoted(name)} word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$called \${COMP_WORDS[i]}" in
${below.length === 0 ? '' : `      ${below.map(quoted).join('|')}) called="$called \${COMP_WORDS[i]}" ;;\n`}      *) ;;
    esac
  done
  COMPREPLY=()
  case "$called $before" in
${values.join('\n')}
    *)
      case "$called" in
${words.map((line) => `    ${line}`).join('\n')}
      esac
      ;;
  esac
}
complete -F ${handler} ${name}
`;
}

/** A command that offers what fits the current word. */
function offer(value: Value): string {
  const files = 'compopt -o filenames 2>/dev/null; ';
  if (value === 'any') return ':';
  if (value === 'file') return `${files}${reply('-f')}`;
  if (value === 'folder') return `${files}${reply('-d')}`;
  return reply(`-W ${quoted(value.join(' '))}`);
}

/** One word for each line, because names of files may contain spaces. */
function reply(what: string): string {
  return `while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen ${what} -- "$current")`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
