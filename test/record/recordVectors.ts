/** Records that another verifier must give the same verdicts on: test/vectors/record, as objects. */
import { fromHex, toHex } from '../../src/crypto/hex.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import type { ChoiceGroup } from '../../src/proofs/statement.ts';
import type { RangeVerifier } from '../../src/proofs/system.ts';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import type { CheckName } from '../../src/session/checks/table.ts';
import type { EncodingPolicy } from '../../src/session/encodingPolicy.ts';
import type { PinnedNumber } from '../../src/session/pinned.ts';
import type { ProofPolicy } from '../../src/session/proofPolicy.ts';
import { WireError } from '../../src/wire/errors.ts';
import { kernel } from '../support/federation.ts';
import { badRecords } from './badRecords.ts';
import { goodRecords } from './goodRecords.ts';
import { partsRecords } from './partsRecords.ts';
import { planesRecords } from './planesRecords.ts';
import { provenRecords } from './provenRecords.ts';
import { checkerOf, checkerVectors } from './vectorCheckers.ts';

/** A record, what is demanded of it, and what is known beforehand of the verdict. */
export interface RecordCase {
  /** The file's name without its ending. */
  readonly name: string;
  readonly about: string;
  readonly record: Uint8Array;
  readonly policy: VerifierPolicy;
  /** What range proofs are checked with, if not without keys: a name in test/vectors/proofs/keys.json. */
  readonly checker?: string | undefined;
  /** The checks that must fail, no more and no fewer; or that the bytes are no record. */
  readonly fails: readonly CheckName[] | 'unreadable';
}

/** A file of test/vectors/record. Bytes are hexadecimal. What does not apply is not written: a new check would change every file. */
export interface RecordVector extends Omit<Verdict, 'notApplicable'> {
  readonly about: string;
  readonly policy: JsonPolicy;
  readonly checker?: string | undefined;
  readonly record: string;
}

/** What a verifier says of a record. */
export interface Verdict {
  readonly readable: boolean;
  readonly valid?: boolean;
  readonly failed?: readonly string[];
  readonly notApplicable?: readonly string[];
  readonly sum?: readonly number[];
  readonly included?: readonly number[];
}

interface JsonPolicy {
  readonly rosterDigest: string;
  readonly coordinatorKey?: string;
  readonly task?: string;
  readonly round?: number;
  readonly modelDigest?: string;
  readonly layoutDigest?: string;
  readonly minClients?: number;
  readonly maxCorrupt?: number;
  readonly expectMine?: string;
  readonly bound?: PinnedNumber;
  readonly encoding?: EncodingPolicy;
  readonly length?: PinnedNumber;
  readonly rowLength?: PinnedNumber;
  readonly schemes?: readonly string[];
  readonly proofs?: {
    readonly kind?: string;
    readonly checking?: readonly (string | number)[];
    readonly maxSquaredNorm?: number;
    readonly system?: string;
    readonly groups?: readonly ChoiceGroup[];
    readonly setup?: string;
    readonly allowDevelopmentKeys?: boolean;
  };
}

/** Vectors by the names of their files. @throws where a verdict is not the expected one */
export async function recordVectors({
  groth16,
}: {
  groth16: boolean;
}): Promise<ReadonlyMap<string, RecordVector>> {
  const cases = [
    ...(await goodRecords()),
    ...(await badRecords()),
    ...(groth16 ? await provenRecords() : []),
    ...(await planesRecords()),
    ...(await partsRecords()),
  ];
  const checkers = await vectorCheckers();
  const vectors = new Map<string, RecordVector>();
  for (const { name, about, record, policy, checker, fails } of cases) {
    const verdict = await ourVerdict(record, policy, checkerNamed(checkers, checker));
    const found = verdict.readable ? [...(verdict.failed ?? [])].sort() : 'unreadable';
    const expected = fails === 'unreadable' ? fails : [...fails].sort();
    if (JSON.stringify(found) !== JSON.stringify(expected) || vectors.has(name)) {
      throw new Error(`${name}: expected ${String(expected)}, found ${String(found)}`);
    }
    const demanded = { policy: policyJson(policy), ...(checker && { checker }) };
    const written = { ...verdict, notApplicable: undefined };
    vectors.set(name, { about, ...written, ...demanded, record: toHex(record) });
  }
  return vectors;
}

