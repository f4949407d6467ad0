import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveCommand } from '../../src/cli/commands/serve.ts';
import { SERVE_SETTINGS, type ServeOptions } from '../../src/cli/commands/serveSettings.ts';
import { addOptions } from '../../src/cli/settings/options.ts';
import { optionName, type Setting, variableName } from '../../src/cli/settings/setting.ts';
import { settingsOf } from '../../src/cli/settings/settingsOf.ts';

type Environment = Readonly<Record<string, string>>;
type Name = keyof typeof SERVE_SETTINGS;

const NAMES = Object.keys(SERVE_SETTINGS) as Name[];
const settingOf = (name: Name): Setting => SERVE_SETTINGS[name];

/** What a setting may be, in two forms that differ, as text and as the service gets it. */
const SAMPLES: Readonly<Record<string, readonly [string, unknown][]>> = {
  listen: [
    ['*:1', { host: '0.0.0.0', port: 1 }],
    ['[::1]:2', { host: '::1', port: 2 }],
  ],
  store: [
    ['store', 'store'],
    ['postgres://db.example.org/veilsum', 'postgres://db.example.org/veilsum'],
  ],
  allowOrigin: [
    ['https://a.example', 'https://a.example'],
    ['https://b.example', 'https://b.example'],
  ],
};

function samplesOf(name: Name): readonly [string, unknown][] {
  const plain = [`first-${name}`, `second-${name}`].map((text): [string, unknown] => [text, text]);
  return SAMPLES[name] ?? plain;
}

const REQUIRED: Environment = {
  VEILSUM_IDENTITY: 'identity.json',
  VEILSUM_ROSTER: 'roster.json',
  VEILSUM_STORE: 'kept',
};

