import { type Browser, chromium } from 'playwright-core';

/** Headless Chromium; CHROMIUM names the browser's program, /usr/bin/chromium unless it is set. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-sync',
      // A name that is no secure context over plain HTTP, unlike localhost.
      '--host-resolver-rules=MAP plain.test 127.0.0.1',
    ],
  });
}
