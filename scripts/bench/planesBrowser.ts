/** Proofs by digit planes in headless Chromium, as a page makes them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundled } from '../../test/browser/bundled.ts';
import { launch } from '../../test/browser/launch.ts';

/** Wall times in milliseconds, the least of a few runs. */
export interface BrowserRow {
  readonly kind: 'linf' | 'l2';
  readonly bits: number;
  readonly d: number;
  readonly proofBytes: number;
  /** Proving in a worker, which ends with a verification. */
  readonly prove: number;
  readonly verify: number;
}

/** Bundles the page, serves it on the loopback interface, and runs it for each length. */
export async function benchBrowser(
  lengths: readonly number[],
  bits: number,
): Promise<BrowserRow[]> {
  const script = await bundled(new URL('planesPage.ts', import.meta.url));
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await launch();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(600_000);
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.waitForFunction('typeof measurePlanes === "function"');
    const rows: BrowserRow[] = [];
    for (const d of lengths) {
      for (const kind of ['linf', 'l2'] as const) {
        const call = `measurePlanes(${JSON.stringify(kind)}, ${d}, ${bits})`;
        rows.push({
          kind,
          bits,
          d,
          ...(await page.evaluate<Omit<BrowserRow, 'kind' | 'bits' | 'd'>>(call)),
        });
      }
    }
    return rows;
  } finally {
    await browser.close();
    server.close();
  }
}
