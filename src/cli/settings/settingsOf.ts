import { CommandError, EXIT } from '../exitCodes.ts';
import { readJson } from '../files/files.ts';
import { resolveSettings, type Sources } from './resolve.ts';
import { type SettingsFor, variableName } from './setting.ts';

/** Limit on a configuration file, in bytes. */
const MAX_CONFIG_BYTES = 2 ** 20;

/**
 * The values of a command's settings, after reading the configuration file that `config` names, if
 * there is one.
 *
 * @param options - As commander collected them.
 * @throws CommandError as `resolveSettings` does, or if the file does not contain an object;
 *   InputFileError if it cannot be read or is not JSON
 */
export async function settingsOf<V extends object>(
  settings: SettingsFor<V>,
  options: Sources['options'],
  environment: Sources['environment'],
): Promise<V> {
  const path = options['config'] ?? environment[variableName('config')];
  const file = typeof path === 'string' && path !== '' ? await readConfig(path) : undefined;
  return resolveSettings(settings, { options, environment, file });
}

async function readConfig(path: string): Promise<NonNullable<Sources['file']>> {
  const fields = await readJson(path, MAX_CONFIG_BYTES);
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    throw new CommandError(EXIT.input, `${path}: write an object, such as {"listen": "*:8420"}`);
  }
  if ('config' in fields) {
    throw new CommandError(EXIT.input, `${path}: a configuration file cannot name another one`);
  }
  return { path, fields: fields as Readonly<Record<string, unknown>> };
}
