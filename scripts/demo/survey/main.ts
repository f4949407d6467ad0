/**
 * `npm run demo:survey`: five headless browsers answer a survey, one of them is reloaded in the
 * middle, and the page shows the verified results. Pictures of every stage are in demo-output/survey.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { rosterJson } from '../../../src/cli/files/rosterFile.ts';
import { startChromium } from './chromium.ts';
import { runSurvey } from './survey.ts';

const FOLDER = 'demo-output/survey';

let browser: Browser | undefined;
try {
  browser = await startChromium();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
if (browser) {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  try {
    const { verdicts, results, record, roster, complaints } = await runSurvey({
      folder: FOLDER,
      browser,
      say: (text) => {
        console.log(text);
      },
      look: async (page, stage) => {
        await page.screenshot({ path: join(FOLDER, `${stage}.png`), fullPage: true });
      },
    });
    await writeFile(join(FOLDER, 'record.cbor'), record);
    await writeFile(join(FOLDER, 'roster.json'), rosterJson(roster));
    console.log(`\nwhat the reloaded browser shows:\n\n${results.slice(results.indexOf('✓'))}\n`);
    console.log(`pictures of every stage, record.cbor and roster.json: ${FOLDER}`);
    const failed = verdicts.filter((text) => !text.startsWith('✓'));
    for (const text of [...failed, ...complaints]) console.error(text);
    if (failed.length + complaints.length > 0) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
