/** Text files that people write: what is wrong with one, and where, and nothing of what is in it. */
import { kernel } from '../support/federation.ts';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdentity } from '../../src/cli/files/identityFile.ts';
import { readPolicy } from '../../src/cli/files/policyFile.ts';
import { readRoster } from '../../src/cli/files/rosterFile.ts';
import { readTask } from '../../src/cli/files/taskFile.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { generateIdentity } from '../../src/crypto/signing.ts';
import { Roster } from '../../src/session/roster.ts';

const roster = Roster.of(
  ['a', 'b', 'c'].map((name) => ({ name, key: generateIdentity(systemRandom).publicKey })),
);
const READERS: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ['an identity', readIdentity],
  ['a roster', readRoster],
  ['a policy', (path) => readPolicy(path, roster, kernel)],
  ['a task', readTask],
];

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'veilsum-text-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe.each(READERS)('%s', (_, read) => {
  it('in UTF-16 is said to be', async () => {
    const path = join(dir, 'utf16.json');
    await writeFile(path, Buffer.from('\ufeff{"format": "veilsum"}', 'utf16le'));
    await expect(read(path)).rejects.toThrow(/utf16\.json: is text in UTF-16.*save it as UTF-8/);
  });

  it('that is not JSON is refused with the place, and without what is there', async () => {
    const path = join(dir, 'fault.json');
    await writeFile(path, '{\n  "secretKey": "00ff",\n  "round": 1x,\n}\n');
    const error: unknown = await read(path).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/fault\.json: is not valid JSON: see line 3, column 13\.$/);
    expect(String(error)).not.toContain('00ff');
    expect((error as Error).cause).toBeUndefined();
  });
});
