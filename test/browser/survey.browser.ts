/**
 * The survey's page in headless Chromium: five people answer with the keyboard alone, one page is reloaded after its answers were
 * sent, and all show verified results; axe finds nothing at any stage. The exit code tells.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Asked, runSurvey } from '../../scripts/demo/survey/survey.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { kernel } from '../support/federation.ts';
import { lookAt } from './accessible.ts';
import { launch } from './launch.ts';

/** Answers one page with the keyboard alone. */
async function answerWithKeys(page: Page, [one, some, step, hours]: Asked): Promise<void> {
  const names = await page.locator('fieldset').nth(0).locator('label').allTextContents();
  await page.locator('fieldset input').first().focus();
  await page.keyboard.press('Space');
  for (let i = 0; i < names.indexOf(one); i++) await page.keyboard.press('ArrowDown');
  for (const option of await page.locator('fieldset').nth(1).locator('label').allTextContents()) {
    await page.keyboard.press('Tab');
    if (some.includes(option)) await page.keyboard.press('Space');
  }
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  for (let i = 1; i < Number(step); i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  await page.keyboard.type(hours);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

/** What goes wrong says so on the page: another tab, an answer left out, storage that was cleared. */
async function refusals(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await other.goto(page.url());
  const alert = other.locator('[role=alert]:not(:empty)');
  await alert.waitFor();
  assert.match((await alert.textContent()) ?? '', /open in another tab/);
  await other.route('**/survey/form.json', (route) =>
    route.fulfill({ body: '{"format":"veilsum-survey-1","title":"x","questions":[],"more":1}' }),
  );
  await other.reload();
  await alert.waitFor();
  const text = (await alert.textContent()) ?? '';
  assert.match(text, /^form.json: .*"questions" needs a list of 1 to 100; .*"more" is not known/);
  await other.close();
}

const folder = await mkdtemp(join(tmpdir(), 'veilsum-survey-'));
const browser = await launch();
try {
  const end = await runSurvey({
    folder,
    browser,
    say: console.log,
    answer: answerWithKeys,
    look: async (page, stage) => {
      await lookAt(page, `survey-${stage}`);
      if (stage === 'questions') await refusals(page);
    },
  });
  assert.deepEqual(
    end.verdicts.map((text) => text.split(':')[0]),
    Array.from({ length: 5 }, () => '✓ Verified'),
  );
  for (const shown of [
    /by bicycle\s+3\s+60 %/,
    /fewer meetings\s+3\s+60 %/,
    /Mean 3\.6\./,
    /Mean 4\.6 hours, total 23/,
  ]) {
    assert.match(end.results, shown);
  }
  const { roster, record } = end;
  const checker = planesVerifier(kernel);
  const policy = { roster, rosterDigest: roster.digest };
  assert.equal((await verifyAggregate(record, policy, kernel, { checker })).valid, true);
  assert.deepEqual(end.complaints, []);
  console.log('survey in the browser: passed');
} catch (error) {
  console.error(error);
  console.log('survey in the browser: FAILED');
  process.exitCode = 1;
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
