/** Sessions with proofs by digit planes at the size that they are made for: 20 participants with 10^6 coordinates each. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CollectedEvidence } from '../../src/attacks/attack.ts';
import { boosting, provingInstead } from '../../src/attacks/harness/boost.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { runRound } from '../../src/attacks/harness/round.ts';
import { ids, scenarioOf } from '../../src/attacks/harness/scenario.ts';
import { writeRoster } from '../../src/cli/files/rosterFile.ts';
import { encodeNpy } from '../../src/cli/vectors/npyWrite.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { planesRowLength } from '../../src/proofs/planes/rowLength.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { sequence } from '../kernel/samples.ts';
import { python } from '../record/pythonVerifier.ts';

const CLIENTS = 20;
const LENGTH = 1_000_000;
const BOUND = 32_767;

const folder = mkdtempSync(join(tmpdir(), 'veilsum-planes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Values that look random: the sum of four numbers, within ±16,000. */
function vectorOf(client: number, length: number): Int32Array {
  const numbers = sequence(client + 1);
  const next = (): number => (numbers.next().value >>> 16) % 8001;
  return new Int32Array(length).map(() => next() + next() + next() + next() - 16_000);
}

function run(program: string, ...args: string[]): { status: number | null; stdout: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [`dist/cli/${program}.js`, ...args],
    {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    },
  );
  if (status === null || status > 1) throw new Error(stderr);
  return { status, stdout };
}

/** A session of clients that all do as they should, by the command. */
function simulate(name: string, clients: number, length: number): string[] {
  const inputs = join(folder, name);
  const out = join(folder, `${name}-out`);
  mkdirSync(inputs);
  for (let i = 0; i < clients; i++) {
    writeFileSync(
      join(inputs, `p${String(i).padStart(2, '0')}.npy`),
      encodeNpy(BigInt64Array.from(vectorOf(i, length), BigInt)),
    );
  }
  const flags = ['--proofs', 'l2', '--bound', String(BOUND)];
  const { status } = run('veilsum', 'simulate', '--inputs', inputs, '--out', out, ...flags);
  expect(status).toBe(0);
  return [join(out, 'record.cbor'), join(out, 'roster.json')];
}

describe('a session with proofs of norms', () => {
  it(`of ${CLIENTS} participants and ${LENGTH} coordinates has a record that passes`, () => {
    const [record, roster] = simulate('large', CLIENTS, LENGTH);
    const demands = ['--require-proofs', 'l2', '--require-proof-system', 'planes'];
    const { status, stdout } = run('verifyAggregate', record!, '--roster', roster!, ...demands);
    expect(stdout).toMatch(/^passed {2}proof /m);
    expect(stdout).toContain(`${CLIENTS} inputs of the ${CLIENTS} clients on the roster`);
    expect(status).toBe(0);
  });

  it('has a record that the verifier in Python accepts as well, if it is smaller', () => {
    const [record, roster] = simulate('small', 4, 20_000);
    const { digest } = JSON.parse(readFileSync(roster!, 'utf8')) as { readonly digest: string };
    const { status, stdout } = python(record!, '--roster-digest', digest);
    expect(stdout).toMatch(/^V25 {2}passed +proof$/m);
    expect(status).toBe(0);
  });

  it('leaves out and names a participant that boosted its input, with evidence that holds', async () => {
    const kernel = await defaultKernel();
    const collected: CollectedEvidence[] = [];
    const inputs = Array.from({ length: CLIENTS }, (_, i) => vectorOf(i, LENGTH));
    const norms = inputs.map((input) => input.reduce((sum, x) => sum + x * x, 0));
    const [cheat] = ids(7);
    const scenario = {
      ...scenarioOf(
        { kernel, checks: ALL_CHECKS, onEvidence: (found) => collected.push(found) },
        {
          clients: CLIENTS,
          threshold: 18,
          length: LENGTH,
          bound: BOUND,
          rowLength: planesRowLength(LENGTH, BOUND),
          proofs: {
            system: 'planes',
            statement: { kind: 'l2', maxSquaredNorm: Math.max(...norms) },
            checking: { mode: 'full' },
          },
        },
      ),
      inputs,
      prover: planesProver(kernel),
      checker: planesVerifier(kernel),
    };
    // Twice its input, which is within ±B still, and a proof about what it should have sent.
    const forge = provingInstead(scenario, () => inputs[cheat!]!.slice());
    const boosted = boosting(scenario, (own) => own.map((x) => 2 * x), forge);
    const { published } = await runRound(scenario, {
      deviating: { [cheat!]: CorruptClient.joiner(boosted) },
    });
    expect(published!.included).toHaveLength(CLIENTS - 1);
    expect(published!.included).not.toContain(cheat);

    const place = (name: string): string => join(folder, name);
    await writeRoster(place('roster.json'), scenario.roster);
    const { evidence } = collected.find(({ code }) => code === 'proof')!;
    writeFileSync(place('evidence.cbor'), evidence);
    writeFileSync(place('boosted.cbor'), published!.record);
    const judged = run(
      'veilsum',
      'evidence',
      place('evidence.cbor'),
      '--roster',
      place('roster.json'),
    );
    expect(judged.stdout).toContain('unproven-bounds');
    expect(judged.stdout).toContain(scenario.roster.entry(cheat!).name);
    expect(judged.status).toBe(0);
    const { status } = run(
      'verifyAggregate',
      place('boosted.cbor'),
      '--roster',
      place('roster.json'),
    );
    expect(status).toBe(0);
  });
});
