/**
 * The demonstration: ten participants train a model on handwritten digits that none of them
 * reveals. Each is a separate process, and so is the coordinator, which nobody has to trust; they
 * communicate over HTTP. In every round a participant is killed, each time in another phase, and
 * once the coordinator is. Everyone verifies the record.
 */
import { CLIENT_PHASES, type ClientPhase } from '../../src/messages/table.ts';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { writeIdentity } from '../../src/cli/files/identityFile.ts';
import { writeRoster } from '../../src/cli/files/rosterFile.ts';
import { reportLines } from '../../src/cli/report/text.ts';
import { plainText } from '../../src/cli/style.ts';
import { toHex } from '../../src/crypto/hex.ts';
import { systemRandom } from '../../src/crypto/random.ts';
import { sha256 } from '../../src/crypto/tupleHash.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { explainReport } from '../../src/record/explain/explain.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { decodeSum } from '../../src/session/encodings/index.ts';

import { WireError } from '../../src/wire/errors.ts';
import { loadDigits, splitDigits } from './digits.ts';
import { enrol } from './federation.ts';
import { Operator } from './operator.ts';
import { ParticipantProcess, startCoordinator } from './processes.ts';
import { accuracy, newModel } from './softmax.ts';
import { percent } from './percent.ts';
import { taskOf } from './task.ts';

const PARTICIPANTS = 10;
const ROUNDS = 5;
const OUT = 'demo-output';

/** The participant that is killed in each round, and the phase in which it drops out. */
const KILLED: Readonly<Record<number, { readonly who: number; readonly phase: ClientPhase }>> = {
  1: { who: 4, phase: 'advertise' },
  2: { who: 9, phase: 'share' },
  3: { who: 7, phase: 'commit' },
  4: { who: 5, phase: 'confirm' },
  5: { who: 2, phase: 'unmask' },
};
/** The round in which the coordinator is killed, before the commitments. */
const RESTARTED_IN = 3;

/** What a participant waits for before it drops out in a phase. */
const WAITS_FOR: Readonly<Record<ClientPhase, string>> = {
  advertise: '',
  share: 'advertised',
  commit: 'shared',
  confirm: 'included',
  unmask: 'unmasking',
};

/**
 * Runs the demonstration.
 *
 * @param stay - Whether the coordinator keeps running until it is interrupted.
 */
