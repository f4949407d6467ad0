import { CLIENT_PHASES, type ClientPhase } from '../../messages/table.ts';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { defaultKernel, type Kernel } from '../../kernel/index.ts';
import {
  type LocalOutcome,
  type LocalFederation,
  type PhaseCost,
  runLocally,
} from '../../net/localFederation.ts';
import { runPartsLocally } from '../../net/localParts.ts';
import { SCHEME_NAMES } from '../../session/schemePolicy.ts';
import { CHOICES_FORM } from '../choices.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { requireAbsent, writeWhole } from '../files/files.ts';
import { layoutOf } from '../files/layoutFile.ts';
import { requireWritableFolder } from '../files/probeFolder.ts';
import { writeRoster } from '../files/rosterFile.ts';
import { print } from '../output.ts';
import { progressBar } from '../progress.ts';
import { bytesText, lines, sessionLines, table } from '../render.ts';
import { type Resources, withResources } from '../resources.ts';
import { loadProofSystem, type ProofSystem } from '../proofSystem.ts';
import {
  federationOver,
  inUnitOf,
  shapeOf,
  type Simulation,
  type SimulationOptions,
} from '../simulation.ts';
import { SUM_FILES, sumFileFor, writeSum } from '../sumFile.ts';
import { type ShownSum, showSum, sumJson, sumLines } from '../sumSummary.ts';
import { type NamedVector, readVectorFolder } from '../vectors/index.ts';
import {
  checkingOption,
  choicesOption,
  DEVELOPMENT_KEYS_HELP,
  KEYS_HELP,
  naturalNumber,
  positiveNumber,
  PROOF_SYSTEM_HELP,
  SCHEME_HELP,
  weightOption,
} from './options.ts';

interface SimulateOptions extends Omit<SimulationOptions, 'layout'> {
  readonly layout?: string;
  readonly inputs: string;
  readonly out: string;
  readonly keys?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `veilsum simulate`: runs a whole session in this process. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description(
      'Run a whole session in this process: every file of a folder is one client’s vector',
    )
    .requiredOption('--inputs <dir>', 'folder of .npy, .npz, .safetensors, .csv or .json files')
    .requiredOption(
      '--out <dir>',
      'where to write record.cbor, roster.json, the sum (sum.npy, or as tensors) and receipts/',
    )
    .option(
      '--layout <file>',
      'the layout that the tensors are in, from veilsum layout, with clips for single tensors (default: that of the inputs, without clips)',
    )
    .option('--task <name>', 'what is aggregated', 'simulation')
    .option('--round <n>', 'its round', naturalNumber, 0)
    .addOption(
      new Option(
        '--encoding <kind>',
        'how to encode numbers (default: integer for integer files, else mean)',
      ).choices(['integer', 'sum', 'mean', 'weighted-mean']),
    )
    .option(
      '--bound <B>',
      'largest magnitude of an encoded coordinate (default: what the inputs need, or 32767)',
      naturalNumber,
    )
    .option(
      '--clip <c>',
      'clip floats to ±c (default: the largest magnitude in the inputs)',
      positiveNumber,
    )
    .option(
      '--max-weight <w>',
      'largest weight of a weighted mean (default: the largest in the inputs)',
      naturalNumber,
    )
    .option(
      '--default-weight <w>',
      'weight of vectors without one, in a weighted mean (default: reject them)',
      weightOption,
    )
    .option(
      '--threshold <t>',
      'shares that rebuild a secret (default: n − dropouts)',
      naturalNumber,
    )
    .option(
      '--max-corrupt <n>',
      'clients that may be corrupt (default: the most that t allows; under sparse a tenth)',
      naturalNumber,
    )
    .option(
      '--max-dropouts <n>',
      'dropouts that the session tolerates (default: those of --drop, or a tenth)',
      naturalNumber,
    )
    .addOption(new Option('--scheme <name>', SCHEME_HELP).choices(SCHEME_NAMES))
    .option(
      '--part-length <coordinates>',
      'sum the vectors in parts of so many coordinates, one session each (default: whole, or in parts of 2^24 if they are longer)',
      naturalNumber,
    )
    .option('--row-length <c>', 'coordinates of a committed row', naturalNumber)
    .addOption(
      new Option(
        '--proofs <kind>',
        'every client proves that its coordinates (linf), or also its norm (l2), are within bounds, or that it made one choice in each group (one-hot)',
      ).choices(['linf', 'l2', 'one-hot']),
    )
    .addOption(
      new Option('--proof-system <name>', PROOF_SYSTEM_HELP).choices(['planes', 'groth16']),
    )
    .addOption(
      new Option(
        '--choices <groups>',
        `for one-hot: ${CHOICES_FORM} (default: one choice among all coordinates)`,
      ).argParser(choicesOption),
    )
    .option(
      '--max-norm <norm>',
      'largest Euclidean norm of an input, for l2 (default: the largest among the inputs)',
      positiveNumber,
    )
    .option(
      '--checking <who>',
      'who checks proofs: full, audit:COUNT or coordinator (default: full)',
      checkingOption,
    )
    .option('--keys <dir>', KEYS_HELP)
    .option('--allow-development-keys', DEVELOPMENT_KEYS_HELP)
    .addOption(
      new Option(
        '--drop <phase:count>',
        'let this many clients drop out in a phase, the last ones first; repeatable',
      )
        .argParser(drop)
        .default({}, 'nobody'),
    )
    .option('--force', 'overwrite an earlier simulation')
    .option('--json', 'print the costs and the sum as JSON')
    .addHelpText(
      'after',
      `\nPhases: ${CLIENT_PHASES.join(', ')}.\nExit codes: 0 done, 1 session aborted, 2 usage, 3 unreadable input, 4 internal.`,
    )
    .action(simulate);
}

