/**
 * The demonstration: twenty participants train a model on handwritten digits that none of them shows to anybody. A
 * coordinator that nobody has to trust sums their updates, and everyone checks the record.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rosterJson } from '../../src/cli/files/rosterFile.ts';
import { reportText } from '../../src/cli/render.ts';
import { defaultKernel } from '../../src/kernel/index.ts';
import { verifyAggregate } from '../../src/record/verify.ts';
import { decodeSum } from '../../src/session/encoding/index.ts';
import { partyName } from '../../src/session/party.ts';
import { WireError } from '../../src/wire/errors.ts';
import { loadDigits, splitDigits } from './digits.ts';
import { dropoutsOf, enrol, runRound } from './federation.ts';
import { accuracy, localUpdate, newModel } from './softmax.ts';

const PARTICIPANTS = 20;
const ROUNDS = 6;
const OUT = 'demo-output';

const started = performance.now();
const kernel = await defaultKernel();
const digits = splitDigits(loadDigits(), { participants: PARTICIPANTS });
const participants = enrol(PARTICIPANTS);
const trusted = { roster: participants.roster, rosterDigest: participants.roster.digest };
let model = newModel();
let plainModel = newModel();
let record = new Uint8Array();

console.log(
  `${PARTICIPANTS} participants with ${digits.parts[0]!.labels.length} handwritten digits each; a model of ${model.length} parameters`,
);
console.log(`accuracy on ${digits.test.labels.length} digits that nobody trains on:\n`);
console.log('round   in the sum   plain mean   under veilsum   fell silent');

for (let round = 1; round <= ROUNDS; round++) {
  const updates = digits.parts.map((part, i) =>
    localUpdate(model, part, { epochs: 1, learningRate: 0.15, seed: round * 100 + i }),
  );
  const drops = dropoutsOf(round, PARTICIPANTS);
  const { session, outcome } = await runRound(
    participants,
    { number: round, model, updates, drops },
    kernel,
  );
  if (outcome.result.kind === 'abort') throw new Error(`round ${round}: ${outcome.result.message}`);
  ({ record } = outcome.result.result as { record: Uint8Array<ArrayBuffer> });

  // Everyone whose input is in the sum checks the record, with its own commitment in hand.
  for (const [client, expectMine] of outcome.receipts) {
    const report = await verifyAggregate(record, { ...trusted, expectMine }, kernel);
    if (!report.valid) throw new Error(`${partyName(client)} refuses the record of round ${round}`);
  }
  const { sum, included } = outcome.result.result;
  const { encoding } = session.parameters;
  const mean = decodeSum(encoding, session.parameters, sum, included.length);
  model = model.map((parameter, i) => parameter + mean[i]!);
  // The same updates, summed where everyone sees them: what is lost is the rounding, and nothing else.
  plainModel = plainModel.map(
    (parameter, i) =>
      parameter + included.reduce((total, id) => total + updates[id]![i]!, 0) / included.length,
  );
  const silent = [...drops].map(([id, phase]) => `${id + 1} in ${phase}`).join(', ');
  console.log(
    [
      String(round).padStart(5),
      `${included.length} of ${PARTICIPANTS}`.padStart(12),
      percent(accuracy(plainModel, digits.test)).padStart(12),
      percent(accuracy(model, digits.test)).padStart(15),
      `  ${silent}`,
    ].join(' '),
  );
}

await mkdir(OUT, { recursive: true });
await writeFile(join(OUT, 'record.cbor'), record);
await writeFile(join(OUT, 'roster.json'), rosterJson(participants.roster));
console.log(`\nthe last record, checked by somebody who only has the roster:\n`);
console.log(reportText(await verifyAggregate(record, trusted, kernel)));

const place = Math.floor(record.length / 2);
const altered = record.slice();
altered[place]! ^= 1;
await writeFile(join(OUT, 'altered.cbor'), altered);
console.log(`the same record with one bit changed, in byte ${place}:\n`);
console.log(await refusalOf(altered));
console.log(`after ${((performance.now() - started) / 1000).toFixed(1)} s. Check them yourself:`);
console.log(`  node dist/cli/verifyAggregate.js ${OUT}/record.cbor --roster ${OUT}/roster.json`);
console.log(`  node dist/cli/verifyAggregate.js ${OUT}/altered.cbor --roster ${OUT}/roster.json`);

async function refusalOf(bytes: Uint8Array): Promise<string> {
  try {
    const report = await verifyAggregate(bytes, trusted, kernel);
    if (report.valid) throw new Error('the altered record was accepted');
    return report.checks
      .filter((line) => line.verdict === 'failed')
      .map((line) => `FAILED  ${line.check}: ${line.detail}`)
      .concat('INVALID: do not use this sum', '')
      .join('\n');
  } catch (error) {
    if (error instanceof WireError) return `REFUSED  ${error.code}: ${error.message}\n`;
    throw error;
  }
}

function percent(part: number): string {
  return `${(100 * part).toFixed(2)} %`;
}
