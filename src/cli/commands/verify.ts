import { Command, InvalidArgumentError, Option } from 'commander';
import { fromHex, toHex } from '../../crypto/hex.ts';
import { systemRandom } from '../../crypto/random.ts';
import { defaultKernel } from '../../kernel/index.ts';
import { MAX_RECORD_BYTES, openRecord } from '../../record/record.ts';
import type { VerifierPolicy } from '../../record/policy.ts';
import { verifyAggregate } from '../../record/verify.ts';
import type { ChoiceGroup, StatementKind } from '../../proofs/statement.ts';
import type { ProofSystemId } from '../../proofs/system.ts';
import type { ProofAudit } from '../../session/proofDemand.ts';
import { CHOICES_FORM } from '../choices.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { naming } from '../files/files.ts';
import { readRoster } from '../files/rosterFile.ts';
import { print } from '../output.ts';
import { progressBar } from '../progress.ts';
import { checkerFor } from '../proofSystem.ts';
import { reportJson, reportText } from '../render.ts';
import { requireSumFile, writeSum } from '../sumFile.ts';
import { type ShownSum, showSum, sumJson, sumLines } from '../sumSummary.ts';
import { readBounded } from '../vectors/readBounded.ts';
import { meaningDemanded, type MeaningOptions, withMeaning } from './meaning.ts';
import { checkingOption, choicesOption, DEVELOPMENT_KEYS_HELP, naturalNumber } from './options.ts';

interface VerifyOptions extends MeaningOptions {
  readonly roster?: string;
  readonly rosterDigest?: Uint8Array;
  readonly coordinatorKey?: Uint8Array;
  readonly task?: string;
  readonly round?: number;
  readonly modelDigest?: Uint8Array;
  readonly minClients?: number;
  readonly maxCorrupt?: number;
  readonly requireProofs?: StatementKind;
  readonly requireProofSystem?: ProofSystemId;
  readonly requireChoices?: readonly ChoiceGroup[];
  readonly requireChecking?: ProofAudit;
  readonly maxSquaredNorm?: number;
  readonly proofSetup?: Uint8Array;
  readonly allowDevelopmentKeys?: true;
  readonly expectMine?: string;
  readonly export?: string;
  readonly force?: true;
  readonly json?: true;
}

/** `verify-aggregate RECORD --roster FILE`: verifies a record, offline. */
export function verifyCommand(): Command {
  const command = new Command('verify-aggregate')
    .description(
      'Check a published record, offline: is its sum the sum of the inputs that the listed clients committed to?',
    )
    .argument('<record>', 'the record’s file, or - for standard input')
    .option('--roster <file>', 'the roster that you trust')
    .option(
      '--roster-digest <hex>',
      'its digest, instead of the file, or to compare with it',
      digest,
    )
    .option('--coordinator-key <hex>', 'require this coordinator’s key', digest)
    .option('--task <name>', 'require a record of this task')
    .option('--round <n>', 'require a record of this round', naturalNumber)
    .option('--model-digest <hex>', 'require inputs that were computed from this model', digest)
    .option('--min-clients <n>', 'require a sum over at least this many inputs', naturalNumber)
    .option(
      '--max-corrupt <n>',
      'require thresholds that tolerate this many corrupt clients',
      naturalNumber,
    )
    .addOption(
      new Option(
        '--require-proofs <kind>',
        'require proofs that every coordinate (linf), or also the norm (l2), is within its bound, or that coordinates are choices (one-hot)',
      ).choices(['linf', 'l2', 'one-hot']),
    )
    .addOption(
      new Option(
        '--require-proof-system <name>',
        'require proofs of this system: planes, which needs no keys, or groth16',
      ).choices(['planes', 'groth16']),
    )
    .addOption(
      new Option(
        '--require-choices <groups>',
        `require these groups of choices: ${CHOICES_FORM}`,
      ).argParser(choicesOption),
    )
    .option(
      '--require-checking <who>',
      'require at least this checking of proofs: full, audit:COUNT or coordinator',
      checkingOption,
    )
    .option(
      '--max-squared-norm <n>',
      'require a bound on the squared norm of at most this, in summed integers',
      naturalNumber,
    )
    .option(
      '--proof-setup <hex>',
      'require that groth16 proofs are under the keys with this digest',
      digest,
    )
    .option('--allow-development-keys', DEVELOPMENT_KEYS_HELP)
    .option('--expect-mine <file>', 'require that your receipt is in the record, unchanged')
    .option(
      '--export <file>',
      'write the decoded sum, if the record is valid: as .npy, .csv or .json, by the file extension',
    )
    .option('--force', 'let --export overwrite an existing file')
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 valid, 1 invalid, 2 usage, 3 unreadable or malformed input, 4 internal.',
    )
    .action(verify);
  return withMeaning(command);
}

