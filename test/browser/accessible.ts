import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Where the pictures of pages go, to be looked at. */
const PICTURES = 'test-output/pages';

const WIDTHS = [390, 1280];

interface Finding {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/**
 * Takes pictures of a page in both themes and at both widths. axe must find nothing on it, and
 * nothing may be wider than the window.
 */
export async function lookAt(page: Page, name: string): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of WIDTHS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      // The operator's page draws its charts again.
      await page.waitForTimeout(300);
      const path = join(PICTURES, `${name}-${colorScheme}-${width}.png`);
      await page.screenshot({ path, fullPage: true });
      // A page's policy keeps other scripts out, so that axe is evaluated and not added to it.
      const found = await page.evaluate<Finding[]>(
        `(async () => { ${axe.source}; return (await axe.run(document)).violations; })()`,
      );
      const told = found.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary}`).join('\n')}`,
      );
      assert.deepEqual(told, [], `axe on ${path}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${path}: ${wide} pixels are outside the window`);
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
}
