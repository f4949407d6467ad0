/** All circuits, constants and development keys, made again; and a ceremony from its start to its verification. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { circuitPath, compileInto } from '../../scripts/keys/build.ts';
import {
  close,
  contribute,
  initiate,
  transcribe,
  verifyTranscript,
} from '../../scripts/keys/ceremony.ts';
import { circuitSource } from '../../scripts/keys/constants.ts';
import { PROJECT } from '../../scripts/keys/files.ts';
import { readManifest } from '../../scripts/keys/manifest.ts';
import { circuitNamed, CIRCUITS } from '../../scripts/keys/names.ts';
import { developmentPowersOfTau, publicPowersOfTau } from '../../scripts/keys/powersOfTau.ts';
import { rebuildAndCompare } from '../../scripts/keys/rebuild.ts';
import { endCurve } from '../../scripts/keys/snarkjs.ts';
import { createKernel } from '../../src/kernel/create.ts';

const CACHE = join(PROJECT, 'keys', '.cache');
afterAll(endCurve);

describe('every circuit', () => {
  it.each(CIRCUITS)('$name has the constants of the generators', async (circuit) => {
    const kernel = await createKernel({ threads: 1 });
    expect(readFileSync(circuitPath(circuit), 'utf8')).toBe(await circuitSource(kernel, circuit));
  });

  const manifest = readManifest(join(PROJECT, 'keys', 'manifest.json'))!;
  it.each(Object.keys(manifest.circuits))('%s is rebuilt bit for bit', async (name) => {
    expect(await rebuildAndCompare(CACHE, circuitNamed(name), manifest)).toEqual([]);
  });
});

describe('a ceremony', () => {
  const circuit = circuitNamed('linf-8x8');
  const beacon = { hash: 'ab'.repeat(32), exponent: 10 };
  const folder = mkdtempSync(join(tmpdir(), 'ceremony-'));
  const at = (name: string): string => join(folder, name);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('of two contributors and a beacon is verified from circuit and powers of tau alone', async () => {
    const { r1cs } = compileInto(CACHE, circuit);
    const made = await developmentPowersOfTau(CACHE, 11);
    const { path: ptau } = await publicPowersOfTau(made.path, made.sha256);
    await initiate(r1cs, ptau, at('0.zkey'));
    const first = await contribute(at('0.zkey'), at('1.zkey'), 'Ada');
    const second = await contribute(at('1.zkey'), at('2.zkey'), 'Emmy');
    await close(at('2.zkey'), at('3.zkey'), beacon);

    const files = { r1cs, ptau, zkey: at('3.zkey') };
    const transcript = await transcribe(circuit.name, files, beacon);
    expect(transcript.contributions.map(({ kind, name }) => [kind, name])).toEqual([
      ['contribution', 'Ada'],
      ['contribution', 'Emmy'],
      ['beacon', 'beacon'],
    ]);
    expect(transcript.contributions.slice(0, 2).map(({ hash }) => hash)).toEqual([first, second]);
    expect(await verifyTranscript(transcript, files, at('initial.zkey'))).toEqual([]);

    // Another beacon than was announced.
    const announced = { ...beacon, hash: 'cd'.repeat(32) };
    expect(
      await verifyTranscript({ ...transcript, beacon: announced }, files, at('initial.zkey')),
    ).toEqual(['the last contribution is not the announced beacon']);

    // A contributor who is left out.
    await close(at('1.zkey'), at('4.zkey'), beacon);
    const without = { ...files, zkey: at('4.zkey') };
    const { zkey } = await transcribe(circuit.name, without, beacon);
    expect(await verifyTranscript({ ...transcript, zkey }, without, at('initial.zkey'))).toContain(
      'the contributions in the proving key are others than those of the transcript',
    );

    // A key that nobody closed.
    const open = { ...files, zkey: at('2.zkey') };
    expect(
      await verifyTranscript(
        await transcribe(circuit.name, open, beacon),
        open,
        at('initial.zkey'),
      ),
    ).toEqual(['the last contribution is not the announced beacon']);

    // Another file.
    copyFileSync(at('2.zkey'), at('3.zkey'));
    expect((await verifyTranscript(transcript, files, at('initial.zkey')))[0]).toMatch(/^zkey has/);
  });

  it('takes a public powers-of-tau file by its checksum only', async () => {
    const { path } = await developmentPowersOfTau(CACHE, 11);
    await expect(publicPowersOfTau(path, '00'.repeat(32))).rejects.toThrow('another file');
  });
});