async function verify(path: string, options: VerifyOptions): Promise<void> {
  if (options.export !== undefined) await requireSumFile(options.export, options.force ?? false);
  const trusted = await trustedRoster(options);
  const record = await readBounded(path, MAX_RECORD_BYTES);
  const { coordinatorKey, task, round, modelDigest, minClients, maxCorrupt } = options;
  const expectMine =
    options.expectMine === undefined ? undefined : await readBounded(options.expectMine, 2 ** 20);
  const policy = {
    ...trusted,
    coordinatorKey,
    task,
    round,
    modelDigest,
    minClients,
    maxCorrupt,
    ...meaningDemanded(options),
    proofs: {
      kind: options.requireProofs,
      system: options.requireProofSystem,
      checking: options.requireChecking,
      maxSquaredNorm: options.maxSquaredNorm,
      groups: options.requireChoices,
      setup: options.proofSetup,
      allowDevelopmentKeys: options.allowDevelopmentKeys,
    },
    expectMine,
  };
  const kernel = await defaultKernel();
  const bar = progressBar();
  const report = await naming(path, async () => {
    const checker = await checkerFor(
      openRecord(record, trusted.roster, kernel).session.parameters.proofs,
      kernel,
    );
    const onProgress = (fraction: number): void => {
      bar.update(fraction, 'proofs');
    };
    return verifyAggregate(record, policy, kernel, {
      checker,
      random: systemRandom,
      work: { onProgress },
    });
  }).finally(() => {
    bar.stop();
  });
  const shown = report.valid ? await showSum(report) : undefined;
  print(
    options.json
      ? reportJson(report, shown && sumJson(shown, 'write them with --export FILE'))
      : reportText(report, shown && sumLines(shown, report.inputs)),
  );
  if (!shown) {
    process.exitCode = EXIT.invalid;
    return;
  }
  if (options.export !== undefined) await exportSum(options.export, shown);
}

async function exportSum(path: string, shown: ShownSum): Promise<void> {
  if ('problem' in shown)
    throw new CommandError(EXIT.input, `nothing is exported: ${shown.problem}`);
  await writeSum(path, shown.values);
}

async function trustedRoster({
  roster: path,
  rosterDigest,
}: VerifyOptions): Promise<Pick<VerifierPolicy, 'roster' | 'rosterDigest'>> {
  if (path === undefined) {
    if (rosterDigest) return { rosterDigest };
    throw new CommandError(
      EXIT.usage,
      'name the roster that you trust: --roster FILE, or --roster-digest HEX',
    );
  }
  const roster = await readRoster(path);
  if (rosterDigest && toHex(rosterDigest) !== toHex(roster.digest)) {
    throw new CommandError(
      EXIT.input,
      `${path}: has the digest ${toHex(roster.digest)}, not the one that --roster-digest names`,
    );
  }
  return { roster, rosterDigest: roster.digest };
}

function digest(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes?.length !== 32) throw new InvalidArgumentError('expected 64 hexadecimal digits.');
  return bytes;
}
