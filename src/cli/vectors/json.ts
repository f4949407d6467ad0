import { requireNoMixUp } from '../files/mixUps.ts';
import { decodeText } from './readBounded.ts';
import { InputFileError, MAX_VALUES, type VectorFile } from './vector.ts';

const FORMS = '[1, 2, 3] or {"values": [1, 2, 3], "weight": 10}';

/**
 * Reads an array of numbers, or an object with `values` and, for a weighted mean, `weight`.
 *
 * @throws InputFileError that names the place; CommandError if the file is known to be something else
 */
export function parseJson(path: string, bytes: Uint8Array): VectorFile {
  const text = decodeText(path, bytes);
  const content = parse(path, text);
  if (Array.isArray(content)) return vectorOf(path, content);
  if (typeof content !== 'object' || content === null) {
    throw new InputFileError(path, `is neither an array nor an object: write ${FORMS}.`);
  }
  requireNoMixUp(path, bytes, 'vector');
  return weightedOf(path, text, content as Readonly<Record<string, unknown>>);
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the parser's error, not even as the cause: it quotes the file, which is private.
    const { place, index, word } = jsonFault(text);
    if (word === undefined) {
      throw new InputFileError(path, `is not valid JSON, at ${place}: write ${FORMS}.`);
    }
    const where =
      index === undefined ? `what is at ${place}` : `the value at index ${index} (${place})`;
    throw new InputFileError(
      path,
      `${where} is ${word}, which JSON cannot express and nobody can sum: find out where it came from.`,
    );
  }
}

function weightedOf(
  path: string,
  text: string,
  fields: Readonly<Record<string, unknown>>,
): VectorFile {
  const names = Object.keys(fields);
  refuseTypedArray(path, names);
  const unknown = names.find((name) => name !== 'values' && name !== 'weight');
  if (unknown !== undefined) {
    throw new InputFileError(
      path,
      `has the unknown field ${JSON.stringify(unknown)}: keep only 'values' and 'weight'.`,
    );
  }
  const vector = vectorOf(path, fields['values']);
  const weight = names.includes('weight') ? requireWeight(path, fields['weight']) : undefined;
  // If a name is repeated, the parser keeps only the last value. The names are the only strings at
  // this point, so a dropped one shows in the number of quotes.
  if (text.split('"').length - 1 !== 2 * names.length) {
    throw new InputFileError(path, 'gives a field twice: keep one of them.');
  }
  return weight === undefined ? vector : { ...vector, weight };
}

/** Rejects a typed array as JSON.stringify writes it: an object whose names are the indices. */
function refuseTypedArray(path: string, names: readonly string[]): void {
  if (names.length === 0 || !names.every((name, i) => name === String(i))) return;
  throw new InputFileError(
    path,
    'is a typed array as JSON.stringify writes it, {"0": …}: write JSON.stringify(Array.from(array)).',
  );
}

function requireWeight(path: string, weight: unknown): number {
  if (!Number.isSafeInteger(weight) || (weight as number) < 1) {
    throw new InputFileError(path, "'weight' must be an integer of at least 1: scale the weights.");
  }
  return weight as number;
}

function vectorOf(path: string, array: unknown): VectorFile {
  if (!Array.isArray(array)) {
    if (typeof array === 'object' && array !== null) refuseTypedArray(path, Object.keys(array));
    throw new InputFileError(path, `has no array of numbers under 'values': write ${FORMS}.`);
  }
  if (array.length === 0) throw new InputFileError(path, 'holds no values: give at least one.');
  if (array.length > MAX_VALUES) {
    throw new InputFileError(path, `holds more than ${MAX_VALUES} values: shorten the vector.`);
  }
  const wrong = array.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new InputFileError(
      path,
      `the value at index ${wrong} is ${whatIs(array[wrong])}: write only finite numbers, in one flat array.`,
    );
  }
  const values = Float64Array.from(array as number[]);
  return { values, integer: values.every(Number.isSafeInteger), shape: [values.length] };
}

/** What a value is that is not a finite number; never the value itself. */
function whatIs(value: unknown): string {
  if (typeof value === 'number') return 'too large for a double';
  if (typeof value === 'string') return 'text in quotes';
  if (value === null) return 'null, as JSON.stringify writes NaN and infinity';
  return Array.isArray(value)
    ? 'an array'
    : typeof value === 'boolean'
      ? 'a truth value'
      : 'an object';
}

/**
 * Where a text stops being JSON. `JSON.parse` reports that for some errors only, and quotes the
 * text, which may be private.
 */
export interface JsonFault {
  /** `line 3, column 5`, both counted from 1. */
  readonly place: string;
  /** Index in the innermost array at that place. */
  readonly index?: number | undefined;
  /** What is there, if it is a number that JSON cannot express. */
  readonly word?: 'NaN' | 'infinite' | undefined;
}

const SPACE = /[ \t\r\n]*/y;
/** Punctuation, strings, numbers and literals. In strings, control characters must be escaped. */
const TOKEN =
  /([[\]{},:])|("[\u0020-\u0021\u0023-\u005b\u005d-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[\u0020-\u0021\u0023-\u005b\u005d-\uffff]*)*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const WORD = /[+-]?(?:(nan)|inf(?:inity)?)\b/iy;

type Awaited = 'value' | 'value or end' | 'name' | 'name or end' | 'colon' | 'comma or end' | 'end';

/** An open array or object, and the number of commas in it so far. */
interface Level {
  readonly close: ']' | '}';
  index: number;
}

/** The first error in a text that is not JSON; the end of the text if it is. */
export function jsonFault(text: string): JsonFault {
  const levels: Level[] = [];
  let awaited: Awaited = 'value';
  for (let at = 0; ;) {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)![0].length;
    TOKEN.lastIndex = at;
    const token: RegExpExecArray | null = TOKEN.exec(text);
    const next: Awaited | null | undefined =
      token && after(awaited, token[0], token[2] !== undefined, levels);
    if (!next) return faultAt(text, at, levels.at(-1));
    awaited = next;
    at = TOKEN.lastIndex;
  }
}

/** What may follow a token, or `undefined` if the token is not allowed there. */
function after(
  awaited: Awaited,
  token: string,
  isText: boolean,
  levels: Level[],
): Awaited | undefined {
  const level = levels[levels.length - 1];
  const outside = (): Awaited => (levels.length > 0 ? 'comma or end' : 'end');
  if (level && token === level.close && awaited.endsWith('or end')) {
    levels.pop();
    return outside();
  }
  switch (awaited) {
    case 'value':
    case 'value or end':
      if (token === '[') {
        levels.push({ close: ']', index: 0 });
        return 'value or end';
      }
      if (token === '{') {
        levels.push({ close: '}', index: 0 });
        return 'name or end';
      }
      return isText || !/^[\]},:]/.test(token) ? outside() : undefined;
    case 'name':
    case 'name or end':
      return isText ? 'colon' : undefined;
    case 'colon':
      return token === ':' ? 'value' : undefined;
    case 'comma or end':
      if (level === undefined || token !== ',') return undefined;
      level.index += 1;
      return level.close === ']' ? 'value' : 'name';
    case 'end':
      return undefined;
  }
}

function faultAt(text: string, at: number, level: Level | undefined): JsonFault {
  const before = text.slice(0, at);
  const line = before.split('\n').length;
  WORD.lastIndex = at;
  const word = WORD.exec(text);
  return {
    place: `line ${line}, column ${at - before.lastIndexOf('\n')}`,
    index: level?.close === ']' ? level.index : undefined,
    word: word ? (word[1] ? 'NaN' : 'infinite') : undefined,
  };
}
