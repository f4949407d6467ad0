import fc from 'fast-check';
import { parse as parseWithCsvParse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../src/cli/vectors/csv.ts';
import { InputFileError } from '../../src/cli/vectors/index.ts';
import { jsonFault, parseJson } from '../../src/cli/vectors/json.ts';
import type { VectorFile } from '../../src/cli/vectors/vector.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const csv = (text: string): VectorFile => parseCsv('x.csv', bytesOf(text));
const json = (text: string): VectorFile => parseJson('x.json', bytesOf(text));

describe('reading .csv', () => {
  it.each<[string, number[], number[]]>([
    ['1,2\n3,4\n', [1, 2, 3, 4], [2, 2]],
    ['1\r\n2\r\n3', [1, 2, 3], [3, 1]],
    ['5', [5], [1, 1]],
    [' 1 ,\t-2 , +3', [1, -2, 3], [1, 3]],
    ['"1","-2"\n', [1, -2], [1, 2]],
    ['\ufeff1,2', [1, 2], [1, 2]],
  ])('reads the integers of %j', (text, values, shape) => {
    expect(csv(text)).toEqual({ values: Float64Array.from(values), integer: true, shape });
  });

  it.each<[string, number[]]>([
    ['1.0,2', [1, 2]],
    ['.5,1.,-1e3,2E-2', [0.5, 1, -1000, 0.02]],
    ['1e-400', [0]],
  ])('reads the floats of %j', (text, values) => {
    const file = csv(text);
    expect(Array.from(file.values)).toEqual(values);
    expect(file.integer).toBe(false);
  });

  it.each<[string, RegExp]>([
    ['', /is empty: write/],
    ['\n', /line 1, column 1 is empty/],
    [
      'weight,bias\n1,2\n',
      /line 1, column 1 is not a number: line 1 looks like a header, remove it/,
    ],
    ['weight,1\n1,2\n', /line 1, column 1 is not a number: write/],
    ['1,x,3\n', /line 1, column 2 is not a number: write/],
    ['x,y\n', /line 1, column 1 is not a number: write/],
    ['1,\u22125,3\n', /line 1, column 2 is not a number: write its minus sign/],
    ['1,2\n3,x\n', /line 2, column 2 is not a number: write/],
    ['1,2\n3\n', /line 2 has 1 cells where line 1 has 2/],
    ['1\n2,3\n', /line 2 has 2 cells where line 1 has 1/],
    ['1\n\n2\n', /line 2, column 1 is empty/],
    ['1,\n', /line 1, column 2 is empty/],
    ['1;2', /line 1, column 1 is not a number: put commas/],
    ['nan', /line 1, column 1 is NaN/],
    ['1,NaN,3\n1,2,3', /line 1, column 2 is NaN/],
    ['1,inf', /line 1, column 2 is infinite/],
    ['1,2\n3,-Infinity\n', /line 2, column 2 is infinite/],
    ['0x10', /not a number/],
    ['1_000', /not a number/],
    ['"1,5"', /not a number/],
    ['"1', /not a number/],
    ['1\r2', /not a number/],
    ['1e999', /line 1, column 1 is too large/],
    ['0,9007199254740993', /line 1, column 2 is an integer beyond/],
  ])('refuses %j', (text, problem) => {
    expect(() => csv(text)).toThrow(InputFileError);
    expect(() => csv(text)).toThrow(problem);
  });

  it('refuses what is no UTF-8', () => {
    expect(() => parseCsv('x.csv', Uint8Array.of(0x31, 0xe4))).toThrow(/not text in UTF-8/);
  });

  it.each([
    ['a mark, little-endian', [0xff, 0xfe, 0x31, 0]],
    ['a mark, big-endian', [0xfe, 0xff, 0, 0x31]],
    ['no mark, little-endian', [0x31, 0, 0x2c, 0]],
    ['no mark, big-endian', [0, 0x31, 0, 0x2c]],
  ])('says that text is in UTF-16, with %s', (_, bytes) => {
    for (const parse of [parseCsv, parseJson]) {
      expect(() => parse('x', Uint8Array.from(bytes))).toThrow(/in UTF-16.*save it as UTF-8/);
    }
  });

  it('never repeats what a cell holds', () => {
    expect(() => csv('1,secret')).not.toThrow(/secret/);
  });

  it('agrees with a general reader of CSV', () => {
    const cell = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
    const table = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
      .chain(([columns, end, quoted]) =>
        fc
          .array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 })
          .map((rows) =>
            rows.map((row) => row.map((x) => (quoted ? `"${x}"` : `${x}`)).join(',')).join(end),
          ),
      );
    fc.assert(
      fc.property(table, (text) => {
        const rows = parseWithCsvParse(text);
        fc.pre(!rows.flat().some((x) => /^-?\d{16,}$/.test(x)));
        expect(Array.from(csv(text).values)).toEqual(rows.flat().map(Number));
        expect(csv(text).shape).toEqual([rows.length, rows[0]!.length]);
      }),
    );
  });
});

