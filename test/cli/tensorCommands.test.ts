/** Tensors by their names, from files to files: `layout`, `simulate`, `join` and `verify-aggregate`. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectCommand } from '../../src/cli/commands/inspect.ts';
import { joinCommand } from '../../src/cli/commands/join.ts';
import { layoutCommand } from '../../src/cli/commands/layout.ts';
import { simulateCommand } from '../../src/cli/commands/simulate.ts';
import { verifyCommand } from '../../src/cli/commands/verify.ts';
import { writeIdentity } from '../../src/cli/files/identityFile.ts';
import { writeRoster } from '../../src/cli/files/rosterFile.ts';
import { withExceptions } from '../../src/cli/run.ts';
import {
  encodeNpz,
  encodeSafetensors,
  readVectorFile,
  sumTensors,
} from '../../src/cli/vectors/index.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { layoutDigest, type TensorLayout } from '../../src/session/layout/index.ts';
import { commandHere } from '../support/commandHere.ts';
import { coordinator, testSession } from '../support/federation.ts';
import { httpCoordinator } from '../support/httpCoordinator.ts';
import { numpy } from '../support/tensorFiles.ts';

const LAYOUT: TensorLayout = [
  { name: 'b', shape: [2], dtype: 'float32' },
  { name: 'w', shape: [1, 2], dtype: 'float64' },
];
const CLIPPED: TensorLayout = [{ ...LAYOUT[0]!, clip: 0.5 }, LAYOUT[1]!];
/** b, then w. The first value is beyond the clip of b. */
const VALUES = [
  [2, 0.25, 10, -4],
  [0.5, -0.25, 2, 8],
  [0.5, 0.25, 0, 8],
];
const MEAN = [0.5, 0.0833, 4, 4];
const NAMES = ['ann', 'bob', 'eve'];

let folder: string;
const at = (...parts: readonly string[]): string => join(folder, ...parts);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'veilsum-tensors-'));
  await mkdir(at('in'));
  for (const [i, name] of NAMES.entries()) {
    const tensors = sumTensors(LAYOUT, Float64Array.from(VALUES[i]!));
    await writeFile(at('in', `${name}.npz`), encodeNpz(tensors));
    await writeFile(at(`${name}.safetensors`), encodeSafetensors(tensors));
  }
  const told = await commandHere(layoutCommand(), at('in', 'ann.npz'), '--clip', 'b=0.5');
  expect(told).toMatchObject({ status: 0, stderr: '' });
  await writeFile(at('layout.json'), told.stdout);
});
afterAll(() => rm(folder, { recursive: true }));

const verify = (...args: readonly string[]): ReturnType<typeof commandHere> =>
  commandHere(
    verifyCommand(),
    at('out', 'record.cbor'),
    '--roster',
    at('out', 'roster.json'),
    ...args,
  );

describe('the layout of a file', () => {
  it('is printed with clips, as a task file has it, or its digest', async () => {
    expect(JSON.parse(await readFile(at('layout.json'), 'utf8'))).toEqual(CLIPPED);
    const told = await commandHere(layoutCommand(), at('ann.safetensors'), '--digest');
    expect(told.stdout).toBe(`${toHex(layoutDigest(LAYOUT))}\n`);
  });

  it('needs names, and a clip needs a tensor and a number', async () => {
    await writeFile(at('flat.json'), '[1, 2]');
    const flat = await commandHere(layoutCommand(), at('flat.json'));
    expect(flat).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no names of tensors/) as string,
    });
    for (const [clip, message] of [
      ['v=1', /no such tensor/],
      ['b=0', /NAME=CLIP/],
      ['b', /NAME=CLIP/],
      ['=1', /NAME=CLIP/],
      ['b=1e200', /clip/],
    ] as const) {
      const told = await commandHere(layoutCommand(), at('in', 'ann.npz'), '--clip', clip);
      expect(told).toMatchObject({ status: 2, stderr: expect.stringMatching(message) as string });
    }
  });
});

