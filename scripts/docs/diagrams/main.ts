/**
 * Draws the diagrams in docs/diagrams into docs/images, for light and for dark pages: `npm run
 * docs:diagrams`. With `--check` it only says whether the pictures are current.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { D2 } from '@terrastruct/d2';

const docs = new URL('../../../docs/', import.meta.url);

/** Numbers of D2's themes. */
const THEMES = { light: 0, dark: 200 } as const;

/** Its other layout draws curves through labels. */
const SETTINGS = 'vars: { d2-config: { layout-engine: elk } }\n';

const d2 = new D2();
for (const file of readdirSync(new URL('diagrams/', docs)).filter((name) => name.endsWith('.d2'))) {
  const source = readFileSync(new URL(`diagrams/${file}`, docs), 'utf8');
  const { diagram, renderOptions } = await d2.compile(`${SETTINGS}${source}`);
  for (const [theme, themeID] of Object.entries(THEMES)) {
    const name = `images/${file.replace(/\.d2$/, '')}-${theme}.svg`;
    const options = { ...renderOptions, themeID, pad: 24 };
    const picture = `${await d2.render(diagram, options)}\n`;
    const place = new URL(name, docs);
    if (!process.argv.includes('--check')) writeFileSync(place, picture);
    else if (!existsSync(place) || readFileSync(place, 'utf8') !== picture) {
      console.error(`docs/${name} is out of date: npm run docs:diagrams`);
      process.exitCode = 1;
    }
  }
}
// Its worker would keep the process alive.
process.exit();
