/**
 * Mutation testing, one part at a time: every mutant of a part's sources is run against the part's
 * tests.
 *
 *     npm run mutate -- record
 *     npm run mutate -- client src/client/unmask.ts
 */
import { spawnSync } from 'node:child_process';

const PARTS: Readonly<Record<string, readonly string[]>> = {
  // Policies are tested where clients join.
  client: ['src/client/*.ts', '!src/client/index.ts', 'src/session/policy.ts'],
  coordinator: ['src/coordinator/*.ts', '!src/coordinator/index.ts'],
  evidence: ['src/record/evidence/*.ts'],
  // What a proof is verified by. Its prover is verified by every proof that it makes.
  proofs: [
    'verifier/gather',
    'claim',
    'challenges',
    'steps',
    'verifier/read',
    'verifier/verify',
    'relation',
    'multilinear',
    'groups',
    'weights',
    'sizes',
    'statement',
    'opening/equation',
    'opening/fold',
    'opening/product',
    'opening/mask',
  ].map((name) => `src/proofs/planes/${name}.ts`),
  record: ['src/record/*.ts', '!src/record/index.ts'],
  // One by one, because Stryker treats a comma in braces as the end of a pattern. Not included: the
  // tables of checks and limits, which contain texts and numbers; the plan, which only advises; and
  // encodings, which are not involved in the protocol's checks.
  session: [
    'checks/enabledChecks',
    'ledger',

    'outcome',
    'parameters',
    'party',
    'proofClaim',
    'proofDemand',
    'proofPolicy',
    'roster',
    'secrets',
    'session',

    'slots',
    'thresholds',
  ].map((name) => `src/session/${name}.ts`),
};

const [part = '', ...files] = process.argv.slice(2);
const sources = files.length > 0 ? files : PARTS[part];
if (!(part in PARTS) || !sources) {
  console.error(`usage: npm run mutate -- ${Object.keys(PARTS).join('|')} [FILE…]`);
  process.exitCode = 2;
} else {
  const { status } = spawnSync('npx', ['stryker', 'run', '--mutate', sources.join(',')], {
    stdio: 'inherit',
    env: { ...process.env, MUTATE_PART: part },
  });
  process.exitCode = status ?? 1;
}
