import { readFileSync } from 'node:fs';

/** What a file of test/vectors/crypto/ holds. */
export function readVectors(name: string): unknown {
  const url = new URL(`../vectors/crypto/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8'));
}
