/** Files that people write by hand, or edit: a field that nobody knows is refused, as it would demand nothing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { readIdentity } from '../../src/cli/files/identityFile.ts';
import { readPolicy } from '../../src/cli/files/policyFile.ts';
import { readRoster, rosterJson } from '../../src/cli/files/rosterFile.ts';
import { kernel, testSession } from '../support/federation.ts';

const folder = await mkdtemp(join(tmpdir(), 'veilsum-files-'));
afterAll(() => rm(folder, { recursive: true }));
const { roster } = testSession(4);

async function written(content: unknown): Promise<string> {
  const path = join(folder, 'file.json');
  await writeFile(path, JSON.stringify(content));
  return path;
}

describe('a policy file', () => {
  const said: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
  afterEach(() => {
    said.length = 0;
  });
  afterAll(() => {
    stderr.mockRestore();
  });

  const base = {
    coordinatorKey: 'ab'.repeat(32),
    minThreshold: 3,
    maxCorrupt: 1,
    bound: { min: 1, max: 1000 },
  };
  const pins = {
    bound: 1000,
    encoding: { kind: 'fixed-point', clip: { min: 0.5, max: 2 }, average: 'mean' },
    length: 5,
    rowLength: { min: 1, max: 4096 },
  };

  it('pins what a session means, and then has nothing to say', async () => {
    const { policy } = await readPolicy(await written({ ...base, ...pins }), roster, kernel);
    expect(policy).toMatchObject({ ...pins, minClients: 4, rosterDigest: roster.digest });
    expect(said).toEqual([]);
  });

  it.each([
    ['the encoding', {}, [/^warning: .*file\.json: .*encoding open/]],
    ['the clip', { encoding: { kind: 'fixed-point' } }, [/clip open/]],
    ['clip and weight', { encoding: { kind: 'weighted-mean' } }, [/clip open/, /weight open/]],
    ['nothing', { encoding: { kind: 'integer' } }, []],
  ])('says on stderr that it leaves open: %s', async (_, more, warnings) => {
    await readPolicy(await written({ ...base, ...more }), roster, kernel);
    expect(said).toHaveLength(warnings.length);
    warnings.forEach((warning, i) => {
      expect(said[i]).toMatch(warning);
    });
  });

  const wrong: readonly [string, object, RegExp][] = [
    ['a field', { encodign: { kind: 'integer' } }, /encodign/],
    ['a kind', { encoding: { kind: 'floating' } }, /encoding.*kind/],
    ['a field of the encoding', { encoding: { kind: 'integer', clip: 1 } }, /encoding.*clip/],
    ['a clip in words', { encoding: { kind: 'fixed-point', clip: 'one' } }, /encoding\.clip/],
    ['half a range', { encoding: { kind: 'fixed-point', clip: { max: 1 } } }, /encoding\.clip/],
    ['a range upside down', { length: { min: 5, max: 1 } }, /length: .*min to be at most max/],
    ['a negative length', { length: -5 }, /length/],
    ['a bound of nothing', { bound: {} }, /bound/],
  ];
  it.each(wrong)('is refused with a sentence where it has %s', async (_, more, sentence) => {
    const reading = readPolicy(await written({ ...base, ...more }), roster, kernel);
    await expect(reading).rejects.toMatchObject({ name: 'CommandError', exitCode: 3 });
    await expect(reading).rejects.toThrow(sentence);
  });
});

describe('a roster file', () => {
  const content = JSON.parse(rosterJson(roster)) as { clients: object[] };

  it('is read as it is written', async () => {
    expect((await readRoster(await written(content))).digest).toEqual(roster.digest);
  });

  const [first, ...rest] = content.clients;
  const wrong: readonly [string, object, RegExp][] = [
    ['a field', { ...content, revoked: ['c1'] }, /has a field "revoked"/],
    [
      'a field of an entry',
      { ...content, clients: [{ ...first, revoked: true }, ...rest] },
      /entry 0 has a field "revoked"/,
    ],
    ['an entry that is none', { ...content, clients: [null, ...rest] }, /entry 0 has no name/],
  ];
  it.each(wrong)('is refused with %s that it does not have', async (_, changed, sentence) => {
    const reading = readRoster(await written(changed));
    await expect(reading).rejects.toMatchObject({ name: 'CommandError', exitCode: 3 });
    await expect(reading).rejects.toThrow(sentence);
  });
});

describe('an identity file', () => {
  it('is refused with a field that it does not have', async () => {
    const content = {
      format: 'veilsum-identity-1',
      publicKey: 'ab'.repeat(32),
      secretKey: 'cd'.repeat(32),
      passphrase: 'open',
    };
    await expect(readIdentity(await written(content))).rejects.toThrow(/is not an identity file/);
  });
});
