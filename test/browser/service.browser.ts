/**
 * The service and its pages in headless Chromium: three participants in three pages reach one verified sum over the real
 * service; the verifier's page tells good records from altered ones without a network; the operator's page shows both
 * sessions, and hands out evidence that holds. The exit code tells.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { rosterJson } from '../../src/cli/files/rosterFile.ts';
import { joinSession } from '../../src/client/join.ts';
import { fromHex } from '../../src/crypto/hex.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { IdentityKey } from '../../src/crypto/signing.ts';
import { CoordinatorApi } from '../../src/net/participant/coordinatorApi.ts';
import { coordinatorServer } from '../../src/net/server/server.ts';
import { CoordinatorService } from '../../src/net/service/coordinatorService.ts';
import { openLevelStore } from '../../src/net/service/levelStore.ts';
import { verifyEvidence } from '../../src/record/evidence/verify.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import type { RangeVerifier } from '../../src/proofs/system.ts';
import { openRecord, sealRecord } from '../../src/record/record.ts';
import { memoryLedger } from '../../src/session/ledger.ts';
import { Roster } from '../../src/session/roster.ts';
import { coordinator, kernel, policyFor, testInput, testSession } from '../support/federation.ts';
import { lookAt } from './accessible.ts';
import { launch } from './launch.ts';
import { serveFolder } from './staticServer.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
await build({ configFile: `${examples}vite.config.ts`, root: examples, logLevel: 'warn' });
const pages = await serveFolder(`${examples}dist`);
const folder = await mkdtemp(join(tmpdir(), 'veilsum-browser-'));
const now = (): number => Date.now();
const checkerFor = (): Promise<RangeVerifier> => Promise.resolve(planesVerifier(kernel));
const host = { identity: coordinator, kernel, now, checkerFor };
const store = await openLevelStore(join(folder, 'store'));
const service = await CoordinatorService.start({ ...host, store });
const allowedOrigins = [pages.origin];
const app = await coordinatorServer({
  service,
  now,
  allowedOrigins,
  operatorToken: 'operator',
});
const server = new URL(`${await app.listen({ host: '127.0.0.1', port: 0 })}/`);
const browser = await launch();
const complaints: string[] = [];

/** A page whose errors, and whose policy's complaints, count. */
async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${url}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${url}: ${message.text()}`);
  });
  await page.goto(url);
  return page;
}

async function outcomeOf(page: Page, wanted: RegExp): Promise<string> {
  const outcome = page.locator('#outcome', { hasText: wanted });
  await outcome.waitFor({ timeout: 60_000 });
  return (await outcome.textContent()) ?? '';
}

const VECTORS = ['1, -2, 3', '10, 20, -30', '100, 200, 300'];

/** Three pages make identities, join and verify; returns the roster and the session's digest. */
async function participants(): Promise<{ roster: Roster; digest: string }> {
  const context = await browser.newContext();
  const tabs: Page[] = [];
  const keys: string[] = [];
  for (let i = 0; i < VECTORS.length; i++) {
    const page = await openPage(context, `${pages.origin}/browser/participant.html`);
    if (i === 0) await lookAt(page, 'participant-form');
    await page.click('#generate');
    keys.push((await page.textContent('#public')) ?? '');
    tabs.push(page);
  }
  const roster = Roster.of(
    keys.map((key, i) => ({ name: `tab ${i}`, key: IdentityKey.parse(fromHex(key)!) })),
  );
  // Every page proves its norm, and checks the proofs of the others.
  const { session } = testSession(3, {
    roster,
    length: 3,
    rowLength: 512,
    task: 'tabs',
    proofs: {
      system: 'planes',
      statement: { kind: 'l2', maxSquaredNorm: 140_000 },
      checking: { mode: 'full' },
    },
  });
  const hosted = await service.open(session, roster);
  const fields = {
    server: server.href,
    coordinator: coordinator.publicKey.toHex(),
    roster: rosterJson(roster),
    task: 'tabs',
  };
  for (const [i, page] of tabs.entries()) {
    for (const [id, value] of Object.entries({ ...fields, vector: VECTORS[i]! })) {
      await page.fill(`#${id}`, value);
    }
    // One leaves the encoding to the coordinator, and is told so.
    if (i === 0) await page.selectOption('#encoding', '');
    await page.click('#join');
  }
  for (const [i, page] of tabs.entries()) {
    assert.equal(await outcomeOf(page, /verified|invalid|failed|without a sum/), 'verified');
    assert.equal(await page.textContent('#sum'), '111, 218, 273');
    assert.equal(await page.locator('#phases li').count(), 5);
    assert.equal(await page.locator('#open li').count(), i === 0 ? 1 : 0);
    assert.equal(await page.locator('#report tr.failed').count(), 0);
    if (i === 0) await lookAt(page, 'participant-end');
    const passed = await page.locator('#report tr.passed').allTextContents();
    assert.match(String(passed), /opening/);
    assert.match(String(passed), /each client’s proofs show/);
  }
  const again = await openPage(context, `${pages.origin}/browser/index.html?frames=2`);
  assert.equal(await again.locator('iframe').count(), 2);
  // The same identity does not take part in the round again: the ledger outlives the page.
  const [tab] = tabs;
  const secret = await tab!.inputValue('#secret');
  await tab!.reload();
  for (const [id, value] of Object.entries({ ...fields, secret, vector: '4, 5, 6' })) {
    await tab!.fill(`#${id}`, value);
  }
  const fresh = testSession(3, {
    roster,
    length: 3,
    rowLength: 2,
    task: 'tabs',
    nonce: new Uint8Array(32),
  });
  const forgetful = await openLevelStore(join(folder, 'forgetful'));
  const second = await CoordinatorService.start({ ...host, store: forgetful });
  const restarted = await coordinatorServer({ service: second, now, allowedOrigins });
  await second.open(fresh.session, roster);
  try {
    await tab!.fill('#server', await restarted.listen({ host: '127.0.0.1', port: 0 }));
    await tab!.click('#join');
    assert.match(await outcomeOf(tab!, /without a sum|verified|failed/), /without a sum: ledger: /);
    // What the page sent before is not sent again either, in whatever round.
    await tab!.fill('#vector', VECTORS[0]!);
    await tab!.click('#join');
    assert.match(await outcomeOf(tab!, /input-once/), /without a sum/);
  } finally {
    restarted.server.closeAllConnections();
    await restarted.close();
    await second.stop();
  }
  await context.close();
  return { roster, digest: hosted.id };
}