function simulate(options: SimulateOptions): Promise<void> {
  return withResources((resources) => simulateWith(options, resources));
}

async function simulateWith(given: SimulateOptions, resources: Resources): Promise<void> {
  const place = (name: string): string => join(given.out, name);
  await requireAbsent(
    ['record.cbor', 'roster.json', ...SUM_FILES].map(place),
    given.force ?? false,
  );
  await requireWritableFolder(given.out);
  const read = await readVectorFolder(given.inputs);
  const [first] = read;
  const layout = await layoutOf(join(given.inputs, first!.file), first!.vector, given.layout);
  const { vectors, clip } = inUnitOf(read, { ...given, layout });
  const options = { ...given, layout, clip };
  const sumFile = sumFileFor(first!.file, layout);
  const receiptPlace = (name: string): string => place(join('receipts', `${name}.cbor`));
  await requireAbsent(
    vectors.map(({ name }) => receiptPlace(name)),
    options.force ?? false,
  );
  const kernel = await defaultKernel();
  const proofs = await proofSystemFor(vectors, options, kernel);
  resources.add(() => proofs?.prover.close());
  const simulation = federationOver(vectors, options, kernel, proofs);
  const bar = progressBar();
  resources.add(() => {
    bar.stop();
  });
  const started = performance.now();
  const outcome = await runSimulation(simulation, (phase, fraction) => {
    bar.update(fraction, phase);
  });
  bar.stop();
  const seconds = (performance.now() - started) / 1000;
  if (outcome.result.kind === 'abort') throw aborted(outcome);
  const { record, sum, included } = outcome.result.result;
  const { session, roster } = simulation.federation;
  await writeRoster(place('roster.json'), roster);
  for (const [client, receipt] of outcome.receipts) {
    await writeWhole(receiptPlace(roster.entry(client).name), receipt);
  }
  const shown = await showSum({ session, sum, inputs: included.length, layout });
  if ('values' in shown) await writeSum(place(sumFile), shown.values, layout);
  await writeWhole(place('record.cbor'), record);
  print(
    options.json
      ? asJson(simulation, outcome, { record, seconds, shown, sumFile, out: options.out })
      : asText(simulation, outcome, { record, seconds, shown, sumFile, out: options.out }),
  );
}

/** Runs the session, or those of all parts, whose costs are not measured by phase. */
async function runSimulation(
  { federation, parts }: Simulation,
  onProgress: NonNullable<LocalFederation['onProgress']>,
): Promise<LocalOutcome> {
  if (!parts) return runLocally({ ...federation, now: () => performance.now(), onProgress });
  const outcome = await runPartsLocally({ ...federation, sessions: parts, onProgress });
  return { ...outcome, costs: [], clientMs: new Map() };
}

/**
 * Loads the proof system, if the options require proofs.
 *
 * @throws CommandError for options that do not fit together
 */
async function proofSystemFor(
  vectors: readonly NamedVector[],
  options: SimulationOptions & Pick<SimulateOptions, 'keys'>,
  kernel: Kernel,
): Promise<ProofSystem | undefined> {
  const { proofs: kind, proofSystem: system = 'planes', maxNorm, checking, choices } = options;
  if (maxNorm !== undefined && kind !== 'l2') {
    throw new CommandError(EXIT.usage, '--max-norm needs --proofs l2');
  }
  if (choices !== undefined && kind !== 'one-hot') {
    throw new CommandError(EXIT.usage, '--choices needs --proofs one-hot');
  }
  if (kind === undefined) {
    if (options.proofSystem !== undefined) {
      throw new CommandError(EXIT.usage, '--proof-system needs --proofs');
    }
    if (checking !== undefined) {
      throw new CommandError(EXIT.usage, '--checking needs --proofs');
    }
    if (options.keys === undefined) return undefined;
    throw new CommandError(EXIT.usage, '--keys needs --proofs');
  }
  if (options.keys !== undefined && system !== 'groth16') {
    throw new CommandError(EXIT.usage, '--keys needs --proof-system groth16');
  }
  const shape = shapeOf(vectors, options);
  const proofs = await loadProofSystem(system, kind, shape, kernel, options.keys);
  const { setup } = proofs.prover;
  const trusted = setup.kind === 'transparent' || setup.origin === 'ceremony';
  if (trusted || options.allowDevelopmentKeys === true) return proofs;
  proofs.prover.close();
  throw new CommandError(
    EXIT.usage,
    'the keys of this package are development keys: anyone can forge proofs under them; use the proof system planes, which needs no keys, or add --allow-development-keys to try these out',
  );
}

