/** Values that an option of a kind must refuse, and how they are put into the place of a right one. */

/** What kinds of options there are. */
export type Kind =
  | 'bytes'
  | 'bytes32'
  | 'count'
  | 'number'
  | 'pinned'
  | 'word'
  | 'truth'
  | 'text'
  | 'hex32'
  | 'callable'
  | 'bag'
  | 'made'
  | 'part'
  | 'list';

const made = [null, 5, 'text', {}, [], Promise.resolve({})];

export const WRONG: Readonly<Record<Kind, readonly unknown[]>> = {
  bytes: [null, 5, {}, 'text', [1, 2], new Int32Array(8), new DataView(new ArrayBuffer(8))],
  bytes32: [
    null,
    5,
    {},
    'ab'.repeat(32),
    new Uint8Array(0),
    new Uint8Array(31),
    new Uint8Array(33),
    new ArrayBuffer(31),
    new Int32Array(8),
    Array.from({ length: 32 }, () => 1),
  ],
  count: [null, '3', NaN, -1, 1.5, Infinity, 2 ** 53, {}, [3], true, 3n],
  number: [null, '3', NaN, -1, Infinity, {}, [3], true, 3n],
  pinned: [null, '3', NaN, -1, {}, { min: 1 }, { min: 2, max: 1 }, { min: 1, max: 2, step: 1 }, []],
  word: [null, 5, 'nothing-that-is-known', '', ['linf'], {}],
  truth: [null, 'true', 'false', 1, 0, {}],
  text: [null, 5, {}, ['text'], ''],
  hex32: [null, 5, 'ab', 'xy'.repeat(32), `${'ab'.repeat(31)}/.`, new Uint8Array(32)],
  callable: [null, 5, 'text', {}],
  /** An object with certain fields and no others. */
  bag: [null, 5, 'full', [], (): void => undefined],
  /** What another function of the library, or the platform, made. */
  made,
  /** An object of which only some fields are read. */
  part: [null, 5, 'text'],
  list: [null, 5, 'text', {}, { length: 1 }],
};

/** A deep enough copy of arguments with one value changed. @param path - `0.policy.proofs.kind` */
export function withValue(args: readonly unknown[], path: string, value: unknown): unknown[] {
  return changed(args, path.split('.'), value) as unknown[];
}

function changed(holder: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  const own = (holder as Readonly<Record<string, unknown>>)[name!];
  const next = rest.length === 0 ? value : changed(own, rest, value);
  if (Array.isArray(holder)) {
    return holder.map((one: unknown, i) => (String(i) === name ? next : one));
  }
  return { ...(holder as object), [name!]: next };
}

/** The value in a place of arguments. */
export function valueAt(args: readonly unknown[], path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((holder, name) => (holder as Readonly<Record<string, unknown>>)[name], args);
}
