/** The records in test/vectors/record, under this library and under the verifier in Python. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/crypto/hex.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { CHECK_NAMES, CHECKS } from '../../src/session/checks/table.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import { flipped } from '../support/forgery.ts';
import { kernel, seedOf } from '../support/federation.ts';
import { python, pythonVerdicts } from './pythonVerifier.ts';
import {
  ourVerdict,
  policyOf,
  type RecordVector,
  type Verdict,
  vectorCheckers,
} from './recordVectors.ts';
import { resealed } from './records.ts';

const folder = fileURLToPath(new URL('../vectors/record/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'veilsum-vectors-'));
afterAll(() => {
  rmSync(scratch, { recursive: true });
});

const files = readdirSync(folder).sort();
const kept = new Map(
  files.map((file) => [
    file.replace(/\.json$/, ''),
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as RecordVector,
  ]),
);

/** What a file has of a verdict. */
function writtenOf({
  readable,
  valid,
  failed,
  sum,
  included,
}: Omit<Verdict, 'notApplicable'>): Verdict {
  return JSON.parse(JSON.stringify({ readable, valid, failed, sum, included })) as Verdict;
}

describe('the records in test/vectors/record', () => {
  const ours = new Map<string, Verdict>();
  beforeAll(async () => {
    const checkers = await vectorCheckers();
    for (const [name, vector] of kept) {
      const checker = vector.checker === undefined ? undefined : checkers.get(vector.checker)!;
      ours.set(name, await ourVerdict(fromHex(vector.record)!, policyOf(vector), checker));
    }
  });

  it('have the verdicts of this library', () => {
    for (const [name, vector] of kept) {
      expect(writtenOf(ours.get(name)!), name).toEqual(writtenOf(vector));
    }
  });

  it('have a record that fails each of the verifier’s checks', () => {
    const failed = new Set([...kept.values()].flatMap((vector) => vector.failed ?? []));
    const checks = CHECK_NAMES.filter((name) => CHECKS[name].by.includes('verifier'));
    expect([...failed].sort()).toEqual(checks.sort());
  });

  it('have the same verdicts under the verifier in Python, down to what does not apply', () => {
    const verdicts = pythonVerdicts(files.map((file) => join(folder, file)));
    expect(verdicts).toHaveLength(kept.size);
    [...kept].forEach(([name, vector], i) => {
      expect(writtenOf(verdicts[i]!), name).toEqual(writtenOf(vector));
      expect(verdicts[i], name).toEqual(JSON.parse(JSON.stringify(ours.get(name))));
    });
  }, 300_000);
});

describe('records with a flipped bit', () => {
  it.each([
    ['good_everything_demanded', 24],
    ['good_l2_proofs', 8],
    ['good_planes_one_hot', 8],
  ])(
    'have the same verdicts under both verifiers: %s',
    async (name, count) => {
      const good = kept.get(name)!;
      const record = fromHex(good.record)!;
      const { body } = openEnvelope(record, record.length);
      const random = seededRandom(seedOf('flips'));
      const made = Array.from({ length: count }, (_, i) => {
        const draw = new DataView(random(4).buffer).getUint32(0);
        // Half of them as somebody who carries the record changes it, half as its coordinator does.
        const target = i % 2 === 0 ? record : body;
        const changed = flipped(target, draw % target.length, draw % 8);
        return i % 2 === 0 ? changed : resealed(record, changed);
      });
      const paths = made.map((bytes, i) => {
        const path = join(scratch, `${i}.json`);
        writeFileSync(path, JSON.stringify({ ...good, record: toHex(bytes) }));
        return path;
      });
      const verdicts = pythonVerdicts(paths);
      const checker = good.checker && (await vectorCheckers()).get(good.checker);
      const policy = policyOf(good);
      const ours = await Promise.all(
        made.map((bytes) => ourVerdict(bytes, policy, checker || undefined)),
      );
      ours.forEach((verdict, i) => {
        expect(verdicts[i], `flip ${i}`).toEqual(JSON.parse(JSON.stringify(verdict)));
        expect(verdict.valid ?? false).toBe(false);
      });
    },
    300_000,
  );
});

/** Numbers and names of the checks, as the specification has them. */
const numbered = [
  ...readFileSync(
    fileURLToPath(new URL('../../docs/specification.md', import.meta.url)),
    'utf8',
  ).matchAll(/^\| (V\d\d) \| `([a-z-]+)`/gm),
].map(([, number, name]) => [number, name]);

describe('the numbers of the checks in the specification', () => {
  it('are their places in a report', async () => {
    const { record, policy } = kept.get('good_plain')!;
    const rosterDigest = fromHex(policy.rosterDigest)!;
    const { checks } = await verifyAggregate(fromHex(record)!, { rosterDigest }, kernel);
    const places = checks.map(({ check }, i) => [`V${String(i + 1).padStart(2, '0')}`, check]);
    expect(numbered).toEqual(places);
  });
});

describe('the verifier in Python, as a command', () => {
  const file = join(scratch, 'record');
  const run = (name: string): { status: number | null; stdout: string } => {
    const { record, policy } = kept.get(name)!;
    writeFileSync(file, fromHex(record)!);
    return python(file, '--roster-digest', policy.rosterDigest);
  };

  it('prints every check with its number, in the order of the specification', () => {
    const { status, stdout } = run('good_plain');
    expect(status).toBe(0);
    expect(
      [...stdout.matchAll(/^(V\d\d) {2}\S+ +(\S+)$/gm)].map(([, number, name]) => [number, name]),
    ).toEqual(numbered);
    expect(stdout).toMatch(/\nVERIFIED: the sum of 4 inputs\n$/);
  });

  it('checks range proofs with keys from a folder', () => {
    const { record, policy } = kept.get('good_linf_proofs')!;
    writeFileSync(file, fromHex(record)!);
    const run = ['--roster-digest', policy.rosterDigest, '--keys', 'keys/linf-8x8'];
    expect(python(file, ...run).stdout).toMatch(/^V24 {2}failed +proof-setup: .*development/m);
    const { status, stdout } = python(file, ...run, '--allow-development-keys');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^V25 {2}passed +proof$/m);
  });

  it('says what fails', () => {
    const { status, stdout } = run('bad_sum_biased');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^V23 {2}failed +opening: /m);
    expect(stdout).toMatch(/NOT VERIFIED/);
  });
});