/** The verifier's page: a good record, one with a flipped bit, and one whose sum its coordinator changed. */
async function verifier(record: Uint8Array, roster: Roster): Promise<void> {
  const context = await browser.newContext({ acceptDownloads: true });
  const page = await openPage(context, `${pages.origin}/verify/index.html`);
  await context.setOffline(true);
  const requests: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('blob:')) requests.push(request.url());
  });
  const file = (name: string, content: string | Uint8Array) => ({
    name,
    mimeType: 'application/octet-stream',
    buffer: Buffer.from(content),
  });
  await page.setInputFiles('#roster', file('roster.json', rosterJson(roster)));
  const judge = async (...bytes: readonly Uint8Array[]): Promise<string> => {
    const files = bytes.map((content, i) => file(`round ${i + 1}.cbor`, content));
    await page.setInputFiles('#record', files);
    return outcomeOf(page, /verified|cannot/);
  };
  assert.equal(await judge(record), '1 of 1 record verified');
  assert.match((await page.textContent('.verdict')) ?? '', /^VERIFIED: this is the sum of/);
  assert.equal(await page.textContent('.values'), '111, 218, 273');
  assert.match(
    (await page.locator('svg[role=img]').getAttribute('aria-label')) ?? '',
    /3 values, from 111 to 273$/,
  );
  const [csv] = await Promise.all([page.waitForEvent('download'), page.click('text=round 1.csv')]);
  assert.equal(await readFile(await csv.path(), 'utf8'), '111\n218\n273\n');
  // With the keyboard alone: the checks open, and the form has what else can be required.
  await page.focus('article summary');
  await page.keyboard.press('Enter');
  assert.equal((await page.locator('article details[open] tr.passed').count()) > 10, true);
  await lookAt(page, 'verify-valid');
  await page.focus('#more summary');
  await page.keyboard.press('Enter');
  await page.fill('#inputs', '9');
  await page.locator('#corrupt').focus();
  assert.equal(await outcomeOf(page, /^0 of 1/), '0 of 1 record verified');
  assert.match((await page.textContent('.failures')) ?? '', /policy-clients \(V09\).*Fewer inputs/);
  await page.fill('#inputs', '');
  await page.fill('#coordinator', 'abc');
  await page.locator('#corrupt').focus();
  assert.match(await outcomeOf(page, /cannot/), /Coordinator’s public key.*64 hexadecimal digits/);
  await page.fill('#coordinator', '');
  await page.locator('#corrupt').focus();
  const flipped = Uint8Array.from(record);
  flipped[flipped.length - 1]! ^= 1;
  assert.equal(await judge(flipped), '0 of 1 record verified');
  assert.match(await page.locator('tr.failed').allTextContents().then(String), /coordinator-sig/);
  assert.equal(await page.locator('svg').count(), 0);
  const { session, body } = openRecord(record, roster, kernel);
  const sum = body.sum.slice();
  sum[0]! ^= 1;
  const biased = sealRecord(coordinator, session, { ...body, sum });
  assert.equal(await judge(biased, record, record.subarray(0, 99)), '1 of 3 records verified');
  assert.match(await page.locator('tr.failed').allTextContents().then(String), /opening/);
  const verdicts = await page.locator('.verdict').allTextContents();
  assert.deepEqual(
    verdicts.map((text) => text.split(':')[0]),
    ['NOT VERIFIED', 'VERIFIED', 'NOT READ'],
  );
  await lookAt(page, 'verify-batch');
  // Files in the wrong place are named as what they are; dropped ones go where they belong.
  assert.equal(await judge(Buffer.from(rosterJson(roster))), '0 of 1 record verified');
  assert.match(
    (await page.textContent('.verdict')) ?? '',
    /^NOT READ: this is a roster, not a reco/,
  );
  await page.setInputFiles('#roster', file('roster.json', record));
  assert.match(
    await outcomeOf(page, /cannot/),
    /roster.json: this is a record, not a roster: choose/,
  );
  await page.evaluate(
    ([text, bytes]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from(bytes)], 'a.json'));
      dataTransfer.items.add(new File([text], 'b.cbor'));
      document.querySelector('#form')!.dispatchEvent(new DragEvent('drop', { dataTransfer }));
    },
    [rosterJson(roster), [...record]] as const,
  );
  assert.equal(await outcomeOf(page, /^1 of/), '1 of 1 record verified');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('form').isVisible(), false);
  await page.emulateMedia({ media: 'screen' });
  assert.deepEqual(requests, []);
  await context.close();
}

