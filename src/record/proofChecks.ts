import type { RandomSource } from '../crypto/random.ts';
import { equalBytes, sha256Bulk } from '../crypto/tupleHash.ts';
import type { WorkOptions } from '../kernel/kernel.ts';
import { PROOF_SYSTEMS } from '../proofs/registry.ts';
import { type ProvenClaim, type RangeVerifier, verdictsOf } from '../proofs/system.ts';
import type { ClientId } from '../session/party.ts';
import { claimOf } from '../session/proofClaim.ts';
import { describeDemand, type ProofAudit } from '../session/proofDemand.ts';
import { pinProblem, proofSetupProblem } from '../session/proofPolicy.ts';
import type { Commits } from './envelopeChecks.ts';
import type { VerifierPolicy } from './policy.ts';
import type { OpenedRecord } from './record.ts';
import type { ReportLines } from './report.ts';
import { drawSample } from './sample.ts';

/** Options for verifying range proofs. */
export interface ProofOptions {
  /**
   * Verifies range proofs: `planesVerifier`, or `loadRangeVerifier` of `veilsum/snark`. Without it,
   * a record that contains proofs is not valid.
   */
  readonly checker?: RangeVerifier | undefined;
  /**
   * Draws the clients whose proofs are verified if the session requires an audit. Nobody must be
   * able to predict it. Without it, all proofs are verified.
   */
  readonly random?: RandomSource | undefined;
  /** Progress and cancellation of proof verification. */
  readonly work?: WorkOptions | undefined;
}

/** Which clients' proofs were verified. */
export interface ProofCoverage {
  /** Client numbers, ascending. */
  readonly checked: readonly ClientId[];
  /**
   * Probability that a single client without a valid proof would have been detected; 1 if all
   * proofs were verified.
   */
  readonly detection: number;
}

const NO_PROOFS = 'the session asks for no proofs: nothing bounds a single input';
const NO_SETUP = 'these proofs need no keys, so nobody has to be trusted with a set-up';
const ALLOWED =
  'the keys are those that the session names; they are development keys, allowed by the policy, under which anyone can prove anything';
const COORDINATOR_ONLY =
  'the record contains no proofs: only the coordinator checked them, and nobody can verify that. If it colluded with a client, nothing bounds that client’s input; this is weaker than proofs in the record';

/**
 * Verifies the proofs in a record, all or an audit sample as the session requires, and checks their
 * set-up.
 *
 * @returns which proofs were verified, or `undefined` if none were
 */
export async function checkProofs(
  lines: ReportLines,
  opened: OpenedRecord,
  commits: Commits | undefined,
  { proofs: policy = {} }: VerifierPolicy,
  options: ProofOptions,
): Promise<ProofCoverage | undefined> {
  const { session } = opened;
  const { proofs } = session.parameters;
  if (proofs.system === 'none') {
    lines.skipped('proof-setup', NO_PROOFS);
    lines.skipped('proof', NO_PROOFS);
    return undefined;
  }
  const transparent = PROOF_SYSTEMS[proofs.system].setup === 'transparent';
  const { checker } = options;
  if (proofs.checking.mode === 'coordinator') {
    if (transparent) lines.skipped('proof-setup', NO_SETUP);
    else if (policy.setup === undefined) lines.skipped('proof-setup', 'no key was pinned');
    else lines.made('proof-setup', pinProblem(policy, session));
    lines.skipped('proof', COORDINATOR_ONLY);
    return undefined;
  }
  if (checker === undefined) {
    const holds = `the record holds ${describeDemand(proofs)} and nothing was passed to check them with`;
    if (transparent) {
      lines.skipped('proof-setup', NO_SETUP);
      lines.made('proof', `${holds}: pass planesVerifier as checker`);
      return undefined;
    }
    const missing = `${holds}: make a verifier of keys with this digest with veilsum/snark, and pass it`;
    lines.made('proof-setup', pinProblem(policy, session) ?? missing);
    lines.skipped('proof', 'not made, because no verifier of proofs was given');
    return undefined;
  }
  const wrong = proofSetupProblem(policy, session, checker);
  if (transparent) {
    lines.skipped('proof-setup', NO_SETUP);
    if (wrong !== undefined) {
      lines.made('proof', wrong);
      return undefined;
    }
  }
  const allowed = checker.setup.kind === 'structured' && checker.setup.origin === 'development';
  const fits = transparent || lines.made('proof-setup', wrong, allowed ? ALLOWED : undefined);
  if (!fits || commits === undefined) {
    lines.skipped('proof', 'not made, because an earlier check failed');
    return undefined;
  }
  return checkSample(lines, opened, commits, proofs.checking, checker, options);
}

async function checkSample(
  lines: ReportLines,
  { session, body }: OpenedRecord,
  { bodies }: Commits,
  checking: ProofAudit,
  checker: RangeVerifier,
  { random, work }: ProofOptions,
): Promise<ProofCoverage> {
  const asked = checking.mode === 'audit' && random ? checking.sample : bodies.length;
  const count = Math.min(asked, bodies.length);
  const positions =
    random && count < bodies.length
      ? drawSample(random, bodies.length, count)
      : bodies.map((_, i) => i);
  const problems: string[] = [];
  if (body.proofs.length !== bodies.length) {
    problems.push(`${body.proofs.length} clients’ proofs for ${bodies.length} commitments`);
  }
  const claims: ProvenClaim[] = [];
  for (const position of problems.length === 0 ? positions : []) {
    const { client, body: commit, commitments } = bodies[position]!;
    const proof = body.proofs[position]!;
    const signed = equalBytes(await sha256Bulk(proof), commit.proofsDigest);
    if (!signed) problems.push(`client ${client}: these are not the proofs that it signed`);
    else claims.push({ ...claimOf(session, client, commitments), proof });
  }
  const verdicts = claims.length === 0 ? [] : await verdictsOf(checker, claims, work);
  verdicts.forEach((problem, i) => {
    if (problem !== undefined) problems.push(`client ${claims[i]!.client}: ${problem}`);
  });
  const detection = count / bodies.length;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  lines.made(
    'proof',
    problems.length > 0 ? `${problems[0]}${more}` : undefined,
    coverageText(count, bodies.length),
  );
  return { checked: positions.map((position) => bodies[position]!.client), detection };
}

function coverageText(checked: number, inputs: number): string | undefined {
  if (checked === inputs) return undefined;
  const percent = ((100 * checked) / inputs).toFixed(1);
  return `the proofs of ${checked} of ${inputs} clients, drawn here, hold; a single client without a proof would have been noticed with a probability of ${percent} %`;
}
