/** A verifier's policy in words: what it requires, and what it leaves open. */
import { toHex } from '../../crypto/hex.ts';
import type { ChoiceGroup } from '../../proofs/statement.ts';
import type { EncodingPolicy } from '../../session/encodingPolicy.ts';
import type { PinnedNumber } from '../../session/pinned.ts';
import { checkingText } from '../../session/proofDemand.ts';
import { demandsProofs, type ProofPolicy } from '../../session/proofPolicy.ts';
import type { VerifierPolicy } from '../policy.ts';

/** What a policy leaves open, and what that permits. */
export interface OpenPoint {
  /** What was not required, such as `the coordinator’s key`. */
  readonly what: string;
  /** What a record may be like therefore, in one sentence. */
  readonly permits: string;
}

/** Every requirement in words: one that is new and missing here does not compile. */
const PHRASES: {
  readonly [Field in keyof VerifierPolicy]-?: (
    value: NonNullable<VerifierPolicy[Field]>,
  ) => string | readonly string[];
} = {
  rosterDigest: (digest) => `the roster with the digest ${toHex(digest)}`,
  roster: () => [],
  coordinatorKey: (key) => `the coordinator with the key ${toHex(key)}`,
  task: (task) => `the task ${JSON.stringify(task)}`,
  round: (round) => `round ${round}`,
  modelDigest: (digest) =>
    `inputs that were computed from the model with the digest ${toHex(digest)}`,
  layoutDigest: (digest) => `inputs that have the layout with the digest ${toHex(digest)}`,
  minRosterSize: (least) => `at least ${least} clients on the roster`,
  minClients: (least) => `at least ${least} inputs in the sum`,
  maxCorrupt: (count) => `thresholds that withstand at least ${count} corrupt clients`,
  bound: (bound) => `a bound of a coordinate of ${numberText(bound)}`,
  encoding: encodingText,
  length: (length) => `vectors of length ${numberText(length)}`,
  rowLength: (length) => `rows of length ${numberText(length)}`,
  schemes: (schemes) => `the aggregation scheme ${schemes.join(' or ')}`,
  proofs: proofRequirements,
  expectMine: () => 'your receipt, unchanged',
};

/** What a policy requires of a record, one phrase for each requirement. */
export function requirements(policy: VerifierPolicy): readonly string[] {
  return Object.entries(PHRASES).flatMap(([field, phrase]) => {
    const value = policy[field as keyof VerifierPolicy];
    return value === undefined
      ? []
      : (phrase as (of: unknown) => string | readonly string[])(value);
  });
}

/** What a policy does not require, and what that permits. */
export function openPoints(policy: VerifierPolicy): readonly OpenPoint[] {
  const open = (given: unknown, what: string, permits: string): OpenPoint[] =>
    given === undefined || given === false ? [] : [{ what, permits }];
  const lacks = (value: unknown): boolean => value === undefined;
  return [
    open(
      lacks(policy.coordinatorKey),
      'who the coordinator is',
      'Anyone whose session the clients on the roster join can make such a record.',
    ),
    open(
      lacks(policy.task) && lacks(policy.round),
      'the task and the round',
      'A record of another task or an earlier round passes as well.',
    ),
    open(
      lacks(policy.modelDigest),
      'the model',
      'The inputs may have been computed from any model, if they were computed from one.',
    ),
    open(
      lacks(policy.layoutDigest),
      'the layout of the inputs',
      'The coordinates may belong to other tensors than you think.',
    ),
    open(
      lacks(policy.minClients),
      'the least number of inputs',
      'The sum may cover few inputs, and then it reveals much about each.',
    ),
    open(
      lacks(policy.maxCorrupt),
      'the number of corrupt clients to withstand',
      'The session may withstand fewer corrupt clients than there are.',
    ),
    open(
      !demandsProofs(policy.proofs ?? {}),
      'proofs that inputs are within limits',
      'Unless the session asked for them by itself, a malicious client may have sent any vector.',
    ),
    open(
      lacks(policy.bound),
      'the bound of a coordinate',
      'The coordinator chose how large a single value may be.',
    ),
    open(
      lacks(policy.encoding),
      'the encoding',
      'The coordinator chose how numbers were clipped, scaled and weighted.',
    ),
    open(
      lacks(policy.length) && lacks(policy.rowLength),
      'the length of vectors',
      'The vectors may have any length.',
    ),
    open(
      lacks(policy.schemes),
      'the aggregation scheme',
      'The session may have run under any scheme, also one that names fewer culprits.',
    ),
    open(
      lacks(policy.expectMine),
      'your own input',
      'Whether an input of yours is in the sum was not looked at.',
    ),
  ].flat();
}

function numberText(pinned: PinnedNumber): string {
  return typeof pinned === 'number' ? `exactly ${pinned}` : `${pinned.min} to ${pinned.max}`;
}

function encodingText(encoding: EncodingPolicy): string {
  if (encoding.kind === 'integer') return 'integers';
  const clip = encoding.clip === undefined ? '' : `, clipped at ${numberText(encoding.clip)}`;
  if (encoding.kind === 'fixed-point') {
    return `numbers with a fraction${encoding.average ? ` whose ${encoding.average} is shown` : ''}${clip}`;
  }
  const weight =
    encoding.maxWeight === undefined
      ? ''
      : `, with weights up to ${numberText(encoding.maxWeight)}`;
  return `a weighted mean${clip}${weight}`;
}

function proofRequirements(policy: ProofPolicy): readonly string[] {
  const { kind, system, checking, maxSquaredNorm, groups, setup } = policy;
  return [
    kind && `${kind} proofs that inputs are within limits`,
    system && `proofs of the system ${system}`,
    checking && `proofs that are checked at least by ${checkingText(checking)}`,
    maxSquaredNorm !== undefined && `a squared norm of at most ${maxSquaredNorm}`,
    groups && `choices in groups of ${groups.map(groupText).join(', ')}`,
    setup && `keys of proofs with the digest ${toHex(setup)}`,
    policy.allowDevelopmentKeys === true &&
      'keys from a ceremony, or development keys, under which anyone can forge proofs',
  ].filter((phrase) => typeof phrase === 'string');
}

function groupText({ length, least, most }: ChoiceGroup): string {
  return `${length} (${least === most ? least : `${least} to ${most}`})`;
}
