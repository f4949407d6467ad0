/**
 * The kernel in headless Chromium: bundles it as an application would, serves it on localhost and runs
 * kernelPage.ts on three pages: a plain one without cross-origin isolation, one whose policy forbids workers, and one in an
 * engine without what is used only where there is such a thing.
 * The exit code tells. CHROMIUM names the browser's program, /usr/bin/chromium unless it is set.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { bundled } from './bundled.ts';
import type { PageReport } from './kernelPage.ts';

const POLICIES: Readonly<Record<string, string | undefined>> = {
  '/plain': undefined,
  '/old-engine': undefined,
  '/no-workers': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
};

/** Run before anything else on the page of an old engine. */
const OLD_ENGINE =
  '<script>delete ArrayBuffer.prototype.transfer; WebAssembly.validate = () => false;</script>';

const script = await bundled(new URL('kernelPage.ts', import.meta.url));

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  if (path === '/page.js') {
    response.setHeader('content-type', 'text/javascript');
    response.end(script);
    return;
  }
  const policy = POLICIES[path];
  if (policy !== undefined) response.setHeader('content-security-policy', policy);
  response.setHeader('content-type', 'text/html');
  const first = path === '/old-engine' ? OLD_ENGINE : '';
  response.end(`<!doctype html>${first}<script type="module" src="/page.js"></script>`);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let failed = false;
try {
  for (const path of Object.keys(POLICIES)) {
    const page = await browser.newPage();
    page.on('pageerror', (error) => {
      console.error(`${path}: ${error.message}`);
    });
    await page.goto(`http://127.0.0.1:${port}${path}`);
    await page.waitForFunction('typeof runPage === "function"');
    const report = await page.evaluate<PageReport>('runPage()');
    console.log(path, JSON.stringify(report));
    const modern = path !== '/old-engine';
    if (report.transfers !== modern || report.pairs !== modern) failed = true;
    if (report.failures.length > 0 || report.workers !== (path !== '/no-workers')) failed = true;
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
console.log(failed ? 'kernel in the browser: FAILED' : 'kernel in the browser: passed');
process.exitCode = failed ? 1 : 0;
