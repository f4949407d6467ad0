import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A module that runs one `@example` of a docstring. */
export interface SourceExample {
  /** Its file, and the line of its tag. */
  readonly place: string;
  readonly text: string;
}

const EXAMPLE = /@example\n \s*\* ```ts\n(.*?)\n \s*\* ```/gs;
/** `expression; // what it is`, on a separate line. */
const SHOWN = /^(?!(?:const|let|if|for|import|console)\b|[\s}/])(.+); \/\/ (.+)$/;
const THROWN = /^throws (\w+)/;

/**
 * Every example in the docstrings of src/, made runnable. What it does not declare or import comes
 * from the setting (scripts/docs/setting.ts), or is exported by its file. A line `expression; //
 * text` becomes a check that the expression prints as the text, or throws what the text says.
 *
 * @param given - Names that the setting exports.
 */
export function sourceExamples(given: readonly string[]): SourceExample[] {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = readFileSync(join('src', file), 'utf8');
      const own = [...source.matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)];
      const names = own.map((match) => match[1]!).filter((name) => !given.includes(name));
      return [...source.matchAll(EXAMPLE)].map((match) => {
        const line = source.slice(0, match.index).split('\n').length;
        const body = match[1]!.replaceAll(/^ \s*\* ?/gm, '');
        return {
          place: `src/${file}:${line}`,
          text: [
            importing(body, given, '../scripts/docs/setting.ts'),
            importing(body, names, `../src/${file}`),
            ...body.split('\n').map(checked),
            'export {};\n',
          ].join('\n'),
        };
      });
    });
}

/** Imports the names that a program uses and does not declare. */
function importing(body: string, names: readonly string[], from: string): string {
  const used = names.filter((name) => {
    const declared = new RegExp(
      `(?:const|let) (?:\\{[^}]*)?\\b${name}\\b|import [^;]*\\b${name}\\b`,
    );
    const isHelper = name === 'shows' || name === 'fails';
    return (
      isHelper ||
      (new RegExp(`(?:\\.{3}|(?<![.\\w]))${name}\\b`).test(body) && !declared.test(body))
    );
  });
  return used.length === 0 ? '' : `import { ${used.join(', ')} } from '${from}';`;
}

function checked(line: string): string {
  const [, expression, text] = SHOWN.exec(line) ?? [];
  if (expression === undefined || text === undefined) return line;
  const thrown = THROWN.exec(text)?.[1];
  return thrown === undefined
    ? `shows(${expression}, ${JSON.stringify(text)});`
    : `fails(() => ${expression}, '${thrown}');`;
}
