import { Command, InvalidArgumentError, Option } from 'commander';
import { fromHex, toHex } from '../../crypto/hex.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { layoutDigest, type TensorLayout } from '../../session/layout/index.ts';
import { CHOICES_FORM } from '../choices.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { requireSumFile, writeSum } from '../sumFile.ts';
import type { ShownSum } from '../sumSummary.ts';
import { type Telling, tellOne, verifyAll, verifyOne } from '../verifyRecords.ts';
import { withMeaning } from './meaning.ts';
import { checkingOption, choicesOption, DEVELOPMENT_KEYS_HELP, naturalNumber } from './options.ts';
import { policyFrom, type PolicyFlags } from './verifyPolicy.ts';

interface VerifyOptions extends PolicyFlags, Telling {
  readonly export?: string;
  readonly layout?: string;
  readonly force?: true;
}

/** `verify-aggregate RECORD… --roster FILE`: verifies records. */
export function verifyCommand(): Command {
  const command = new Command('verify-aggregate')
    .description(
      'Check published records: is each sum the sum of the inputs that the listed clients committed to?',
    )
    .argument('<record...>', 'records: files, - for standard input, or http and https addresses')
    .option('--roster <file>', 'the roster that you trust')
    .option(
      '--roster-digest <hex>',
      'its digest, instead of the file, or to compare with it',
      digest,
    )
    .option(
      '--policy <file>',
      'require what this policy file of participants requires; other options can only add to it',
    )
    .option('--coordinator-key <hex>', 'require this coordinator’s key', digest)
    .option('--task <name>', 'require a record of this task')
    .option('--round <n>', 'require a record of this round', naturalNumber)
    .option('--model-digest <hex>', 'require inputs that were computed from this model', digest)
    .option('--layout-digest <hex>', 'require inputs that are tensors of this layout', digest)
    .option(
      '--layout <file>',
      'the layout itself, from veilsum layout: also gives the sum in the units of its tensors, and --export their names',
    )
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
      'write the decoded sum, if the record is valid: as .npy, .npz, .safetensors, .csv or .json, by the file extension',
    )
    .option('--force', 'let --export overwrite an existing file')
    .addOption(new Option('--quiet', 'print the verdict only').conflicts(['verbose', 'json']))
    .addOption(
      new Option(
        '--verbose',
        'also print who is in the sum, what each check guards against, and what was left open',
      ).conflicts('json'),
    )
    .option('--json', 'print the report of each record as JSON, in one line')
    .addHelpText(
      'after',
      '\nExit codes: 0 valid, 1 invalid, 2 usage, 3 unreadable or malformed input, 4 internal.',
    )
    .action(verify);
  return withMeaning(command);
}

async function verify(places: readonly string[], options: VerifyOptions): Promise<void> {
  const [place = '', ...others] = places;
  const layout = options.layout === undefined ? undefined : await layoutIn(options.layout);
  if (options.export !== undefined) {
    if (others.length > 0) {
      throw new CommandError(EXIT.usage, '--export writes one sum: name one record');
    }
    await requireSumFile(options.export, options.force ?? false, layout);
  }
  const policy = await policyFrom({ ...options, ...layoutRequired(options, layout) });
  if (others.length > 0) {
    process.exitCode = await verifyAll(places, policy, options);
    return;
  }
  const shown = await verifyOne(place, policy, layout);
  tellOne(place, shown, options);
  if (!shown.sum) process.exitCode = EXIT.invalid;
  else if (options.export !== undefined) await exportSum(options.export, shown.sum);
}

/** Loaded only when needed: what validates files takes longer to load than a small record to check. */
async function layoutIn(path: string): Promise<TensorLayout> {
  const { readLayout } = await import('../files/layoutFile.ts');
  return readLayout(path);
}

/** @throws CommandError if a digest is given that is not that of the layout */
function layoutRequired(
  { layout: path, layoutDigest: given }: VerifyOptions,
  layout: TensorLayout | undefined,
): Pick<PolicyFlags, 'layoutDigest'> {
  if (!layout) return {};
  const own = layoutDigest(layout);
  if (!given || equalBytes(given, own)) return { layoutDigest: own };
  throw new CommandError(
    EXIT.input,
    `${path}: has the digest ${toHex(own)}, not the one that --layout-digest names`,
  );
}

async function exportSum(path: string, shown: ShownSum): Promise<void> {
  if ('problem' in shown)
    throw new CommandError(EXIT.input, `nothing is exported: ${shown.problem}`);
  await writeSum(path, shown.values, shown.layout);
}

function digest(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes?.length !== 32) throw new InvalidArgumentError('expected 64 hexadecimal digits.');
  return bytes;
}