/** The operator's page: the session that ended, and one that a client's double message and the operator spoil. */
async function operator(digest: string): Promise<void> {
  const setup = testSession(4, { task: 'spoilt' });
  const { id, session } = await service.open(setup.session, setup.roster);
  const api = new CoordinatorApi({ server, fetch: globalThis.fetch, now });
  const me = setup.identities[1]!;
  for (const refused of [false, true]) {
    const joined = await joinSession({
      invitation: await api.invitation(id),
      task: session.parameters.task,
      roster: setup.roster,
      identity: me,
      policy: policyFor(setup),
      ledger: memoryLedger(),
      input: () => testInput(session, 1),
      random: systemRandom,
      kernel,
    });
    assert.equal(joined.kind, 'advance');
    assert.equal((await api.send(id, me, joined.output)) !== undefined, refused);
  }
  const context = await browser.newContext({ acceptDownloads: true });
  const page = await openPage(context, `${server.href}#${digest}`);
  const requests = new Set<string>();
  page.on('request', (request) => requests.add(new URL(request.url()).origin));
  await page.locator('#session .published').waitFor();
  assert.deepEqual(await page.locator('#session tbody tr td:first-child').allTextContents(), [
    'advertise',
    'share',
    'commit',
    'confirm',
    'unmask',
  ]);
  assert.equal(await page.locator('[data-plot] canvas').count(), 2);
  assert.match(
    (await page.locator('[data-plot=bytes]').getAttribute('aria-label')) ?? '',
    /^bytes of each phase: advertise \d.* B, share .*unmask/,
  );
  await lookAt(page, 'operator-published');
  const [record] = await Promise.all([
    page.waitForEvent('download'),
    page.click('text=the record'),
  ]);
  const kept = service.find(digest)!.view.end;
  assert.equal(kept?.kind, 'published');
  assert.deepEqual(new Uint8Array(await readFile(await record.path())), kept.record);

  await page.click(`a[href="#${id}"]`);
  const link = page.locator('text=download');
  await link.waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const evidence = new Uint8Array(await readFile(await download.path()));
  const judged = await verifyEvidence(evidence, { roster: setup.roster }, kernel);
  assert.match(JSON.stringify(judged), /"kind":"proven"/);
  const closing = await fetch(new URL(`v1/sessions/${id}/close`, server), {
    method: 'POST',
    headers: { authorization: 'Bearer operator' },
  });
  assert.equal(closing.status, 200);
  await page.locator('#abort', { hasText: 'quorum-present' }).waitFor();
  await lookAt(page, 'operator-aborted');
  assert.deepEqual(complaints, []);
  await page.evaluate(() => fetch('https://example.org/').catch(() => undefined));
  assert.match(complaints.splice(0).join('\n'), /violates the following Content Security Policy/);
  assert.deepEqual([...requests], [server.origin]);
  await context.close();
}

try {
  const { roster, digest } = await participants();
  console.log('participants in three pages: one verified sum');
  const end = service.find(digest)!.view.end;
  assert.equal(end?.kind, 'published');
  await verifier(end.record, roster);
  console.log('the verifier’s page: good and altered records told apart, no request made');
  await operator(digest);
  console.log('the operator’s page: both sessions, the record, evidence');
  assert.deepEqual(complaints, []);
  console.log('service in the browser: passed');
} catch (error) {
  console.error(error, complaints);
  console.log('service in the browser: FAILED');
  process.exitCode = 1;
} finally {
  await browser.close();
  pages.server.close();
  app.server.closeAllConnections();
  await app.close();
  await service.stop();
  await rm(folder, { recursive: true });
}
