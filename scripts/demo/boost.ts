/**
 * Demonstrates range proofs. Ten participants train a model of handwritten digits together, and one
 * of them, who only has two digits, multiplies its update by a hundred. Without proofs nobody can
 * tell whose input ruined the model. With them, the cheat is named and excluded, and the model is
 * that of the others.
 */
import { defaultKernel } from '../../src/kernel/index.ts';
import { planesProofs, type ProofSystem } from '../../src/cli/proofSystem.ts';
import { table } from '../../src/cli/render.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import type { Statement } from '../../src/proofs/statement.ts';
import { boosting, provingInstead } from '../../src/attacks/harness/boost.ts';
import { judge } from '../../src/attacks/harness/forge.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { honest } from '../../src/attacks/harness/participant.ts';
import { type RoundOutcome, runRound } from '../../src/attacks/harness/round.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { decodeSum, type Encoding, encodeInput } from '../../src/session/encodings/index.ts';
import { defineSession } from '../../src/session/session.ts';
import { loadDigits, splitDigits } from './digits.ts';
import { PIXELS, type DigitSet } from './digitSet.ts';
import { enrol } from './federation.ts';
import { percent } from './percent.ts';
import { accuracy, localUpdate, newModel } from './softmax.ts';

const PARTICIPANTS = 10;
/** The last participant cheats. */
const CHEAT = PARTICIPANTS - 1;
const FACTOR = 100;

/** Updates are clipped at this magnitude, and sent in 16 bits. */
const ENCODING: Encoding = { kind: 'fixed-point', clip: 0.5, average: 'mean' };
const BOUND = 32_767;
/** Bound on the norm of an update; those of honest participants are at most 3. */
const MAX_NORM = 3.5;
const LINF: Statement = { kind: 'linf' };
const L2: Statement = { kind: 'l2', maxSquaredNorm: Math.ceil(((MAX_NORM * BOUND) / 0.5) ** 2) };
/**
 * Limit on the cheat's values. Beyond it, the sum would leave its range, and there would be no
 * model to ruin.
 */
const CHEAT_LIMIT = 2 * BOUND;

const started = performance.now();
const kernel = await defaultKernel();
const digits = splitDigits(loadDigits(), { participants: PARTICIPANTS });
const { test } = digits;
const parts = [...digits.parts];
parts[CHEAT] = ofFewLabels(parts[CHEAT]!);
const { identities, roster, coordinator } = enrol(PARTICIPANTS);
const updates = parts.map((part, seed) => localUpdate(newModel(), part, { seed }));
const length = updates[0]!.length;
const inputs = updates.map((update) =>
  encodeInput(ENCODING, { length, bound: BOUND }, update, systemRandom),
);

/** The outcome of one session. */
interface Run {
  readonly outcome: RoundOutcome;
  readonly model: Float64Array | undefined;
  readonly valid: boolean;
  readonly seconds: number;
}

async function run(name: string, statement: Statement | undefined, cheats: boolean): Promise<Run> {
  const proofs = statement && planesProofs(kernel);
  try {
    return await runWith(name, statement, proofs, cheats);
  } finally {
    proofs?.prover.close();
  }
}

