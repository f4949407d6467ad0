/**
 * Settings of a command: each is an option on the command line, an environment variable and a
 * field of a configuration file.
 */

/** Takes one value. */
export interface ValueSetting<T> {
  readonly kind: 'value';
  /** How the help writes the value, such as `<file>`. */
  readonly placeholder: string;
  readonly help: string;
  readonly required: boolean;
  /** Parses the value. @throws an error whose message says what to write instead */
  readonly parse: (text: string) => T;
}

/** Takes any number of values: the option is repeated, a variable separates them by commas. */
export interface ListSetting<T> extends Omit<ValueSetting<T>, 'kind' | 'required'> {
  readonly kind: 'list';
}

/** Is on or off. */
export interface FlagSetting {
  readonly kind: 'flag';
  readonly help: string;
}

/** One setting of a command. */
export type Setting = ValueSetting<unknown> | ListSetting<unknown> | FlagSetting;

/** Settings by name in camel case. */
export type Settings = Readonly<Record<string, Setting>>;

/**
 * The settings whose values are of type `V`: a property that may be missing is one that need not be
 * set, `true` is a flag, and an array is a list.
 */
export type SettingsFor<V> = {
  readonly [K in keyof V]-?: SettingFor<NonNullable<V[K]>> & Need<Pick<V, K>>;
};

type SettingFor<T> = T extends true
  ? FlagSetting
  : T extends readonly (infer U)[]
    ? ListSetting<U>
    : ValueSetting<T>;

type Need<One> = Partial<One> extends One ? unknown : { readonly required: true };

const asText = (text: string): string => text;

/** A setting that the command cannot do without. */
export function required(
  placeholder: string,
  help: string,
  parse: (text: string) => string = asText,
): ValueSetting<string> & { readonly required: true } {
  return { kind: 'value', placeholder, help, required: true, parse };
}

/** A text that may be missing. */
export function text(
  placeholder: string,
  help: string,
  parse: (text: string) => string = asText,
): ValueSetting<string> & { readonly required: false } {
  return value(placeholder, help, parse);
}

/** A value that may be missing. */
export function value<T>(
  placeholder: string,
  help: string,
  parse: (text: string) => T,
): ValueSetting<T> & { readonly required: false } {
  return { kind: 'value', placeholder, help, required: false, parse };
}

/** A list of texts, which may be empty. */
export function list(
  placeholder: string,
  help: string,
  parse: (text: string) => string = asText,
): ListSetting<string> {
  return { kind: 'list', placeholder, help, parse };
}

/** A setting that is on or off. */
export function flag(help: string): FlagSetting {
  return { kind: 'flag', help };
}

/** The option of a setting, such as `--tls-key` for `tlsKey`. */
export function optionName(name: string): string {
  return `--${kebab(name)}`;
}

/** The environment variable of a setting, such as `VEILSUM_TLS_KEY` for `tlsKey`. */
export function variableName(name: string): string {
  return `VEILSUM_${kebab(name).replaceAll('-', '_').toUpperCase()}`;
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
