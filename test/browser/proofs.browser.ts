/**
 * Range proofs in headless Chromium: bundles `veilsum/snark` as an application would, without ffjavascript, serves it with
 * the keys and snarkjs's own script, and runs proofsPage.ts. The exit code tells.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { bundled } from './bundled.ts';
import type { ProofPageReport } from './proofsPage.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const script = await bundled(new URL('proofsPage.ts', import.meta.url), ['ffjavascript']);

async function content(path: string): Promise<[string, string | Uint8Array]> {
  if (path === '/')
    return ['text/html', '<!doctype html><script type="module" src="/page.js"></script>'];
  if (path === '/page.js') return ['text/javascript', script];
  if (path === '/snarkjs.min.js') {
    return ['text/javascript', await readFile(`${root}node_modules/snarkjs/build/snarkjs.min.js`)];
  }
  if (/^\/keys\/[\w.-]+$/.test(path))
    return ['application/octet-stream', await readFile(root + path)];
  throw new Error(`nothing at ${path}`);
}

const server = createServer((request, response) => {
  content(request.url ?? '/').then(
    ([type, body]) => {
      response.setHeader('content-type', type);
      response.end(body);
    },
    () => {
      response.statusCode = 404;
      response.end();
    },
  );
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
});
let passed: boolean;
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => {
    console.error(error.message);
  });
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.waitForFunction('typeof runPage === "function"');
  const report = await page.evaluate<ProofPageReport>('runPage()');
  console.log(JSON.stringify(report));
  passed =
    report.honest === undefined &&
    report.copied === 'the proof of row 0 is not valid' &&
    report.bytes === 256;
} finally {
  await browser.close();
  server.close();
}
console.log(passed ? 'proofs in the browser: passed' : 'proofs in the browser: FAILED');
process.exitCode = passed ? 0 : 1;