describe('a simulation over tensors', () => {
  it('gives their clipped mean with names, shapes and dtypes, which NumPy reads', async () => {
    const told = await commandHere(
      simulateCommand(),
      ...['--inputs', at('in'), '--out', at('out'), '--layout', at('layout.json')],
    );
    expect(told).toMatchObject({ status: 0, stderr: '' });
    expect(await readdir(at('out'))).toContain('sum.npz');
    const sum = await readVectorFile(at('out', 'sum.npz'));
    expect(sum.layout).toEqual(LAYOUT);
    sum.values.forEach((value, i) => {
      expect(value).toBeCloseTo(MEAN[i]!, 3);
    });
    const shapes = numpy(
      at('out'),
      `z = np.load('sum.npz', allow_pickle=False)
print([(k, z[k].shape, str(z[k].dtype)) for k in z.files])`,
    );
    expect(shapes.trim()).toBe("[('b', (2,), 'float32'), ('w', (1, 2), 'float64')]");
  });

  it('has a record that --layout exports in the units of the tensors', async () => {
    const sum = await readVectorFile(at('out', 'sum.npz'));
    for (const [name, same] of [
      ['mean.npz', sum],
      ['mean.safetensors', sum],
      ['mean.npy', { values: sum.values }],
    ] as const) {
      const told = await verify('--layout', at('layout.json'), '--export', at(name), '--quiet');
      expect(told).toMatchObject({ status: 0, stderr: '' });
      const read = await readVectorFile(at(name));
      if ('layout' in same) expect(read).toEqual(sum);
      else
        sum.values.forEach((value, i) => {
          expect(read.values[i]).toBeCloseTo(value, 5);
        });
    }
  });

  it('has a record that is not exported by names without a layout, or under another one', async () => {
    const nameless = await verify('--export', at('other.npz'));
    expect(nameless).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--layout/) as string,
    });
    await writeFile(at('plain.json'), JSON.stringify(LAYOUT));
    const other = await verify('--layout', at('plain.json'), '--export', at('other.npz'));
    expect(other.status).toBe(1);
    expect(other.stdout).toMatch(/FAILED {2}policy-layout/);
    const both = await verify('--layout', at('plain.json'), '--layout-digest', '00'.repeat(32));
    expect(both).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/--layout-digest/) as string,
    });
    expect(await readdir(folder)).not.toContain('other.npz');
  });

  it('is refused for clients with other tensors, and for a layout of others', async () => {
    await mkdir(at('mixed'));
    await copyFile(at('in', 'ann.npz'), at('mixed', 'ann.npz'));
    const other: TensorLayout = [LAYOUT[0]!, { ...LAYOUT[1]!, dtype: 'float32' }];
    const tensors = sumTensors(other, Float64Array.from(VALUES[1]!));
    await writeFile(at('mixed', 'bob.npz'), encodeNpz(tensors));
    const run = (...args: readonly string[]): ReturnType<typeof commandHere> =>
      commandHere(simulateCommand(), '--inputs', at('mixed'), '--out', at('none'), ...args);
    expect((await run()).stderr).toMatch(/differ in the names, shapes or dtypes/);
    await rm(at('mixed', 'bob.npz'));
    await writeFile(at('other.json'), JSON.stringify(other));
    expect((await run('--layout', at('other.json'))).stderr).toMatch(
      /tensors of other names, shapes or dtypes/,
    );
    await writeFile(at('mixed', 'bob.json'), '[1, 2, 3, 4]');
    expect((await run()).stderr).toMatch(/named tensors and .* has not/);
  });
});

