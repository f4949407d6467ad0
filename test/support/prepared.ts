import { beforeEach } from 'vitest';

/**
 * Makes ready what all tests that follow share, once, before the first of them. Where that fails each test fails, and
 * not a hook alone: mutation testing counts tests, and takes tests that never ran for tests that passed.
 */
export function prepare(makeReady: () => Promise<void>): void {
  let ready: Promise<void> | undefined;
  beforeEach(() => (ready ??= makeReady()));
}
