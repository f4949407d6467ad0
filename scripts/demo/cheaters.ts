/**
 * Demonstrates delivery. Ten participants train a model of handwritten digits for three rounds, and three of them cheat in each, every
 * one in a way of its own. Under `coded` every round ends, the model is that of the inputs in the sum, and evidence names who cheated.
 * Under `pairwise` a payload other than the committed input costs everyone the round.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CollectedEvidence } from '../../src/attacks/attack.ts';
import { boosting, provingInstead } from '../../src/attacks/harness/boost.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { judge } from '../../src/attacks/harness/forge.ts';
import { honest, type Joiner } from '../../src/attacks/harness/participant.ts';
import { runRound } from '../../src/attacks/harness/round.ts';
import type { Scenario } from '../../src/attacks/harness/scenario.ts';
import { writeRoster } from '../../src/cli/files/rosterFile.ts';
import { planesProofs } from '../../src/cli/proofSystem.ts';
import { table } from '../../src/cli/render.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { ALL_CHECKS } from '../../src/session/checks/enabledChecks.ts';
import { decodeSum, type Encoding, encodeInput } from '../../src/session/encodings/index.ts';
import type { ClientId } from '../../src/session/party.ts';
import { defineSession, type Session } from '../../src/session/session.ts';
import { chooseThresholds } from '../../src/session/thresholds.ts';
import { type CheatName, deviationFor, type SchemeName } from './cheats.ts';
import { loadDigits, splitDigits } from './digits.ts';
import { enrol } from './federation.ts';
import { percent } from './percent.ts';
import { accuracy, localUpdate, newModel } from './softmax.ts';

const PARTICIPANTS = 10;
/** What participants 8, 9 and 10 do in each round. */
const ROUNDS: readonly (readonly [CheatName, CheatName, CheatName])[] = [
  ['bad box', 'bad sharing', 'boosted update'],
  ['other payload', 'wrong answer', 'bad box'],
  ['boosted update', 'wrong answer', 'bad sharing'],
];
const FIRST_CHEAT = PARTICIPANTS - 3;
const FACTOR = 100;
const ENCODING: Encoding = { kind: 'fixed-point', clip: 0.5, average: 'mean' };
const BOUND = 32_767;
/** Bound on the norm of an update; those of honest participants are at most 3. */
const MAX_NORM = 3.5;
const OUT = 'demo-output/cheaters';

const started = performance.now();
const kernel = await defaultKernel();
const { parts, test } = splitDigits(loadDigits(), { participants: PARTICIPANTS });
const { identities, roster, coordinator } = enrol(PARTICIPANTS);
const proofs = planesProofs(kernel);
const rosterFile = join(OUT, 'roster.json');
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await writeRoster(rosterFile, roster);

function sessionOf(scheme: SchemeName, round: number, length: number): Session {
  return defineSession({
    roster,
    task: `handwritten digits, ${scheme}`,
    round,
    nonce: systemRandom(32),
    ...chooseThresholds(PARTICIPANTS, 0, 'delivery')!,
    length,
    bound: BOUND,
    encoding: ENCODING,
    scheme: { kind: scheme },
    proofs: {
      system: 'planes',
      statement: { kind: 'l2', maxSquaredNorm: Math.ceil(((MAX_NORM * BOUND) / 0.5) ** 2) },
      checking: { mode: 'full' },
    },
    coordinatorKey: coordinator.publicKey.bytes,
  });
}

/** The joiner of a participant that cheats. */
function cheating(scenario: Scenario, scheme: SchemeName, id: ClientId, name: CheatName): Joiner {
  if (name !== 'boosted update') {
    return CorruptClient.joiner(deviationFor(name, scheme, scenario, 0 as ClientId));
  }
  const boost = (own: Int32Array): Int32Array =>
    own.map((x) => Math.max(-2 * BOUND, Math.min(2 * BOUND, FACTOR * x)));
  const own = scenario.inputs[id]!;
  const forge = provingInstead(scenario, () => own.slice());
  return CorruptClient.joiner(boosting(scenario, boost, forge));
}