/** What is required, but for one setting. */
function without(name: Name): Environment {
  return Object.fromEntries(
    Object.entries(REQUIRED).filter(([variable]) => variable !== variableName(name)),
  );
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-settings-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Writes a configuration file, and returns its path. */
async function config(fields: unknown): Promise<string> {
  const path = join(folder, 'config.json');
  await writeFile(path, JSON.stringify(fields));
  return path;
}

/** What `serve` would run with. */
async function given(
  args: readonly string[],
  environment: Environment = REQUIRED,
): Promise<ServeOptions> {
  const command = addOptions(new Command('serve'), { ...SERVE_SETTINGS }).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return settingsOf(SERVE_SETTINGS, command.parse([...args], { from: 'user' }).opts(), environment);
}

describe('a setting of serve', () => {
  it.each(NAMES.filter((name) => settingOf(name).kind === 'value' && name !== 'config'))(
    '%s comes from its option, else its variable, else the file',
    async (name) => {
      const [[first, firstValue], [second, secondValue]] = samplesOf(name) as [
        [string, unknown],
        [string, unknown],
      ];
      const file = await config({ [name]: second });
      const rest = without(name);
      const base = { ...rest, VEILSUM_CONFIG: file };
      expect((await given([], base))[name]).toEqual(secondValue);
      const set = { ...base, [variableName(name)]: first };
      expect((await given([], set))[name]).toEqual(firstValue);
      expect((await given([optionName(name), second], set))[name]).toEqual(secondValue);
      // An empty variable is one that is not set.
      const empty = { ...base, [variableName(name)]: '' };
      expect((await given([], empty))[name]).toEqual(secondValue);
    },
  );

  it.each(NAMES.filter((name) => settingOf(name).kind === 'list'))(
    '%s takes several, from one place',
    async (name) => {
      const [[first], [second]] = samplesOf(name) as [[string, unknown], [string, unknown]];
      const VEILSUM_CONFIG = await config({ [name]: [first] });
      expect((await given([], { ...REQUIRED, VEILSUM_CONFIG }))[name]).toEqual([first]);
      const set = { ...REQUIRED, VEILSUM_CONFIG, [variableName(name)]: `${first}, ${second}` };
      expect((await given([], set))[name]).toEqual([first, second]);
      const option = optionName(name);
      expect((await given([option, second], set))[name]).toEqual([second]);
      expect((await given([option, second, option, first], set))[name]).toEqual([second, first]);
      const wrong = await config({ [name]: first });
      await expect(given(['--config', wrong])).rejects.toThrow(/write a list/);
    },
  );

  it.each(NAMES.filter((name) => settingOf(name).kind === 'flag'))(
    '%s is on or off, and nothing else',
    async (name) => {
      const variable = variableName(name);
      for (const on of ['true', '1']) {
        expect((await given([], { ...REQUIRED, [variable]: on }))[name]).toBe(true);
      }
      for (const off of ['false', '0', '']) {
        expect((await given([], { ...REQUIRED, [variable]: off }))[name]).toBeUndefined();
      }
      await expect(given([], { ...REQUIRED, [variable]: 'yes' })).rejects.toThrow(
        `${variable}: write true or false`,
      );
      expect((await given([optionName(name)]))[name]).toBe(true);
      const VEILSUM_CONFIG = await config({ [name]: true });
      expect((await given([], { ...REQUIRED, VEILSUM_CONFIG }))[name]).toBe(true);
      const off = { ...REQUIRED, VEILSUM_CONFIG, [variable]: 'false' };
      expect((await given([], off))[name]).toBeUndefined();
    },
  );

  it.each(NAMES)('%s is in the help with its variable', (name) => {
    const help = serveCommand().configureHelp({ helpWidth: 1000 }).helpInformation();
    const line = help.split('\n').find((text) => text.includes(`${optionName(name)} `));
    expect(line).toMatch(new RegExp(`env: ${variableName(name)}[,)]`));
  });
});

describe('settings are refused', () => {
  it.each(['identity', 'roster', 'store'] as const)('without %s', async (name) => {
    const rest = without(name);
    await expect(given([], rest)).rejects.toThrow(
      `add ${optionName(name)} <${name === 'store' ? 'place' : 'file'}>, or set ${variableName(name)}`,
    );
  });

  it.each([
    ['a variable that does not exist', [], { VEILSUM_HEAD: 'SECRET' }, /^VEILSUM_HEAD is set, but/],
    [
      'a variable without a value of its form',
      [],
      { VEILSUM_LISTEN: 'SECRET' },
      /^VEILSUM_LISTEN: /,
    ],
    ['an option without a value of its form', ['--listen', 'SECRET'], {}, /^--listen: /],
    ['an empty option', ['--heads', ''], {}, /^--heads: write a text that is not empty/],
    ['an empty place in a list', [], { VEILSUM_TASK: 'a.json,,b.json' }, /^VEILSUM_TASK: write/],
    [
      'a store that is neither',
      [],
      { VEILSUM_STORE: 'mysql://SECRET@h/' },
      /^VEILSUM_STORE: .*neither a folder/,
    ],
  ] as const)('for %s, which is not repeated', async (_, args, environment, message) => {
    const error = await given(args, { ...REQUIRED, ...environment }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'CommandError', exitCode: 2 });
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('SECRET');
  });

  it.each([
    ['a field that does not exist', { head: 'x' }, /there is no field head; the fields are/],
    ['a number for a text', { listen: 8420 }, /listen: write a text/],
    ['a text for a list', { task: 'task.json' }, /task: write a list/],
    ['a list', [], /write an object/],
    ['another file', { config: 'x.json' }, /cannot name another/],
  ])('for a file with %s', async (_, fields, message) => {
    await expect(given(['--config', await config(fields)])).rejects.toThrow(message);
  });

  it('but not for what Kubernetes sets for a service of that name', async () => {
    const links = {
      VEILSUM_SERVICE_HOST: '10.0.0.1',
      VEILSUM_SERVICE_PORT: '8420',
      VEILSUM_SERVICE_PORT_HTTP: '8420',
      VEILSUM_PORT: 'tcp://10.0.0.1:8420',
      VEILSUM_PORT_8420_TCP_ADDR: '10.0.0.1',
      VEILSUM_COORDINATOR_SERVICE_HOST: '10.0.0.1',
    };
    const { store } = await given([], { ...REQUIRED, ...links });
    expect(store).toBe('kept');
  });
});
