import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret, SecretWipedError } from '../../src/crypto/secret.ts';

const BYTES = [0xde, 0xad, 0xbe, 0xef, 222, 173];

/** Every way that somebody prints, copies or serialises a value without thinking about it. */
const PRINTINGS: Record<string, (secret: Secret) => unknown> = {
  'a template': (secret) => `key ${secret as unknown as string}`,
  'String()': (secret) => String(secret),
  concatenation: (secret) => 'key ' + (secret as unknown as string),
  'JSON, alone': (secret) => JSON.stringify(secret),
  'JSON, nested': (secret) => JSON.stringify({ state: [{ secret }] }),
  inspect: (secret) => inspect(secret),
  'inspect, nested deep': (secret) => inspect({ a: { b: { secret } } }, { depth: 10 }),
  'inspect, all of it': (secret) =>
    inspect(secret, { showHidden: true, getters: true, customInspect: false, depth: 10 }),
  'console.log': (secret) => {
    const stdout = new PassThrough();
    new Console(stdout).log('state', { secret });
    return String(stdout.read());
  },
  'format %s %o %O %j': (secret) => format('%s %o %O %j', secret, secret, secret, secret),
  'an error': (secret) =>
    inspect(new Error(`bad ${secret as unknown as string}`, { cause: secret })),
  'own keys': (secret) => [Reflect.ownKeys(secret), Object.entries(secret)],
  'for … in': (secret) => {
    const keys = [];
    for (const key in secret) keys.push(key);
    return keys;
  },
  spread: (secret) => ({ ...(secret as object) }),
  'Object.assign': (secret) => Object.assign({}, secret),
  structuredClone: (secret) => structuredClone(secret),
};

describe('a secret', () => {
  for (const [way, print] of Object.entries(PRINTINGS)) {
    it(`is not in ${way}`, () => {
      const shown = inspect(print(Secret.of(Uint8Array.from(BYTES))), { depth: 20 }).toLowerCase();
      for (const trace of ['deadbeef', '222', '173', 'uint8array', '3q2+7w']) {
        expect(shown).not.toContain(trace);
      }
    });
  }

  it('prints as [redacted]', () => {
    const secret = Secret.of(Uint8Array.from(BYTES));
    expect(secret.toString()).toBe('[redacted]');
    expect(JSON.stringify({ secret })).toBe('{"secret":"[redacted]"}');
    expect(inspect({ secret })).toBe('{ secret: [redacted] }');
  });

  it('does not come back from a structured clone', () => {
    const clone = structuredClone(Secret.of(Uint8Array.from(BYTES)));
    expect(Reflect.ownKeys(clone)).toEqual([]);
    expect(clone).not.toBeInstanceOf(Secret);
    expect(() => Secret.prototype.expose.call(clone)).toThrow(TypeError);
  });

  it('exposes the very bytes that it was given', () => {
    const bytes = Uint8Array.from(BYTES);
    expect(Secret.of(bytes).expose()).toBe(bytes);
  });

  it('is overwritten and unusable when wiped, once and for all', () => {
    const bytes = Uint8Array.from(BYTES);
    const secret = Secret.of(bytes);
    expect(secret.isWiped).toBe(false);
    secret.wipe();
    secret.wipe();
    expect(secret.isWiped).toBe(true);
    expect(bytes).toEqual(new Uint8Array(BYTES.length));
    expect(() => secret.expose()).toThrow(SecretWipedError);
    expect(inspect(secret)).toBe('[redacted]');
  });
});