/** Writes a file of evidence, and has the command judge it. */
async function confirmed(
  name: string,
  { evidence }: CollectedEvidence,
): Promise<{ readonly culprit: string; readonly misbehaviour: string; readonly file: string }> {
  const file = join(OUT, `${name}.evidence`);
  await writeFile(file, evidence);
  const args = ['dist/cli/veilsum.js', 'evidence', file, '--roster', rosterFile, '--json'];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  const verdict = JSON.parse(stdout) as { culprit?: number; misbehaviour?: string };
  const culprit = verdict.culprit === undefined ? '' : `participant ${verdict.culprit + 1}`;
  return { culprit, misbehaviour: verdict.misbehaviour ?? 'not proven', file };
}

/** The mean of some updates, in the open. */
function meanOf(updates: readonly Float64Array[]): Float64Array {
  return newModel().map((_, i) => updates.reduce((sum, u) => sum + u[i]!, 0) / updates.length);
}

/** Trains under a scheme, and prints what became of each round. */
async function train(scheme: SchemeName): Promise<void> {
  let model = newModel();
  const rows: string[][] = [];
  const named: string[][] = [];
  for (const [r, cheats] of ROUNDS.entries()) {
    const round = r + 1;
    const updates = parts.map((part, seed) => localUpdate(model, part, { seed }));
    const session = sessionOf(scheme, round, model.length);
    const inputs = updates.map((update) =>
      encodeInput(ENCODING, session.parameters, update, systemRandom),
    );
    const collected: CollectedEvidence[] = [];
    const scenario: Scenario = {
      testBed: { kernel, checks: ALL_CHECKS, onEvidence: (one) => collected.push(one) },
      identities,
      roster,
      coordinator,
      session,
      inputs,
      ...proofs,
    };
    const deviating = Object.fromEntries(
      cheats.map((name, i) => {
        const id = (FIRST_CHEAT + i) as ClientId;
        return [id, cheating(scenario, scheme, id, name)];
      }),
    );
    const { published, alarms } = await runRound(scenario, {
      honest: Object.fromEntries(
        identities.map((_, i) => [i, honest({ random: systemRandom, policy: {} })]),
      ),
      deviating,
      up: (phase, from, message) => {
        if (phase === 'commit') say(`${scheme}, round ${round}: participant ${from + 1} commits`);
        return [message];
      },
    });
    const found = [...collected];
    const valid = published && (await judge(scenario, published.record)).valid;
    for (const one of found) {
      const name = `${scheme}-round-${round}-${named.length + 1}`;
      const { culprit, misbehaviour, file } = await confirmed(name, one);
      named.push([String(round), culprit, misbehaviour, file]);
    }
    if (published) {
      const mean = decodeSum(
        ENCODING,
        session.parameters,
        published.sum,
        published.included.length,
      );
      const plain = meanOf(published.included.map((id) => updates[id]!));
      const inTheOpen = model.map((x, i) => x + plain[i]!);
      model = model.map((x, i) => x + mean[i]!);
      rows.push([
        String(round),
        cheats.join(', '),
        `${published.included.length} of ${PARTICIPANTS}`,
        valid ? 'valid' : 'INVALID',
        percent(accuracy(model, test)),
        percent(accuracy(inTheOpen, test)),
      ]);
    } else {
      const { code, culprit } = alarms.at(-1)!;
      const who = typeof culprit === 'number' ? `participant ${culprit + 1} named` : 'nobody named';
      const why = `LOST: ${code}, ${who}`;
      rows.push([String(round), cheats.join(', '), why, '', percent(accuracy(model, test)), '']);
    }
  }
  const header = [
    'round',
    'participants 8, 9 and 10',
    'in the sum',
    'record',
    'accuracy',
    'in the open',
  ];
  console.log(`\nUnder ${scheme}:\n`);
  for (const line of table([header, ...rows])) console.log(line);
  console.log('\nWhat `veilsum evidence` confirms:\n');
  for (const line of table([['round', 'who', 'what', 'evidence'], ...named])) console.log(line);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

console.log(
  `${PARTICIPANTS} participants train a model of ${newModel().length} parameters; three of them cheat in every round.\n"In the open" is the accuracy after the plain average of the same inputs.`,
);
try {
  await train('coded');
  await train('pairwise');
} finally {
  proofs.prover.close();
}
console.log(`\nafter ${((performance.now() - started) / 1000).toFixed(1)} s`);