/** The checkers of test/vectors/proofs/keys.json by their names. */
export async function vectorCheckers(): Promise<ReadonlyMap<string, RangeVerifier>> {
  const entries = Object.entries(await checkerVectors());
  return new Map(
    await Promise.all(entries.map(async ([name, keys]) => [name, await checkerOf(keys)] as const)),
  );
}

function checkerNamed(
  checkers: ReadonlyMap<string, RangeVerifier>,
  name: string | undefined,
): RangeVerifier | undefined {
  if (name === undefined) return undefined;
  const checker = checkers.get(name);
  if (!checker) throw new Error(`there are no keys ${name}`);
  return checker;
}

/** What this library says of a record: with a checker of keys, or with the one that needs none. */
export async function ourVerdict(
  record: Uint8Array,
  policy: VerifierPolicy,
  checker: RangeVerifier = planesVerifier(kernel),
): Promise<Verdict> {
  let report;
  try {
    report = await verifyAggregate(record, policy, kernel, { checker });
  } catch (error) {
    if (error instanceof WireError) return { readable: false };
    throw error;
  }
  const { checks, valid } = report;
  const named = (verdict: string): string[] =>
    checks.filter((line) => line.verdict === verdict).map(({ check }) => check);
  const content = report.valid ? { sum: [...report.sum], included: report.included } : {};
  return {
    readable: true,
    valid,
    failed: named('failed'),
    notApplicable: named('not-applicable'),
    ...content,
  };
}

/** What a file demands, as this library takes it. */
export function policyOf({ policy }: RecordVector): VerifierPolicy {
  const { rosterDigest, coordinatorKey, modelDigest, layoutDigest, expectMine, proofs, ...plain } =
    policy;
  const bytes = (hex: string | undefined): Uint8Array | undefined =>
    hex === undefined ? undefined : fromHex(hex)!;
  return {
    ...plain,
    rosterDigest: fromHex(rosterDigest)!,
    coordinatorKey: bytes(coordinatorKey),
    modelDigest: bytes(modelDigest),
    layoutDigest: bytes(layoutDigest),
    expectMine: bytes(expectMine),
    proofs: proofs && {
      kind: proofs.kind as ProofPolicy['kind'],
      system: proofs.system as ProofPolicy['system'],
      groups: proofs.groups,
      maxSquaredNorm: proofs.maxSquaredNorm,
      setup: bytes(proofs.setup),
      allowDevelopmentKeys: proofs.allowDevelopmentKeys,
      checking: checkingOf(proofs.checking),
    },
  };
}

function checkingOf(value: readonly (string | number)[] | undefined): ProofPolicy['checking'] {
  if (value === undefined) return undefined;
  const [mode, sample] = value;
  return mode === 'audit'
    ? { mode, sample: Number(sample) }
    : { mode: mode === 'full' ? mode : 'coordinator' };
}

function policyJson(policy: VerifierPolicy): JsonPolicy {
  const { task, round, minClients, maxCorrupt, proofs } = policy;
  const { bound, encoding, length, rowLength, schemes } = policy;
  const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && toHex(bytes);
  const checking = proofs?.checking;
  const content = {
    rosterDigest: toHex(policy.rosterDigest),
    coordinatorKey: hex(policy.coordinatorKey),
    task,
    round,
    modelDigest: hex(policy.modelDigest),
    layoutDigest: hex(policy.layoutDigest),
    minClients,
    maxCorrupt,
    expectMine: hex(policy.expectMine),
    bound,
    encoding,
    length,
    rowLength,
    schemes,
    proofs: proofs && {
      kind: proofs.kind,
      system: proofs.system,
      groups: proofs.groups,
      checking:
        checking && (checking.mode === 'audit' ? ['audit', checking.sample] : [checking.mode]),
      maxSquaredNorm: proofs.maxSquaredNorm,
      setup: hex(proofs.setup),
      allowDevelopmentKeys: proofs.allowDevelopmentKeys,
    },
  };
  // What is not demanded is not written.
  return JSON.parse(JSON.stringify(content)) as JsonPolicy;
}
