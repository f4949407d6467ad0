/**
 * Names that people can tell apart. Clients are identified by their keys, but people read names in
 * rosters, reports and evidence: a client whose name looks like another's could be blamed, or
 * trusted, in its place. Follows Unicode Technical Standard #39 (security mechanisms), with a table
 * of look-alikes in common fonts.
 */
import { listOf, text } from '../usage/arguments.ts';
import { printable } from './printable.ts';

/** Scripts with similar letters. A name must have letters of at most one of them. */
const ALIKE_SCRIPTS = [
  ['Latin', /\p{Script=Latin}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Armenian', /\p{Script=Armenian}/u],
  ['Cherokee', /\p{Script=Cherokee}/u],
  ['Coptic', /\p{Script=Coptic}/u],
  ['Lisu', /\p{Script=Lisu}/u],
] as const;

/** Characters, each with others that look like it. */
const ALIKE: Readonly<Record<string, string>> = {
  "'": '’‘`´ʹʼ′',
  '-': '‐‑‒–—−˗',
  '.': '․',
  '3': 'ЗзӠʒ',
  '6': 'б',
  A: 'АΑᎪꓮ',
  B: 'ВΒᏴꓐ',
  C: 'СϹᏟꓚ',
  D: 'Ꭰꓓ',
  E: 'ЕΕᎬꓰ',
  F: 'Ϝꓝ',
  G: 'ᏀꓖԌ',
  H: 'НΗᎻꓧ',
  J: 'ЈᎫꓙ',
  K: 'КΚᏦꓗ',
  L: 'Ꮮꓡ',
  M: 'МΜᎷꓟ',
  N: 'Νꓠ',
  O: '0ОΟՕꓳ',
  P: 'РΡᏢꓑ',
  Q: 'Ԛ',
  R: 'ᎡᏒꓣ',
  S: 'ЅՏᏕᏚꓢ',
  T: 'ТΤᎢꓔ',
  U: 'Սꓴ',
  V: 'ѴᏙꓦ',
  W: 'ԜᎳᏔꓪ',
  X: 'ХΧꓫ',
  Y: 'УҮΥꓬ',
  Z: 'ΖᏃꓜ',
  a: 'аαɑ',
  b: 'ЬьᏏ',
  c: 'сϲ',
  d: 'ԁ',
  e: 'еҽ',
  g: 'ɡց',
  h: 'һհ',
  i: 'іιıᎥɩ',
  j: 'јϳ',
  l: 'I1|ІӀӏΙꓲǀ',
  n: 'ո',
  o: 'оοσօ',
  p: 'рρϱ',
  q: 'ԛզ',
  r: 'г',
  s: 'ѕ',
  u: 'υս',
  v: 'νѵ',
  w: 'ԝա',
  x: 'х',
  y: 'уүγ',
};

const PROTOTYPES: ReadonlyMap<string, string> = new Map(
  Object.entries(ALIKE).flatMap(([drawn, others]) =>
    Array.from(others, (other) => [other, drawn] as const),
  ),
);

/** Pairs of letters that look like one. */
const PAIRS = [
  [/rn/g, 'm'],
  [/vv/g, 'w'],
] as const;

const allNames = listOf(text(0, Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);

/**
 * Checks the names of a roster for human readers. Problems are invisible characters, a form other
 * than Unicode NFC, unusual spaces, letters of several similar scripts in one name, and two names
 * that look alike. Check this when you build a roster, and before you pin one; `Roster.of` and
 * records are less strict.
 *
 * @param names - the names in the order of the roster
 * @returns a sentence about the first problem, or `undefined`
 * @throws UsageError `wrong-input` if the argument is not an array of strings
 *
 * @example
 * ```ts
 * rosterNameProblem(['ann', 'bob', 'eve']); // undefined
 * rosterNameProblem(['paul', 'pauI', 'eve']); // 'the names "paul" and "pauI" look alike; choose others'
 * ```
 */
export function rosterNameProblem(names: readonly string[]): string | undefined {
  const seen = new Map<string, string>();
  for (const name of allNames(names, 'names')) {
    const problem = nameProblem(name);
    if (problem !== undefined) return `the name ${quoted(name)} ${problem}`;
    const skeleton = skeletonOf(name);
    const twin = seen.get(skeleton);
    if (twin !== undefined && twin !== name) {
      return `the names ${quoted(twin)} and ${quoted(name)} look alike; choose others`;
    }
    seen.set(skeleton, name);
  }
  return undefined;
}

function nameProblem(name: string): string | undefined {
  if (printable(name) !== name || /\p{Default_Ignorable_Code_Point}/u.test(name)) {
    return 'has an invisible character; leave it out';
  }
  if (name.normalize('NFC') !== name) {
    return 'is not in Unicode’s normal form NFC; write it in that form';
  }
  if (/^\s|\s$|\s\s|[^\S ]/u.test(name)) {
    return 'has blanks at its ends, several in a row, or other ones than the space; leave them out';
  }
  const scripts = ALIKE_SCRIPTS.filter(([, letters]) => letters.test(name));
  if (scripts.length > 1) {
    const mixed = scripts.map(([script]) => script).join(' and ');
    return `mixes letters of ${mixed}, which look alike; use those of one`;
  }
  return undefined;
}

/** The skeleton of a name (UTS #39 §4): equal for names that look alike. */
function skeletonOf(name: string): string {
  // Replaced before and after normalisation, as some look-alikes have a compatibility form that
  // looks different.
  const drawn = drawnAlike(drawnAlike(name).normalize('NFKD'));
  return PAIRS.reduce((text, [pair, one]) => text.replace(pair, one), drawn);
}

function drawnAlike(text: string): string {
  return Array.from(text, (letter) => PROTOTYPES.get(letter) ?? letter).join('');
}

/** A name with any contents, in quotation marks. */
function quoted(name: string): string {
  return printable(JSON.stringify(name));
}
