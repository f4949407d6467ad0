import { expect, it } from 'vitest';
import { atMost } from '../../src/net/service/atMost.ts';

it('waits for work that ends in time', async () => {
  let done = false;
  const work = new Promise<void>((resolve) => {
    setTimeout(() => {
      done = true;
      resolve();
    }, 20);
  });
  await atMost(60_000, work);
  expect(done).toBe(true);
});

it('leaves work that does not end', async () => {
  await atMost(20, new Promise(() => undefined));
});

it('fails as the work does, in time, and hears no more of it afterwards', async () => {
  const failure = new Error('gone');
  await expect(atMost(60_000, Promise.reject(failure))).rejects.toBe(failure);
  let fail = (): void => undefined;
  const late = new Promise((_, reject) => {
    fail = () => {
      reject(failure);
    };
  });
  await atMost(10, late);
  fail();
  // An unheard rejection would fail this file.
  await new Promise((resolve) => setTimeout(resolve, 10));
});
