import { Command, InvalidArgumentError, Option } from 'commander';
import type { StatementKind } from '../../proofs/statement.ts';
import { type Plan, PlanError, planSession, type PlanRequest } from '../plan/plan.ts';
import { graphOf } from '../../schemes/sparse/demand.ts';
import type { Session } from '../../session/session.ts';
import { MEASURED_ON } from '../plan/unitCosts.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { print } from '../output.ts';
import { bytesText, lines, schemeText, table } from '../render.ts';
import { deliveryProblem } from '../../session/delivery.ts';
import { describeDemand } from '../../session/proofDemand.ts';
import { SCHEME_NAMES } from '../../session/schemePolicy.ts';
import { naturalNumber, SCHEME_HELP } from './options.ts';

interface PlanOptions {
  readonly clients: number;
  readonly corrupt: number;
  readonly dropouts: number;
  readonly bits: number;
  readonly length: number;
  readonly rowLength?: number;
  readonly proofs?: StatementKind;
  readonly threshold?: number;
  readonly scheme?: string;
  readonly json?: true;
}

/** `veilsum plan`: thresholds, packing slots, bytes and times of a session before it is held. */
export function planCommand(): Command {
  return new Command('plan')
    .description('Choose thresholds for a session, and estimate its costs')
    .requiredOption(
      '--clients <n>',
      'clients on the roster, 3 to 500, or under sparse to 10000',
      naturalNumber,
    )
    .option(
      '--corrupt <share>',
      'how many may be corrupt: a fraction of n below 1, or a count',
      share,
      0,
    )
    .option(
      '--dropouts <share>',
      'how many may drop out: a fraction of n below 1, or a count',
      share,
      0,
    )
    .option('--bits <b>', 'bits of a coordinate, its sign included, 2 to 32', naturalNumber, 16)
    .requiredOption('--length <d>', 'coordinates of a vector', naturalNumber)
    .option(
      '--threshold <t>',
      'use this threshold (default: the least that is safe)',
      naturalNumber,
    )
    .option(
      '--row-length <c>',
      'coordinates of a committed row, a power of two (default: chosen to fit the rest)',
      naturalNumber,
    )
    .addOption(
      new Option(
        '--proofs <kind>',
        'what every client proves, without keys, and everyone checks',
      ).choices(['linf', 'l2', 'one-hot']),
    )
    .addOption(new Option('--scheme <name>', SCHEME_HELP).choices(SCHEME_NAMES))
    .option('--json', 'print the plan as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 planned, 2 usage, or a session that would be unsafe or impossible.',
    )
    .action((options: PlanOptions) => {
      const wish = planRequestOf(options);
      const plan = planned(wish);
      print(options.json ? planJson(wish, plan) : planText(wish, plan));
    });
}

/** Parses a number of clients: a fraction below 1, or a count. */
function share(text: string): number {
  const value = Number(text);
  const fits = /^\d+(\.\d+)?$/.test(text) && (value < 1 || Number.isSafeInteger(value));
  if (!fits) throw new InvalidArgumentError('expected a fraction such as 0.2, or a whole number.');
  return value;
}

/** Turns a fraction of n into a count, rounded up, because less would promise too little. */
function countOf(value: number, clients: number): number {
  return value >= 1 ? value : Math.ceil(Number((value * clients).toFixed(9)));
}

function planRequestOf({ corrupt, dropouts, ...options }: PlanOptions): PlanRequest {
  const { clients } = options;
  return {
    ...options,
    corrupt: countOf(corrupt, clients),
    dropouts: countOf(dropouts, clients),
  };
}

function planned(wish: PlanRequest): Plan {
  try {
    return planSession(wish);
  } catch (error) {
    if (error instanceof PlanError) throw new CommandError(EXIT.usage, error.message);
    throw error;
  }
}

function planText(wish: PlanRequest, plan: Plan): string {
  const { bytes, times, thresholds, session } = plan;
  const { threshold, bound, rowLength, proofs } = session.parameters;
  const { slotBits, slotsPerElement } = session.layout;
  const traffic = ({ up, down }: { up: number; down: number }): string[] => [
    bytesText(up),
    bytesText(down),
  ];
  return lines(
    `${wish.clients} clients, of which ${wish.corrupt} may be corrupt and ${wish.dropouts} may drop out; ${wish.length} coordinates within ±${bound}`,
    '',
    `threshold t = ${threshold} (from ${thresholds.least} to ${thresholds.greatest} are safe and live)`,
    `  a sum covers at least ${plan.honestInputs} honest inputs`,
    `  the session goes on while at most ${plan.spareClients} clients have dropped out`,
    `  the quorum holds against ${plan.quorumSurvives} corrupt clients`,
    `  scheme ${schemeText(session)}`,
    ...graphText(session),
    '',
    `slots of ${slotBits} bits: ${plan.magnitudeBits} for any |sum| ≤ n · B, a sign, and one to spare`,
    `  ${slotsPerElement} coordinates in an element of 256 bits, ${plan.unusedBits} bits unused; ${session.rows} rows of ${rowLength}`,
    `  a masked vector takes ${plan.expansion.toFixed(2)} times the plain one`,
    ...(proofs.system === 'none'
      ? []
      : [`  ${describeDemand(proofs)} of ${bytesText(session.proofBytes)} for each client`]),
    '',
    ...table(
      [
        ['at most', 'sends', 'receives', 'CPU expected'],
        ['each client', ...traffic(bytes.client), secondsText(times.client)],
        ['coordinator', ...traffic(bytes.coordinator), secondsText(times.coordinator)],
        ['verifier', '', bytesText(bytes.record), secondsText(times.verifier)],
      ],
      true,
    ),
    '',
    `CPU times of all threads together, from unit costs measured on ${MEASURED_ON}.`,
  );
}

/** Who is tied to whom, where not everyone is. */
function graphText({ parameters: { scheme } }: Session): string[] {
  if (scheme.kind !== 'sparse') return [];
  const { neighbours, shareThreshold, minPresent } = graphOf({ scheme });
  return [
    `  each client deals to k = ${neighbours} others, of whom t_k = ${shareThreshold} rebuild a secret; ${minPresent} of them must be included with it`,
  ];
}

function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1000).toPrecision(2)} s`;
}

function planJson({ corrupt, dropouts, bits }: PlanRequest, plan: Plan): string {
  const { session, ...figures } = plan;
  const { clients, threshold, length, bound, rowLength } = session.parameters;
  const content = {
    clients,
    corrupt,
    dropouts,
    bits,
    bound,
    length,
    rowLength,
    rows: session.rows,
    threshold,
    scheme: session.parameters.scheme,
    delivers: deliveryProblem(session) === undefined,
    slotBits: session.layout.slotBits,
    slotsPerElement: session.layout.slotsPerElement,
    payloadBytes: session.payloadBytes,
    proofBytes: session.proofBytes,
    ...figures,
    cpuMilliseconds: figures.times,
    times: undefined,
    measuredOn: MEASURED_ON,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
