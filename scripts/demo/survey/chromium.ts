import { access } from 'node:fs/promises';
import { type Browser, chromium } from 'playwright-core';

/** Where a system has Chromium or Chrome. */
const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const ADVICE = `There is no Chromium here. Install one, and run this again:

  Debian, Ubuntu   sudo apt-get install chromium
  any system       npx playwright-core install chromium

or name the program of another Chromium or Chrome: CHROMIUM=/path/to/chrome npm run demo:survey`;

/**
 * Starts headless Chromium: the program that CHROMIUM names, else the one that this system or Playwright has.
 *
 * @throws Error that says how to get one
 */
export async function startChromium(): Promise<Browser> {
  const named = process.env['CHROMIUM'];
  const places = named === undefined ? [...PLACES, chromium.executablePath()] : [named];
  for (const executablePath of places) {
    const there = await access(executablePath).then(
      () => true,
      () => false,
    );
    if (there) {
      return chromium.launch({
        executablePath,
        headless: true,
        args: ['--no-sandbox', '--disable-gpu'],
      });
    }
  }
  throw new Error(ADVICE);
}
