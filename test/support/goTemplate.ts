/**
 * A small part of Go's templates and of the functions that Helm adds, for charts that are tested
 * without Helm: actions in braces with trimming, `if`, `else`, `range`, `fail`, pipelines and
 * parentheses. Anything else is an error.
 */
import { createHash } from 'node:crypto';

type Value = unknown;
type Scope = Readonly<Record<string, Value>>;

const FUNCTIONS: Readonly<Record<string, (...args: readonly Value[]) => Value>> = {
  toJson: (value) => JSON.stringify(value),
  quote: (value) => JSON.stringify(String(value)),
  sha256sum: (value) => createHash('sha256').update(String(value)).digest('hex'),
  default: (fallback, value) => (truthy(value) ? value : fallback),
  keys: (value) => Object.keys(value as object),
  sortAlpha: (value) => [...(value as string[])].sort(),
  join: (by, value) => (value as string[]).join(String(by)),
  int: (value) => Math.trunc(Number(value)),
  gt: (a, b) => Number(a) > Number(b),
  and: (...args) => args.find((arg) => !truthy(arg)) ?? args.at(-1),
  not: (value) => !truthy(value),
  printf: (format, ...args) => {
    let next = 0;
    return String(format).replaceAll('%s', () => String(args[next++]));
  },
  fail: (message) => {
    throw new Error(String(message));
  },
};

/** Renders a template; `data` is what a dot stands for at its top. */
export function renderTemplate(template: string, data: Scope): string {
  // Text and actions alternate; a dash at a brace takes the space next to it away.
  const parts = template
    .replaceAll(/\s*\{\{-/g, '{{')
    .replaceAll(/-\}\}\s*/g, '}}')
    .split(/\{\{(.*?)\}\}/s);
  let at = 0;
  const block = (scope: Scope, on: boolean): string => {
    let out = '';
    for (;;) {
      if (on) out += parts[at] ?? '';
      const action = parts[at + 1]?.trim();
      if (action === undefined || action === 'end' || action === 'else') return out;
      at += 2;
      const [, word, rest] = /^(if|range)\s+(.*)$/s.exec(action) ?? [];
      if (word === 'if') out += conditional(scope, on, rest!);
      else if (word === 'range') out += repeated(scope, on, rest!);
      else if (on) out += String(evaluate(action, scope));
    }
  };
  const conditional = (scope: Scope, on: boolean, condition: string): string => {
    const met = on && truthy(evaluate(condition, scope));
    let out = block(scope, met);
    if (parts[at + 1]?.trim() === 'else') {
      at += 2;
      out += block(scope, on && !met);
    }
    at += 2;
    return out;
  };
  const repeated = (scope: Scope, on: boolean, head: string): string => {
    const [, key, value, list] = /^\$(\w+), \$(\w+) := (.*)$/.exec(head) ?? [];
    if (list === undefined) throw new Error(`not supported: range ${head}`);
    const entries = on ? Object.entries(evaluate(list, scope) as object) : [];
    const start = at;
    let out = '';
    for (const [name, item] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
      at = start;
      out += block({ ...scope, [`$${key}`]: name, [`$${value}`]: item }, true);
    }
    if (entries.length === 0) block(scope, false);
    at += 2;
    return out;
  };
  return block(data, true);
}

function truthy(value: Value): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** Evaluates a pipeline. */
function evaluate(text: string, scope: Scope): Value {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[()|]|[^\s()|]+/g) ?? [];
  let at = 0;
  const pipeline = (): Value => {
    let value = command();
    while (tokens[at] === '|') {
      at += 1;
      value = command([value]);
    }
    return value;
  };
  const command = (last: readonly Value[] = []): Value => {
    const name = tokens[at]!;
    const isFunction = Object.hasOwn(FUNCTIONS, name);
    if (isFunction) at += 1;
    const args: Value[] = [];
    while (at < tokens.length && tokens[at] !== '|' && tokens[at] !== ')') args.push(operand());
    if (isFunction) return FUNCTIONS[name]!(...args, ...last);
    if (args.length !== 1 || last.length > 0) throw new Error(`not supported: ${text}`);
    return args[0];
  };
  const operand = (): Value => {
    const token = tokens[at++]!;
    if (token === '(') {
      const value = pipeline();
      at += 1;
      return value;
    }
    if (token.startsWith('"')) return JSON.parse(token);
    if (/^\d+$/.test(token)) return Number(token);
    const [first, ...path] = token.split('.');
    if (first !== '' && !token.startsWith('$')) throw new Error(`not supported: ${token}`);
    let value: Value = first === '' ? scope : scope[first!];
    for (const name of path) {
      if (name !== '') value = (value as Scope | undefined)?.[name];
    }
    return value;
  };
  return pipeline();
}
