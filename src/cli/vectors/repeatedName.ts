const TOKEN = /"(?:[^"\\]|\\.)*"|[{}:]/g;

/**
 * A name that an object of a JSON text has twice, of which the parser keeps the last value only;
 * `undefined` if there is none.
 *
 * @param text - valid JSON
 */
export function repeatedName(text: string): string | undefined {
  const objects: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (token === ':') {
      const name = JSON.parse(last) as string;
      const names = objects[objects.length - 1]!;
      if (names.has(name)) return name;
      names.add(name);
    } else last = token;
  }
  return undefined;
}