export async function train(stay: boolean): Promise<void> {
  const started = performance.now();
  const kernel = await defaultKernel();
  const at = (name: string): string => join(OUT, name);
  await rm(OUT, { recursive: true, force: true });
  await mkdir(OUT);
  const { coordinator, identities, roster } = enrol(PARTICIPANTS);
  const digits = splitDigits(loadDigits(), { participants: PARTICIPANTS });
  const token = toHex(systemRandom(16));
  await writeIdentity(at('coordinator.json'), coordinator);
  await writeFile(at('operator-token'), token, { mode: 0o600 });
  await writeRoster(at('roster.json'), roster);
  for (const [i, { labels, images }] of digits.parts.entries()) {
    await writeIdentity(at(`participant-${i}.json`), identities[i]!);
    const bytes = [labels, new Uint8Array(images.buffer, images.byteOffset, images.byteLength)];
    await writeFile(at(`digits-${i}.bin`), Buffer.concat(bytes));
  }
  const program = at('participant.js');
  await build({
    entryPoints: ['scripts/demo/participant.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });

  const files = ['coordinator.json', 'roster.json', 'store', 'operator-token'].map(at);
  const flags = ['--identity', '--roster', '--store', '--operator-token'];
  const service = await startCoordinator(flags.flatMap((flag, i) => [flag, files[i]!]));
  const operator = new Operator(service.url, token);
  const start = (i: number): ParticipantProcess => {
    const key = coordinator.publicKey.toHex();
    return new ParticipantProcess(program, [OUT, String(i), service.url.href, key]);
  };
  const participants = identities.map((_, i) => start(i));
  await Promise.all(participants.map((participant) => participant.hears('ready')));

  let model = newModel();
  let plainModel = newModel();
  let record = new Uint8Array();
  const trusted = { roster, rosterDigest: roster.digest };
  console.log(
    `${PARTICIPANTS} participants with ${digits.parts[0]!.labels.length} handwritten digits each; a model of ${model.length} parameters`,
  );
  console.log(
    `every participant is a process, and so is the coordinator at ${service.url.href}; they were ready after ${seconds(started)}`,
  );
  console.log(`accuracy on ${digits.test.labels.length} digits that nobody trains on:\n`);
  console.log('round   in the sum   plain mean   under veilsum   killed');

  for (let round = 1; round <= ROUNDS; round++) {
    const bytes = new Uint8Array(model.slice().buffer);
    const modelFile = at(`model-${round}.bin`);
    await writeFile(modelFile, bytes);
    const { digest } = await operator.open(taskOf(round, model.length, toHex(sha256(bytes))));
    const killed = KILLED[round];
    const victim = killed && participants[killed.who]!;
    if (killed?.phase === 'advertise') await victim!.kill();
    const alive = participants.filter((participant) => participant !== victim);
    const playing = killed?.phase === 'advertise' ? alive : participants;
    for (const participant of playing) participant.play({ round, modelFile });
    const updates = new Map<ParticipantProcess, Float64Array>();
    const trained = playing.map(async (participant) => {
      updates.set(participant, (await participant.hears('trained')).update);
    });
    const killing =
      killed && killed.phase !== 'advertise'
        ? victim!
            .hears('waiting', ({ phase }) => phase === WAITS_FOR[killed.phase])
            .then(() => victim!.kill())
        : Promise.resolve();
    for (const [i, phase] of CLIENT_PHASES.entries()) {
      const silent = killed && CLIENT_PHASES.indexOf(killed.phase) <= i;
      await operator.endPhase(digest, i, PARTICIPANTS - (silent ? 1 : 0));
      if (round === RESTARTED_IN && phase === 'share') await service.restart();
    }
    await Promise.all([killing, ...trained]);
    record = new Uint8Array(await operator.record(digest));

    // All remaining participants verify the record, including their own commitments.
    for (const participant of alive) {
      const { valid, why } = await participant.hears('ended');
      if (!valid) throw new Error(`a participant refuses the record of round ${round}: ${why}`);
    }
    const report = await verifyAggregate(record, trusted, kernel);
    if (!report.valid) throw new Error(`the record of round ${round} does not verify`);
    const { session, sum, included } = report;
    const { parameters } = session;
    const mean = decodeSum(parameters.encoding, parameters, sum, included.length);
    model = model.map((parameter, i) => parameter + mean[i]!);
    // The same updates, summed in the clear. Only the rounding differs.
    const plain = included.map((id) => updates.get(participants[id]!)!);
    plainModel = plainModel.map(
      (parameter, i) =>
        parameter + plain.reduce((total, update) => total + update[i]!, 0) / plain.length,
    );
    const gone = killed ? [`participant ${killed.who + 1} before it could ${killed.phase}`] : [];
    if (round === RESTARTED_IN) gone.push('the coordinator, and started again');
    console.log(
      [
        String(round).padStart(5),
        `${included.length} of ${PARTICIPANTS}`.padStart(12),
        percent(accuracy(plainModel, digits.test)).padStart(12),
        percent(accuracy(model, digits.test)).padStart(15),
        `  ${gone.join('; ')}`,
      ]
        .join(' ')
        .trimEnd(),
    );
    if (killed) {
      participants[killed.who] = start(killed.who);
      await participants[killed.who]!.hears('ready');
    }
  }
  for (const participant of participants) participant.leave();

  await writeFile(at('record.cbor'), record);
  console.log(`\nthe last record, checked by somebody who only has the roster:\n`);
  const report = await verifyAggregate(record, trusted, kernel);
  const explanation = explainReport(report, trusted);
  console.log(plainText(reportLines({ report, explanation, sum: undefined }, {})));

  const place = Math.floor(record.length / 2);
  const altered = record.slice();
  altered[place]! ^= 1;
  await writeFile(at('altered.cbor'), altered);
  console.log(`the same record with one bit changed, in byte ${place}:\n`);
  console.log(await refusalOf(altered));
  console.log(`after ${seconds(started)}. Check them yourself:`);
  console.log(`  node dist/cli/verifyAggregate.js ${OUT}/record.cbor --roster ${OUT}/roster.json`);
  console.log(`  node dist/cli/verifyAggregate.js ${OUT}/altered.cbor --roster ${OUT}/roster.json`);
  if (stay) {
    console.log(`\nthe coordinator stays at ${service.url.href} until you press Ctrl-C`);
    await new Promise((resolve) => process.once('SIGINT', resolve));
  }
  await service.stop();
  kernel.close();

  async function refusalOf(bytes: Uint8Array): Promise<string> {
    try {
      const report = await verifyAggregate(bytes, trusted, kernel);
      if (report.valid) throw new Error('the altered record was accepted');
      const { verdict, failed } = explainReport(report, trusted);
      return [
        verdict,
        ...failed.map(({ check, detail }) => `FAILED  ${check}: ${detail}`),
        '',
      ].join('\n');
    } catch (error) {
      if (error instanceof WireError) return `REFUSED  ${error.code}: ${error.message}\n`;
      throw error;
    }
  }
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
