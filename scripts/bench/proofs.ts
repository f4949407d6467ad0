/**
 * Measures range proofs: proving, verifying them one by one and in batches, and in the same run
 * Prio3's SumVec over the same vector.
 */
import { Prio3SumVec } from '@divviup/prio3';
import { fieldToBytes, randomFieldElement } from '../../src/crypto/field.ts';
import { deriveGenerators } from '../../src/crypto/generators.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import type { Kernel } from '../../src/kernel/index.ts';
import { packageKeys } from '../../src/net/index.ts';
import { createRangeVerifier } from '../../src/proofs/groth16/verifier.ts';
import { portablePairing } from '../../src/proofs/groth16/portablePairing.ts';
import { wasmPairing } from '../../src/proofs/groth16/wasmPairing.ts';
import { readProvingKeys } from '../../src/proofs/groth16/keys.ts';
import { createRangeProver } from '../../src/proofs/groth16/prover/prover.ts';
import type { CircuitKind } from '../../src/proofs/groth16/sizes.ts';
import type { ProofWitness } from '../../src/proofs/system.ts';
import { cpuMilliseconds } from './cpu.ts';

/** One kind of proof over one vector. Times are CPU milliseconds over all threads. */
export interface ProofRow {
  readonly keys: string;
  readonly constraints: number;
  /** Constraints per coordinate: those of a row over the row length. */
  readonly constraintsEach: number;
  readonly provingKeyBytes: number;
  readonly d: number;
  readonly rows: number;
  readonly proveCpu: number;
  readonly proofBytes: number;
  /** Verification of all proofs of one client, with each pairing engine. */
  readonly verifyCpu: number;
  readonly verifyPortableCpu: number;
  /** Verification of all proofs of n clients, one client at a time and in one batch. */
  readonly crowds: readonly {
    readonly n: number;
    readonly alone: number;
    readonly batch: number;
  }[];
}

/** Prio3 over one vector with two aggregators, draft 08. Times are CPU milliseconds. */
export interface Prio3Row {
  readonly d: number;
  readonly bits: number;
  /** Sharding, which includes the proof. */
  readonly proveCpu: number;
  /** Preparation by both aggregators. */
  readonly verifyCpu: number;
  /** Size of the proof itself: its shares and joint randomness. */
  readonly proofBytes: number;
  /** Everything that a client uploads, at 16 bytes for each bit. */
  readonly uploadBytes: number;
}

interface Manifest {
  readonly circuits: Readonly<Record<string, { readonly constraints: number }>>;
}

async function manifest(): Promise<Manifest['circuits']> {
  const bytes = await packageKeys()('manifest.json');
  return (JSON.parse(new TextDecoder().decode(bytes)) as Manifest).circuits;
}

/** The keys in the package, without those for tests unless there are no others. */
export async function shippedKeys(): Promise<string[]> {
  const names = Object.keys(await manifest()).filter((name) => name !== 'norm');
  const large = names.filter((name) => !name.endsWith('-8x8'));
  return large.length > 0 ? large : names;
}

async function cost<T>(work: () => Promise<T>): Promise<[number, T]> {
  const started = cpuMilliseconds();
  const result = await work();
  return [cpuMilliseconds() - started, result];
}

/** Values that use all bits. */
function vectorOf(d: number, bound: number): Int32Array {
  const span = 2 * bound + 1;
  return new Int32Array(d).map((_, i) => ((Math.imul(i, 0x9e3779b1) >>> 8) % span) - bound);
}

async function witnessOf(
  kernel: Kernel,
  kind: CircuitKind,
  values: Int32Array,
  rowLength: number,
  bound: number,
): Promise<ProofWitness> {
  const rows = Math.ceil(values.length / rowLength);
  const blinders = new Uint8Array(rows * 32);
  for (let row = 0; row < rows; row++) {
    blinders.set(fieldToBytes(randomFieldElement(systemRandom)), row * 32);
  }
  const generators = await deriveGenerators(kernel, rowLength);
  return {
    sessionDigest: systemRandom(32),
    client: 0,
    length: values.length,
    rowLength,
    bound,
    statement:
      kind === 'linf'
        ? { kind }
        : { kind, maxSquaredNorm: values.reduce((sum, value) => sum + value * value, 0) },
    commitments: await kernel.commitRows(values, blinders, rowLength, generators),
    values,
    blinders,
  };
}

