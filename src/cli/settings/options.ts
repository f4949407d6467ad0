import { type Command, Option } from 'commander';
import { optionName, type Setting, type Settings, variableName } from './setting.ts';

/**
 * Declares an option for every setting. The options only collect text: `resolveSettings` parses
 * it, since the environment and the configuration file may complete what is missing.
 */
export function addOptions(command: Command, settings: Settings): Command {
  for (const [name, setting] of Object.entries(settings))
    command.addOption(optionOf(name, setting));
  return command;
}

function optionOf(name: string, setting: Setting): Option {
  const placeholder = setting.kind === 'flag' ? '' : ` ${setting.placeholder}`;
  const option = new Option(`${optionName(name)}${placeholder}`, helpOf(name, setting));
  if (setting.kind === 'list') {
    option.argParser((text: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      text,
    ]);
  }
  return option;
}

/** The help of a setting, with its variable, and whether it must be set. */
function helpOf(name: string, setting: Setting): string {
  const notes = [
    ...(setting.kind === 'value' && setting.required ? ['required'] : []),
    `env: ${variableName(name)}${setting.kind === 'list' ? ', separated by commas' : ''}`,
  ];
  return `${setting.help} (${notes.join('; ')})`;
}
