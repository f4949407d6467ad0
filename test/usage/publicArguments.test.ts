/** Whatever a caller without types passes to a public function: it is refused with a sentence, never taken for something else. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as attacks from '../../src/attacks/index.ts';
import * as main from '../../src/index.ts';
import * as http from '../../src/net/participant/index.ts';
import * as node from '../../src/net/index.ts';
import * as snark from '../../src/snark.ts';
import * as survey from '../../src/survey/index.ts';
import { EXEMPT, FUNCTIONS, type PublicFunction } from './publicFunctions.ts';
import { valueAt, withValue, WRONG } from './wrongValues.ts';

/** Errors that say that the caller is wrong, and not what it passed on from others. */
const USAGE_ERRORS = ['UsageError', 'EncodingError', 'SessionError', 'RosterError', 'SurveyError'];

type Failure = Error | undefined;

async function failureOf({ call }: PublicFunction, args: readonly unknown[]): Promise<Failure> {
  try {
    await (call as (...given: readonly unknown[]) => unknown)(...args);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function isUsageError(failure: Failure): boolean {
  return failure !== undefined && USAGE_ERRORS.includes(failure.name);
}

/** Values for one place: of the wrong kind, and where it is an object with fields, with one field more. */
function wrongValues(known: PublicFunction, path: string): readonly unknown[] {
  const kind = known.places[path]!;
  const missing = known.needed?.includes(path) ? [undefined] : [];
  const more = kind === 'bag' ? [{ ...(valueAt(known.args, path) as object), frobnicate: 1 }] : [];
  return [...WRONG[kind], ...missing, ...more];
}

describe.each(Object.entries(FUNCTIONS))('%s', (name, known) => {
  it('takes what it should', async () => {
    // What has no place on this machine is tried elsewhere.
    if (Object.values(known.args).includes('')) return;
    expect(isUsageError(await failureOf(known, known.args))).toBe(false);
  });

  it.each(Object.keys(known.places))('refuses anything else: %s', async (path) => {
    for (const value of wrongValues(known, path)) {
      const failure = await failureOf(known, withValue(known.args, path, value));
      const tried = `${name} ${path} ${inspect(value)}`;
      expect(failure?.name, `${tried}: ${failure?.stack ?? 'it was taken'}`).toBeOneOf(
        USAGE_ERRORS,
      );
      expect(failure!.message, tried).toMatch(/^.{20,}$/s);
      // The sentence names the option, where it has a name, and says what belongs there.
      const option = path.split('.').findLast((part) => !/^\d+$/.test(part));
      if (failure!.name === 'UsageError') {
        expect(failure!.message, tried).toContain(option ?? '');
        expect(failure!.message, tried).toMatch(/expected|there is no option/);
      }
    }
  });
});

describe('the table of public functions', () => {
  const entries = { ...main, ...node, ...http, ...snark, ...survey, ...attacks } as Readonly<
    Record<string, unknown>
  >;
  const errors = Object.entries(entries).filter(([, value]) => isErrorClass(value));

  it('has every function, constructor and method that is exported, or says why not', () => {
    const exported = Object.entries(entries)
      .filter(([name]) => !errors.some(([error]) => error === name))
      .flatMap(([name, value]) => (typeof value === 'function' ? namesOf(name, value) : []));
    const known = [...Object.keys(FUNCTIONS), ...Object.keys(EXEMPT)];
    expect(known.sort()).toEqual([...new Set(exported)].sort());
  });
});

function isErrorClass(value: unknown): boolean {
  return typeof value === 'function' && value.prototype instanceof Error;
}

/** A function by its name; a class by that of its constructor, its static functions and its methods. */
function namesOf(name: string, value: object): string[] {
  if (!/^[A-Z]/.test(name)) return [name];
  const { prototype } = value as { readonly prototype: object };
  const statics = Object.getOwnPropertyNames(value).filter(
    (own) => typeof (value as Readonly<Record<string, unknown>>)[own] === 'function',
  );
  const methods = Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([own, { value: method }]) => own !== 'constructor' && typeof method === 'function')
    .map(([own]) => own);
  return [
    name,
    ...statics.map((own) => `${name}.${own}`),
    ...methods.map((own) => `${name}#${own}`),
  ];
}

describe('hexadecimal text', () => {
  it('is text', () => {
    for (const value of [5, null, undefined, new Uint8Array(2), {}]) {
      expect(() => main.fromHex(value as string)).toThrow(main.UsageError);
    }
    expect(main.fromHex('zz')).toBeUndefined();
  });
});