function aborted({ result, aborts }: LocalOutcome): CommandError {
  const [first] = aborts.values();
  const own = result.kind === 'abort' ? `${result.code}: ${result.message}` : '';
  const clients = first ? ` (a client aborted before: ${first.code}: ${first.message})` : '';
  return new CommandError(
    EXIT.invalid,
    `the session was aborted, and nothing was written: ${own}${clients}`,
  );
}

/** What a simulation has written, and how long it took. */
interface Left {
  readonly record: Uint8Array;
  readonly seconds: number;
  readonly shown: ShownSum;
  readonly out: string;
  /** Name of the sum's file. */
  readonly sumFile: string;
}

function asText(
  { federation, parts }: Simulation,
  { costs, result, rejections }: LocalOutcome,
  { record, seconds, shown, out }: Left,
): string {
  const included = result.kind === 'finish' ? result.result.included.length : 0;
  const header = ['phase', 'clients', 'client ms', 'coordinator ms', 'up', 'down'];
  const rows = costs.map((cost) => [
    cost.phase,
    String(cost.senders),
    perSender(cost).toFixed(1),
    cost.coordinatorMs.toFixed(1),
    bytesText(cost.bytesUp),
    bytesText(cost.bytesDown),
  ]);
  return lines(
    `DONE: ${included} of ${federation.clients.length} inputs are in the sum, after ${seconds.toFixed(1)} s`,
    ...rejections.map(({ code, message }) => `rejected  ${code}: ${message}`),
    ...sumLines(shown, included),
    '',
    ...sessionLines(federation.session),
    ...(parts ? [`summed in ${parts.length} parts, each in a session`] : []),
    '',
    ...(costs.length > 0
      ? [
          ...table([header, ...rows], true),
          'times of one client (the mean) and of the coordinator; bytes of all clients together',
          '',
        ]
      : []),
    `record ${join(out, 'record.cbor')}, ${bytesText(record.length)}, SHA-256 ${toHex(sha256(record))}`,
    `verify it with: verify-aggregate ${join(out, 'record.cbor')} --roster ${join(out, 'roster.json')}${proofFlags(federation)}`,
  );
}

/** The options with which a verifier requires the proofs of a simulation. */
function proofFlags({ session, prover }: Simulation['federation']): string {
  const { proofs } = session.parameters;
  if (proofs.system === 'none') return '';
  const setup = prover?.setup;
  const development = setup?.kind === 'structured' && setup.origin === 'development';
  return ` --require-proofs ${proofs.statement.kind}${development ? ' --allow-development-keys' : ''}`;
}

function asJson(
  { federation }: Simulation,
  { costs, result, rejections }: LocalOutcome,
  { record, seconds, shown, out, sumFile }: Left,
): string {
  const { roster, session } = federation;
  const included = result.kind === 'finish' ? result.result.included : [];
  const content = {
    session: toHex(session.digest),
    included: included.map((id) => roster.entry(id).name),
    refused: rejections.map(({ code, message, culprit }) => ({ code, message, culprit })),
    seconds,
    phases: costs.map((cost) => ({ ...cost, clientMs: perSender(cost) })),
    sum: sumJson(shown, join(out, sumFile)),
    record: { bytes: record.length, sha256: toHex(sha256(record)) },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Mean time of one client, in milliseconds. */
function perSender({ clientMs, senders }: PhaseCost): number {
  return senders === 0 ? 0 : clientMs / senders;
}

/** Parses `PHASE:COUNT`, and adds it to the earlier ones. */
function drop(
  text: string,
  before: Readonly<Partial<Record<ClientPhase, number>>> | undefined,
): Partial<Record<ClientPhase, number>> {
  const [, name, count] = /^([a-z]+):(\d{1,6})$/.exec(text) ?? [];
  const phase = CLIENT_PHASES.find((known) => known === name);
  if (!phase || count === undefined) {
    throw new InvalidArgumentError(
      `write PHASE:COUNT with a phase of ${CLIENT_PHASES.join(', ')}, such as commit:3.`,
    );
  }
  return { ...before, [phase]: (before?.[phase] ?? 0) + Number(count) };
}