describe('joining with tensors', () => {
  const encoding = { kind: 'fixed-point', clip: 10, average: 'mean' } as const;

  it('gives their clipped mean as tensors, and takes part in no session over another layout', async () => {
    const setup = testSession(3, {
      length: 4,
      bound: 32_767,
      encoding,
      layoutDigest: layoutDigest(CLIPPED),
    });
    const running = await httpCoordinator(setup);
    try {
      await writeRoster(at('roster.json'), setup.roster);
      const policy = {
        coordinatorKey: coordinator.publicKey.toHex(),
        minThreshold: 2,
        maxCorrupt: 0,
        bound: 32_767,
        encoding,
      };
      await writeFile(at('policy.json'), JSON.stringify(policy));
      await Promise.all(
        NAMES.map((name, i) => writeIdentity(at(`${name}.json`), setup.identities[i]!)),
      );
      const args = (i: number, ...more: readonly string[]): string[] => [
        ...['--server', running.server.href, '--identity', at(`${NAMES[i]!}.json`)],
        ...['--roster', at('roster.json'), '--policy', at('policy.json'), '--task', 'test'],
        ...['--ledger', at(`${NAMES[i]!}.ledger`), '--out', at(`of-${NAMES[i]!}`), ...more],
      ];
      const input = ['--input', at('ann.safetensors')];
      const unclipped = await commandHere(joinCommand(), ...args(0, ...input, '--timeout', '20'));
      expect(unclipped.status).not.toBe(0);
      expect(unclipped.stderr).toMatch(/policy-layout/);
      await rm(at('ann.ledger'), { recursive: true, force: true });

      const files = ['ann.safetensors', 'in/bob.npz', 'eve.npy'];
      numpy(folder, `np.save('eve.npy', np.array(${JSON.stringify(VALUES[2])}))`);
      const joining = files.map((file, i) =>
        withExceptions(joinCommand()).parseAsync(
          args(i, '--input', at(file), '--layout', at('layout.json')),
          { from: 'user' },
        ),
      );
      await commandHere(
        new Command('all').action(() => Promise.all(joining).then(() => undefined)),
      );
      for (const [i, name] of ['sum.safetensors', 'sum.npz', 'sum.npz'].entries()) {
        const sum = await readVectorFile(at(`of-${NAMES[i]!}`, name));
        expect(sum.layout).toEqual(LAYOUT);
        sum.values.forEach((value, k) => {
          expect(value).toBeCloseTo(MEAN[k]!, 2);
        });
      }
    } finally {
      await running.stop();
    }
  });
});

describe('a simulation in parts', () => {
  it('gives the same mean, and one file that is verified and exported', async () => {
    const options = ['--inputs', at('in'), '--layout', at('layout.json'), '--part-length', '3'];
    const told = await commandHere(simulateCommand(), ...options, '--out', at('parts'));
    expect(told).toMatchObject({ status: 0, stderr: '' });
    expect(told.stdout).toMatch(/summed in 2 parts/);
    const sum = await readVectorFile(at('parts', 'sum.npz'));
    sum.values.forEach((value, i) => {
      expect(value).toBeCloseTo(MEAN[i]!, 3);
    });
    const record = [at('parts', 'record.cbor'), '--roster', at('parts', 'roster.json')];
    const mine = ['--expect-mine', at('parts', 'receipts', 'bob.cbor')];
    const verified = await commandHere(
      verifyCommand(),
      ...[...record, ...mine, '--layout', at('layout.json'), '--export', at('whole.npz')],
    );
    expect(verified).toMatchObject({ status: 0, stderr: '' });
    expect(verified.stdout).toMatch(/passed +parts-same/);
    expect(await readVectorFile(at('whole.npz'))).toEqual(sum);
    const inspected = await commandHere(inspectCommand(), at('parts', 'record.cbor'));
    expect(inspected.stdout).toMatch(/part +2 of 2 of a vector of 4 coordinates/);
  });

  it('keeps the weight in one part', async () => {
    await mkdir(at('weighted'));
    for (const [i, name] of NAMES.entries()) {
      const content = { values: [i, 1, 1 - i], weight: i + 1 };
      await writeFile(at('weighted', `${name}.json`), JSON.stringify(content));
    }
    const options = ['--inputs', at('weighted'), '--out', at('mean'), '--part-length', '2'];
    const told = await commandHere(simulateCommand(), ...options, '--json');
    expect(told).toMatchObject({ status: 0, stderr: '' });
    const { sum } = JSON.parse(told.stdout) as { sum: { values: readonly number[] } };
    [8 / 6, 1, -2 / 6].forEach((value, i) => {
      expect(sum.values[i]).toBeCloseTo(value, 3);
    });
  });
});
