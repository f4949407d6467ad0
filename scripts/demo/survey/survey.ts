import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { rosterJson } from '../../../src/cli/files/rosterFile.ts';
import { fromHex } from '../../../src/crypto/hex.ts';
import { IdentityKey } from '../../../src/crypto/signing.ts';
import { Roster } from '../../../src/session/roster.ts';
import { parseSurvey } from '../../../src/survey/index.ts';
import { serveFolder } from '../../../test/browser/staticServer.ts';
import { startCoordinator } from './coordinator.ts';

const TASK = 'survey';
const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** What somebody answers: an option, options, a step and a number. */
export type Asked = readonly [string, readonly string[], string, string];

/** Answers of five people to the form in examples/survey. */
const PEOPLE: readonly Asked[] = [
  ['by bicycle', ['fewer meetings'], '4', '3'],
  ['by bicycle', ['fewer meetings', 'a quieter room'], '2', '12'],
  ['by bus or train', [], '5', '0'],
  ['I work at home', ['more time for learning'], '3', '6'],
  ['by bicycle', ['fewer meetings', 'more time for learning'], '4', '2'],
];

/** The person whose page is reloaded after its answers were sent. */
const RELOADED = 2;

/** Stages of a survey that are looked at. */
export type Stage = 'enrol' | 'key' | 'questions' | 'phases' | 'results' | 'checks';

/** What a demonstration or test does while the survey runs. */
export interface Watching {
  /** Where everything is written. */
  readonly folder: string;
  readonly browser: Browser;
  /** Called with a page at each stage. */
  readonly look: (page: Page, stage: Stage) => Promise<void>;
  readonly say: (text: string) => void;
  /** Answers the questions of one page; default: with the mouse. */
  readonly answer?: (page: Page, answers: Asked) => Promise<void>;
}

/** What a survey ended with. */
export interface SurveyEnd {
  readonly record: Uint8Array;
  readonly roster: Roster;
  /** What each page shows as its verdict. */
  readonly verdicts: readonly string[];
  /** What the reloaded page shows as its results. */
  readonly results: string;
  /** Errors of the pages, and complaints of their security policy. */
  readonly complaints: readonly string[];
}

/** Runs the survey of examples/survey in five browsers, one of which is reloaded in the middle. */
export async function runSurvey(watching: Watching): Promise<SurveyEnd> {
  const { folder, browser, look, say } = watching;
  await build({ configFile: `${EXAMPLES}vite.config.ts`, root: EXAMPLES, logLevel: 'warn' });
  const site = join(folder, 'site');
  await cp(`${EXAMPLES}dist`, site, { recursive: true });
  const pages = await serveFolder(site);
  const coordinator = await startCoordinator(folder, pages.origin);
  const form = await readFile(`${EXAMPLES}survey/form.json`);
  await writeFile(join(site, 'survey/form.json'), form);
  const settings = {
    format: 'veilsum-survey-page-1',
    host: 'the works council',
    server: coordinator.url,
    coordinatorKey: coordinator.key,
    task: TASK,
    form: 'form.json',
    minThreshold: 3,
    maxCorrupt: 0,
  };
  const set = (content: object): Promise<void> =>
    writeFile(join(site, 'survey/survey.json'), JSON.stringify(content, undefined, 2));
  const complaints: string[] = [];
  try {
    await set(settings);
    say(`the page is at ${pages.origin}/survey/index.html, the coordinator at ${coordinator.url}`);
    const people = await Promise.all(
      PEOPLE.map(() => openPage(browser, `${pages.origin}/survey/index.html`, complaints)),
    );
    const roster = await enrol(people, look);
    await writeFile(join(site, 'survey/roster.json'), rosterJson(roster));
    await set({ ...settings, roster: 'roster.json' });
    const digest = await coordinator.open(parseSurvey(form), TASK, roster);
    say('five browsers have made their keys; the list is published, and the survey is open');
    await answerAll(people, watching);
    const verdicts = await Promise.all(people.map(verdictOf));
    const reloaded = people[RELOADED]!;
    await look(reloaded, 'results');
    const results = await reloaded.locator('veilsum-survey').innerText();
    await reloaded.focus('.verdict summary');
    await reloaded.keyboard.press('Enter');
    await look(reloaded, 'checks');
    return { record: coordinator.record(digest), roster, verdicts, results, complaints };
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
    pages.server.close();
    pages.server.closeAllConnections();
    await coordinator.stop();
  }
}

/** Opens the survey in a browser with storage of its own. */
async function openPage(browser: Browser, url: string, complaints: string[]): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  // A page that is taking part asks before it is left.
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(url);
  return page;
}

async function enrol(people: readonly Page[], look: Watching['look']): Promise<Roster> {
  const keys: string[] = [];
  for (const [i, page] of people.entries()) {
    const button = page.locator('text=Create my key');
    await button.waitFor();
    if (i === 0) await look(page, 'enrol');
    await button.focus();
    await page.keyboard.press('Enter');
    keys.push((await page.textContent('.key')) ?? '');
    if (i === 0) await look(page, 'key');
  }
  return Roster.of(
    keys.map((key, i) => ({ name: `person ${i + 1}`, key: IdentityKey.parse(fromHex(key)!) })),
  );
}

async function answerAll(people: readonly Page[], watching: Watching): Promise<void> {
  const { look, say, answer = answerWithMouse } = watching;
  const reloaded = people[RELOADED]!;
  // The page waits for who is in the sum: by then its answers have been sent.
  const included = '**/messages/included*';
  const sent = new Promise<void>((resolve) => {
    void reloaded.route(included, () => {
      resolve();
    });
  });
  for (const [i, page] of people.entries()) {
    await page.reload();
    await page.locator('fieldset').first().waitFor();
    if (i === 0) await look(page, 'questions');
    await answer(page, PEOPLE[i]!);
    if (i === 0) {
      await page.locator('[aria-current=step]').waitFor();
      await look(page, 'phases');
    }
  }
  await sent;
  say('five have answered; one page is reloaded, after its hidden answers were sent');
  await reloaded.unroute(included);
  await reloaded.reload();
  await reloaded.locator('text=it goes on with your answers').waitFor();
  say('it goes on where it was');
}

async function answerWithMouse(page: Page, answers: Asked): Promise<void> {
  const [one, some, step, hours] = answers;
  const field = (i: number) => page.locator('fieldset').nth(i);
  await field(0).getByLabel(one, { exact: true }).check();
  for (const option of some) await field(1).getByLabel(option, { exact: true }).check();
  await field(2).getByLabel(step, { exact: true }).check();
  await field(3).locator('input').fill(hours);
  await page.click('text=Send my answers');
}

async function verdictOf(page: Page): Promise<string> {
  const end = page.locator('.verdict summary, [role=alert]:not(:empty)').first();
  await end.waitFor({ timeout: 120_000 });
  return (await end.textContent()) ?? '';
}