describe('reading .json', () => {
  it('reads an array of numbers', () => {
    expect(json('[1, -2, 3]')).toEqual({
      values: Float64Array.of(1, -2, 3),
      integer: true,
      shape: [3],
    });
    expect(json(' [0.5, 1e3] ').integer).toBe(false);
    expect(json('[1e300]').integer).toBe(false);
  });

  it('reads values with a weight, and without', () => {
    expect(json('{"weight": 10, "values": [0.5]}')).toEqual({
      values: Float64Array.of(0.5),
      integer: false,
      shape: [1],
      weight: 10,
    });
    expect(json('{"values": [1]}')).not.toHaveProperty('weight');
  });

  it.each<[string, RegExp]>([
    ['', /not valid JSON, at line 1, column 1/],
    ['[1, 2', /not valid JSON, at line 1, column 6/],
    ['[1, NaN]', /value at index 1 \(line 1, column 5\) is NaN/],
    ['[1.5,\n -Infinity]', /value at index 1 \(line 2, column 2\) is infinite/],
    ['{"values": [1, 2, NaN]}', /value at index 2 \(line 1, column 19\) is NaN/],
    ['{"values": [1], "weight": NaN}', /what is at line 1, column 27 is NaN/],
    ['{"values": [1], "NaN": x}', /not valid JSON, at line 1, column 24/],
    ['[1,\n2,\n3 4]', /not valid JSON, at line 3, column 3/],
    ['[1,]', /not valid JSON, at line 1, column 4/],
    ['[01]', /not valid JSON, at line 1, column 3/],
    ['[1] [2]', /not valid JSON, at line 1, column 5/],
    ['{"0":1.5,"1":2.5}', /typed array.*Array\.from/],
    ['{"values":{"0":1.5}}', /typed array.*Array\.from/],
    ['3', /neither an array nor an object/],
    ['null', /neither an array nor an object/],
    ['[]', /holds no values/],
    ['[1, "2"]', /index 1 is text in quotes: write only finite numbers/],
    ['[1, null]', /index 1 is null, as JSON\.stringify writes NaN/],
    ['[1, 1e999]', /index 1 is too large for a double/],
    ['[1, true]', /index 1 is a truth value/],
    ['[1, {}]', /index 1 is an object/],
    ['[[1, 2], [3, 4]]', /index 0 is an array: .*flat array/],
    ['{}', /no array of numbers under 'values'/],
    ['{"values": 3}', /no array of numbers under 'values'/],
    ['{"values": [1], "wieght": 2}', /unknown field "wieght"/],
    ['{"values": [1], "__proto__": 2}', /unknown field "__proto__"/],
    ['{"values": [1], "weight": 0}', /'weight' must be an integer/],
    ['{"values": [1], "weight": 1.5}', /'weight' must be an integer/],
    ['{"values": [1], "weight": null}', /'weight' must be an integer/],
    ['{"values": [1], "weight": "3"}', /'weight' must be an integer/],
    ['{"values": [1], "weight": 1, "weight": 2}', /gives a field twice/],
    ['{"values": ["1"], "values": [1]}', /gives a field twice/],
  ])('refuses %s', (text, problem) => {
    expect(() => json(text)).toThrow(InputFileError);
    expect(() => json(text)).toThrow(problem);
  });

  it('never repeats what the file holds', () => {
    expect.assertions(2);
    try {
      json('[12345, oops');
    } catch (error) {
      expect(String(error)).not.toMatch(/12345|oops/);
      expect((error as Error).cause).toBeUndefined();
    }
  });
});

describe('the place where a text stops being JSON', () => {
  it('is its end where it does not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('', '  ', '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const lines = text.split('\n');
        const end = `line ${lines.length}, column ${lines.at(-1).length + 1}`;
        expect(jsonFault(text).place).toBe(end);
      }),
    );
  });

  it('is never beyond what was put into it', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom('?', 'x', '\u0001'),
        (value, n, junk) => {
          const text = JSON.stringify(value);
          const at = n % (text.length + 1);
          const broken = text.slice(0, at) + junk + text.slice(at);
          fc.pre(!isJson(broken));
          const column = Number(/column (\d+)$/.exec(jsonFault(broken).place)![1]);
          expect(column).toBeLessThanOrEqual(at + 1);
        },
      ),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