async function runWith(
  name: string,
  statement: Statement | undefined,
  proofs: ProofSystem | undefined,
  cheats: boolean,
): Promise<Run> {
  const begun = performance.now();
  const session = defineSession({
    roster,
    task: 'handwritten digits',
    round: 1,
    nonce: systemRandom(32),
    threshold: 7,
    maxCorrupt: 1,
    maxDropouts: 2,
    length,
    bound: BOUND,
    encoding: ENCODING,
    proofs: statement
      ? { system: 'planes', statement, checking: { mode: 'full' } }
      : { system: 'none' },
    coordinatorKey: coordinator.publicKey.bytes,
  });
  const testBed = { kernel, checks: ALL_CHECKS };
  const scenario: Scenario = {
    testBed,
    identities,
    roster,
    coordinator,
    session,
    inputs,
    prover: proofs?.prover,
    checker: proofs?.checker,
  };
  const joiner = honest({ random: systemRandom });
  const outcome = await runRound(scenario, {
    honest: Object.fromEntries(identities.map((_, i) => [i, joiner])),
    deviating: cheats ? { [CHEAT]: cheat(scenario) } : {},
    up: (phase, from, message) => {
      if (phase === 'commit' && proofs) say(`${name}: participant ${from + 1} sent its proofs`);
      return [message];
    },
  });
  const { published } = outcome;
  const report = published && (await judge(scenario, published.record));
  const update =
    published && decodeSum(ENCODING, session.parameters, published.sum, published.included.length);
  const seconds = (performance.now() - begun) / 1000;
  return { outcome, model: update, valid: report?.valid === true, seconds };
}

/** A client that commits to its boosted update, and proves the one that it should have sent. */
function cheat(scenario: Scenario): ReturnType<typeof CorruptClient.joiner> {
  const boost = (own: Int32Array): Int32Array =>
    own.map((x) => Math.max(-CHEAT_LIMIT, Math.min(CHEAT_LIMIT, FACTOR * x)));
  const forge = scenario.prover
    ? provingInstead(scenario, () => inputs[CHEAT]!.slice())
    : undefined;
  return CorruptClient.joiner(boosting(scenario, boost, forge));
}

/** The examples of the two digits that a part has most of. */
function ofFewLabels({ images, labels }: DigitSet): DigitSet {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 2);
  const kept = Array.from(labels.keys()).filter((i) => most.some(([label]) => label === labels[i]));
  const picked = new Float32Array(kept.length * PIXELS);
  kept.forEach((example, i) => {
    const start = example * PIXELS;
    picked.set(images.subarray(start, start + PIXELS), i * PIXELS);
  });
  return { images: picked, labels: Uint8Array.from(kept, (example) => labels[example]!) };
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function row(name: string, { outcome, model, valid, seconds }: Run): string[] {
  const included = outcome.published?.included.length ?? 0;
  const culprits = new Set(
    outcome.alarms.flatMap(({ culprit }) => (typeof culprit === 'number' ? [culprit + 1] : [])),
  );
  return [
    name,
    `${included} of ${PARTICIPANTS}`,
    culprits.size > 0 ? `participant ${[...culprits].join(', ')}` : 'nobody',
    valid ? 'valid' : 'INVALID',
    model ? percent(accuracy(model, test)) : 'no model',
    `${seconds.toFixed(1)} s`,
  ];
}

const rest = updates.slice(0, CHEAT);
const restMean = newModel().map(
  (_, i) => rest.reduce((sum, update) => sum + update[i]!, 0) / rest.length,
);

console.log(
  `${PARTICIPANTS} participants train a model of ${length} parameters on digits of 28 × 28 pixels; B = ${BOUND}, and norms up to ${MAX_NORM}.`,
);
console.log(
  `Participant ${CHEAT + 1}, who holds two digits only, multiplies its update by ${FACTOR}, as far as the sum has room for it: ±${CHEAT_LIMIT}.\n`,
);
const fair = await run('nobody cheats', undefined, false);
const none = await run('no proofs', undefined, true);
const [linf, l2] = await Promise.all([run('linf', LINF, true), run('l2', L2, true)]);
const header = ['session', 'in the sum', 'named', 'record', 'accuracy', 'time'];
const rows = [
  row('nobody cheats', fair),
  row('boosted, no proofs', none),
  row('boosted, linf', linf),
  row('boosted, l2', l2),
];
for (const line of table([header, ...rows])) console.log(line);
console.log(
  `\nthe honest ${rest.length} alone, in the open: ${percent(accuracy(restMean, test))}; what differs is rounding to 16 bits`,
);
console.log(
  `after ${((performance.now() - started) / 1000).toFixed(1)} s; the proofs need no keys, so nobody has to be trusted with a set-up`,
);
