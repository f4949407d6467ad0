import { InvalidArgumentError } from 'commander';
import { CommandError, EXIT } from '../exitCodes.ts';
import {
  optionName,
  type Setting,
  type Settings,
  type SettingsFor,
  variableName,
} from './setting.ts';

/** Where the values of settings come from, in order of precedence. */
export interface Sources {
  /** What commander collected: text, a list of texts, or true. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Environment variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The configuration file, if one was named. */
  readonly file?:
    { readonly path: string; readonly fields: Readonly<Record<string, unknown>> } | undefined;
}

/** A value as it was found, and how a message names its place. */
interface Found {
  readonly raw: unknown;
  readonly place: string;
}

/** Variables of the package that are not settings of a command. */
const OTHER_VARIABLES: readonly string[] = ['VEILSUM_COMMAND'];

/** Variables that Kubernetes sets in every pod for a service whose name begins with `veilsum`. */
const SERVICE_LINK = /^VEILSUM_(.+_)?(SERVICE_(HOST|PORT)|PORT)(_.+)?$/;

/**
 * The values of a command's settings: from its options, else from the environment, else from the
 * configuration file. An empty variable counts as missing.
 *
 * @throws CommandError if a value is malformed, a required one is missing, or a variable or a field
 *   is not known; no value is repeated, since it may be secret
 */
export function resolveSettings<V extends object>(settings: SettingsFor<V>, sources: Sources): V {
  rejectUnknown(settings, sources);
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const found = find(name, setting, sources);
    const value = found && valueOf(setting, found);
    if (value !== undefined) values[name] = value;
    else if (setting.kind === 'value' && setting.required) {
      throw new CommandError(
        EXIT.usage,
        `add ${optionName(name)} ${setting.placeholder}, or set ${variableName(name)}: ${setting.help}`,
      );
    }
  }
  return values as V;
}

function find(name: string, setting: Setting, sources: Sources): Found | undefined {
  const { options, environment, file } = sources;
  if (options[name] !== undefined) return { raw: options[name], place: optionName(name) };
  const variable = variableName(name);
  const text = environment[variable];
  if (text !== undefined && text !== '') {
    const raw = setting.kind === 'list' ? text.split(',').map((item) => item.trim()) : text;
    return { raw, place: variable };
  }
  const field = file?.fields[name];
  return field === undefined ? undefined : { raw: field, place: `${file!.path}: ${name}` };
}

/** @returns `undefined` for a flag that is off */
function valueOf(setting: Setting, { raw, place }: Found): unknown {
  switch (setting.kind) {
    case 'flag':
      if (['true', '1', true].includes(raw as never)) return true;
      if (['false', '0', false].includes(raw as never)) return undefined;
      throw new CommandError(EXIT.usage, `${place}: write true or false`);
    case 'list':
      if (!Array.isArray(raw))
        throw new CommandError(EXIT.usage, `${place}: write a list of texts`);
      return raw.map((item: unknown) => parsed(setting.parse, item, place));
    case 'value':
      return parsed(setting.parse, raw, place);
  }
}

function parsed(parse: (text: string) => unknown, raw: unknown, place: string): unknown {
  if (typeof raw !== 'string' || raw === '') {
    throw new CommandError(EXIT.usage, `${place}: write a text that is not empty`);
  }
  try {
    return parse(raw);
  } catch (error) {
    if (error instanceof InvalidArgumentError || error instanceof CommandError) {
      throw new CommandError(EXIT.usage, `${place}: ${error.message}`);
    }
    throw error;
  }
}

function rejectUnknown(settings: Settings, { environment, file }: Sources): void {
  const variables = Object.keys(settings).map(variableName);
  for (const name of Object.keys(environment)) {
    if (!name.startsWith('VEILSUM_') || SERVICE_LINK.test(name)) continue;
    if (variables.includes(name) || OTHER_VARIABLES.includes(name)) continue;
    throw new CommandError(
      EXIT.usage,
      `${name} is set, but there is no such setting; unset it, or correct its name: ${variables.join(', ')}`,
    );
  }
  for (const name of Object.keys(file?.fields ?? {})) {
    if (Object.hasOwn(settings, name)) continue;
    throw new CommandError(
      EXIT.input,
      `${file!.path}: there is no field ${name}; the fields are ${Object.keys(settings).join(', ')}`,
    );
  }
}