/** Measures one kind of proof over `d` coordinates of as many bits as the keys support. */
export async function benchProofs(
  name: string,
  d: number,
  crowds: readonly number[],
  kernel: Kernel,
  onProgress: (fraction: number) => void,
): Promise<ProofRow> {
  const engine = (await wasmPairing())!;
  const keys = await readProvingKeys(name, packageKeys(), engine);
  const maker = createRangeProver(keys, kernel, engine);
  const bound = 2 ** (keys.bits - 1) - 1;
  const witness = await witnessOf(kernel, keys.kind, vectorOf(d, bound), keys.rowLength, bound);
  const [proveCpu, proofs] = await cost(() => maker.prove(witness, systemRandom, { onProgress }));
  maker.close();

  const checker = createRangeVerifier(keys, kernel, engine);
  const portable = createRangeVerifier(keys, kernel, portablePairing);
  const claim = { ...witness, proof: proofs };
  // The cost of verification does not depend on the client, so one client's proofs represent all.
  const check = async (by: typeof checker, n: number): Promise<number> => {
    const [spent, faults] = await cost(() => by.verify(Array.from({ length: n }, () => claim)));
    if (faults.some((fault) => fault !== undefined)) throw new Error(`${name}: ${faults.join()}`);
    return spent;
  };
  await check(checker, 1);
  const verifyCpu = await check(checker, 1);
  const measured = [];
  for (const n of crowds) {
    let alone = 0;
    for (let i = 0; i < n; i++) alone += await check(checker, 1);
    measured.push({ n, alone, batch: await check(checker, n) });
  }
  const { constraints } = (await manifest())[name]!;
  return {
    keys: name,
    constraints,
    constraintsEach: constraints / keys.rowLength,
    provingKeyBytes: Object.values(keys.proving).reduce((sum, { zkey }) => sum + zkey.length, 0),
    d,
    rows: Math.ceil(d / keys.rowLength),
    proveCpu,
    proofBytes: proofs.length,
    verifyCpu,
    verifyPortableCpu: await check(portable, 1),
    crowds: measured,
  };
}

/** Measures Prio3 SumVec with two aggregators over `d` coordinates. */
export async function benchPrio3(d: number, bits: number): Promise<Prio3Row> {
  const chunkLength = Math.ceil(Math.sqrt(d * bits));
  const prio3 = new Prio3SumVec({ shares: 2, length: d, bits, chunkLength });
  const bound = 2 ** (bits - 1) - 1;
  const measurement = Array.from(vectorOf(d, bound), (value) => value + bound);
  const [nonce, verifyKey] = [16, 16].map((size) => Buffer.from(systemRandom(size)));
  const rand = Buffer.from(systemRandom(prio3.randSize));
  const [proveCpu, { publicShare, inputShares }] = await cost(() =>
    prio3.shard(measurement, nonce!, rand),
  );
  const [verifyCpu] = await cost(async () => {
    const shares = [];
    for (const [id, share] of inputShares.entries()) {
      const { preparationShare } = await prio3.prepareInit(
        verifyKey!,
        id,
        null,
        nonce!,
        publicShare,
        share,
      );
      shares.push(preparationShare);
    }
    await prio3.unshardPreparationShares(null, shares);
  });
  const joint = prio3.encodePublicShare(publicShare).length;
  const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0);
  return {
    d,
    bits,
    proveCpu,
    verifyCpu,
    proofBytes:
      joint +
      sum(inputShares.map(({ wireProofShare, blind }) => wireProofShare.length + blind.length)),
    uploadBytes: joint + sum(inputShares.map((share) => prio3.encodeInputShare(share).length)),
  };
}
