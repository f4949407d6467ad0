/**
 * The ledger of the participants' page in headless Chromium: it outlives its page, gives a claim once over all tabs, and refuses
 * where it could not keep it. The exit code tells.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import type { Claim } from '../../src/session/ledger.ts';
import { launch } from './launch.ts';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const { outputFiles } = await build({
  entryPoints: [path('ledgerPage.ts')],
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  alias: { veilsum: path('../../src/index.ts') },
  write: false,
});
const script = outputFiles[0]!.text;
const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const html = { 'content-type': 'text/html' };
  if (url.pathname === '/page.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  } else if (url.pathname === '/framing') {
    response.writeHead(200, html).end(`<iframe src="${url.searchParams.get('of')}"></iframe>`);
  } else {
    response.writeHead(200, html).end('<script type="module" src="/page.js"></script>');
  }
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const { port } = server.address() as AddressInfo;
const origin = `http://127.0.0.1:${port}`;

const round: Claim = {
  kind: 'round',
  task: 'steps',
  round: 1,
  session: 'ab'.repeat(32),
  participation: '1',
};

type Frame = Pick<Page, 'evaluate' | 'waitForFunction'>;

async function ready(page: Frame): Promise<void> {
  await page.waitForFunction(() => 'openBrowserLedger' in window);
}

/** Makes a claim in a page, by an owner; what it throws is its answer. */
function claim(page: Frame, made: Claim, owner = 'ann'): Promise<boolean | string> {
  return page.evaluate(
    async ([one, who]) => {
      try {
        return await (await window.openBrowserLedger(who)).claim(one);
      } catch (error) {
        return String(error);
      }
    },
    [made, owner] as const,
  );
}

const browser = await launch();
try {
  const context = await browser.newContext();
  const [first, second] = [await context.newPage(), await context.newPage()];
  for (const page of [first, second]) {
    await page.goto(origin);
    await ready(page);
  }

  assert.equal(await claim(first, round), true);
  assert.equal(await claim(first, round), true, 'the participation that has it');
  const other = { ...round, participation: '2' };
  assert.equal(await claim(second, other), false, 'another tab');
  assert.equal(await claim(second, other, 'eve'), true, 'another identity');
  await first.reload();
  await ready(first);
  assert.equal(await claim(first, other), false, 'after a reload');
  assert.equal(await claim(first, { ...other, round: 2 }), true, 'another round');
  const admits = await first.evaluate(async (one) => {
    const ledger = await window.openBrowserLedger('ann');
    return [await ledger.admits(one), await ledger.admits({ ...one, participation: '1' })];
  }, other);
  assert.deepEqual(admits, [false, true]);
  console.log('a claim outlives its page, and is kept apart for each identity');

  for (let i = 0; i < 20; i++) {
    const raced: (boolean | string)[] = await Promise.all(
      [first, second].flatMap((page, tab) =>
        [0, 1, 2].map((n) =>
          claim(page, {
            kind: 'input',
            source: 'watch',
            epoch: `week ${i}`,
            session: round.session,
            participation: `${tab} ${n}`,
          }),
        ),
      ),
    );
    assert.equal(raced.filter((given) => given === true).length, 1, String(raced));
  }
  console.log('two tabs at once: every claim is given once');

  await first.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const asked = indexedDB.open('veilsum-ledger', 1);
        asked.onerror = reject;
        asked.onsuccess = () => {
          const transaction = asked.result.transaction('claims', 'readwrite');
          const claims = transaction.objectStore('claims');
          const keys = claims.getAllKeys();
          keys.onsuccess = () => {
            for (const key of keys.result) claims.put({}, key);
          };
          transaction.oncomplete = () => {
            resolve();
          };
        };
      }),
  );
  assert.equal(await claim(first, round), false, 'an entry without a participation is nobody’s');

  const foreign = await context.newPage();
  await foreign.goto(`http://localhost:${port}/framing?of=${encodeURIComponent(origin)}`);
  const framed = foreign.frames()[1]!;
  await ready(framed);
  assert.match(String(await claim(framed, round)), /in a frame of another site/);
  const own = await context.newPage();
  await own.goto(`${origin}/framing?of=${encodeURIComponent(origin)}`);
  const inner = own.frames()[1]!;
  await ready(inner);
  assert.equal(await claim(inner, { ...round, round: 3 }), true, 'a frame of the same origin');

  const plain = await context.newPage();
  await plain.goto(`http://plain.test:${port}/`);
  await ready(plain);
  assert.match(String(await claim(plain, round)), /needs HTTPS/);
  await second.evaluate(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('denied', 'SecurityError');
    };
  });
  assert.match(String(await claim(second, round)), /keeps nothing for this page: denied/);
  console.log('a foreign frame, plain HTTP and a browser without storage are refused');
  console.log('ledger in the browser: passed');
} catch (error) {
  console.error(error);
  console.log('ledger in the browser: FAILED');
  process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}
