import { join } from 'node:path';
import { Command } from 'commander';
import { toHex } from '../../crypto/hex.ts';
import { type RandomSource, systemRandom } from '../../crypto/random.ts';
import { equalBytes } from '../../crypto/tupleHash.ts';
import { defaultKernel } from '../../kernel/index.ts';
import { CoordinatorUnreachable } from '../../net/participant/unreachable.ts';
import { takePart } from '../../net/participant/takePart.ts';
import type { Journal } from '../../net/participant/journal/journal.ts';
import { openLevelJournal } from '../../net/participant/journal/levelJournal.ts';
import { openFileLedger } from '../../net/participant/fileLedger.ts';
import { encodeInput } from '../../session/encodings/index.ts';
import { defaultEpoch } from '../../session/inputEpoch.ts';
import { layoutDigest, type TensorLayout } from '../../session/layout/index.ts';
import type { Policy } from '../../session/policy.ts';
import type { Session } from '../../session/session.ts';
import { CommandError, EXIT, type ExitCode } from '../exitCodes.ts';
import { requireAbsent } from '../files/files.ts';
import { layoutOf } from '../files/layoutFile.ts';
import { readIdentity } from '../files/identityFile.ts';
import { readPolicy } from '../files/policyFile.ts';
import { requireWritableFolder } from '../files/probeFolder.ts';
import { keepReceipt } from '../files/receiptFile.ts';
import { readRoster } from '../files/rosterFile.ts';
import { type Resources, withResources } from '../resources.ts';
import { Spent } from '../spent.ts';
import { SUM_FILES, sumFileFor } from '../sumFile.ts';
import { inSessionUnit, vectorInput } from '../vectorInput.ts';
import { readVectorFile, type VectorFile } from '../vectors/index.ts';
import { Waiting } from '../waiting.ts';
import { localFolder, serverUrl } from './addresses.ts';
import { keepOutcome, tellOutcome } from './joinOutcome.ts';
import { KEYS_HELP, naturalNumber, positiveNumber, weightOption } from './options.ts';

interface JoinCommandOptions {
  readonly server: URL;
  readonly identity: string;
  readonly roster: string;
  readonly policy: string;
  readonly ledger: string;
  readonly state?: string;
  readonly task: string;
  readonly round?: number;
  readonly epoch?: string;
  readonly source?: string;
  readonly input: string;
  readonly layout?: string;
  readonly defaultWeight?: number;
  readonly out: string;
  readonly keys?: string;
  readonly timeout?: number;
  readonly force?: true;
  readonly json?: true;
}

/** `veilsum join`: takes part in one session. */
export function joinCommand(): Command {
  return new Command('join')
    .description('Take part in a session with one vector, and verify its record')
    .requiredOption('--server <url>', 'the coordinator’s address', serverUrl)
    .requiredOption('--identity <file>', 'your identity, from veilsum keygen')
    .requiredOption('--roster <file>', 'the roster that you trust')
    .requiredOption('--policy <file>', 'what you require of a session')
    .requiredOption(
      '--ledger <dir>',
      'where to keep the rounds that you took part in and the inputs that you sent',
      localFolder('--ledger'),
    )
    .option(
      '--state <dir>',
      'where to keep this participation, encrypted, until it ends: run again with it, join resumes where it stopped',
      localFolder('--state'),
    )
    .requiredOption('--task <name>', 'the task')
    .option('--round <n>', 'its round (default: the latest open one)', naturalNumber)
    .requiredOption(
      '--input <file>',
      'your vector: .npy, .npz, .safetensors, .csv or .json, or - for standard input',
    )
    .option(
      '--layout <file>',
      'the layout that your tensors are in, from veilsum layout, with clips for single tensors (default: that of the input, without clips)',
    )
    .option(
      '--default-weight <w>',
      'your vector’s weight in a weighted mean, if its file has none (default: reject it)',
      weightOption,
    )
    .option(
      '--epoch <name>',
      'what your vector is about, such as a week: it is sent once per epoch (default: the policy’s model, else the values themselves)',
    )
    .option(
      '--source <name>',
      'where your data comes from, if you have more than one source (default: your identity)',
    )
    .requiredOption(
      '--out <dir>',
      'where to write record.cbor, the sum (sum.npy, or as tensors) and receipt.cbor',
      localFolder('--out'),
    )
    .option('--keys <dir>', KEYS_HELP)
    .option(
      '--timeout <seconds>',
      'give up after this many seconds, whatever the stage (default: wait as long as it takes)',
      positiveNumber,
    )
    .option('--force', 'overwrite existing files')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 the record is verified, 1 the session was aborted or the record is invalid, 2 usage, 3 unreadable input or\nunreachable coordinator, 4 internal, 130 interrupted (Ctrl-C), 143 terminated (SIGTERM).',
    )
    .action(participate);
}

function participate(options: JoinCommandOptions): Promise<void> {
  return withResources((resources) => participateWith(options, resources));
}

async function participateWith(options: JoinCommandOptions, resources: Resources): Promise<void> {
  const place = (name: string): string => join(options.out, name);
  const force = options.force ?? false;
  await requireAbsent(['record.cbor', ...SUM_FILES, 'evidence.cbor'].map(place), force);
  await requireWritableFolder(options.out);
  const identity = await readIdentity(options.identity);
  const roster = await readRoster(options.roster);
  const kernel = await defaultKernel();
  resources.add(() => {
    kernel.close();
  });
  const { policy: written, proofSystem } = await readPolicy(
    options.policy,
    roster,
    kernel,
    options.keys,
  );
  const { prover, checker } = proofSystem;
  resources.add(() => {
    prover.close();
  });
  const vector = await readVectorFile(options.input);
  const layout = await layoutOf(options.input, vector, options.layout);
  const policy = layoutRequired(options.policy, written, layout);
  const sumFile = sumFileFor(options.input, layout);
  const outcome = { out: options.out, force, json: options.json ?? false, layout, sumFile, place };
  const journal =
    options.state === undefined
      ? undefined
      : await openLevelJournal(options.state, identity, systemRandom);
  resources.add(() => journal?.close());
  if (!(await isGoingOn(journal))) await requireAbsent([place('receipt.cbor')], force);
  const ledger = await openFileLedger(options.ledger);
  const spent = new Spent(journal !== undefined);
  const signal = stopSignal(spent, options.timeout, resources);
  const waiting = new Waiting(options.task);
  resources.add(() => {
    waiting.stop();
  });
  const { server, task, round, source } = options;
  // The epoch is that of the values in the file, because an encoding may round them differently
  // each time.
  const epoch = options.epoch ?? defaultEpoch(policy, identity, vector.values);
  const participated = await takePart({
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    signal,
    task,
    round,
    epoch,
    source,
    identity,
    roster,
    policy,
    ledger,
    kernel,
    random: systemRandom,
    journal,
    prover,
    checker,
    input: (session, random) => inputFor(session, vector, layout, random, options),
    // The session must not wait for a file: a receipt that cannot be written now is written at the
    // end.
    onReceipt: (receipt) =>
      keepReceipt(place('receipt.cbor'), receipt, force).catch(() => undefined),
    keep: (ended) => keepOutcome(ended, outcome),
    onClaim: spent.took,
    onSearch: (status) => {
      waiting.search(status);
    },
    onPhase: (phase) => {
      waiting.phase(phase);
    },
    onProgress: (fraction) => {
      waiting.progress(fraction);
    },
  }).catch((error: unknown) => {
    if (!(error instanceof CoordinatorUnreachable)) throw error;
    throw new CommandError(EXIT.input, `${error.message}; ${spent.next}`);
  });
  waiting.stop();
  await tellOutcome(participated, policy, spent, outcome);
}

/**
 * Whether the journal has a participation to resume, or one whose record is still to be fetched.
 */
async function isGoingOn(journal: Journal | undefined): Promise<boolean> {
  if (!journal) return false;
  return (await journal.finished()).length > 0 || (await journal.entries()).length > 0;
}

/**
 * A signal that aborts on SIGINT, SIGTERM or timeout, with a CommandError that says what is used
 * up.
 */
function stopSignal(spent: Spent, seconds: number | undefined, resources: Resources): AbortSignal {
  const stop = new AbortController();
  const end = (code: ExitCode, what: string): void => {
    stop.abort(new CommandError(code, `${what}; ${spent.next}`));
  };
  const interrupted = (): void => {
    end(EXIT.interrupted, 'interrupted');
  };
  const terminated = (): void => {
    end(EXIT.terminated, 'interrupted');
  };
  process.once('SIGINT', interrupted).once('SIGTERM', terminated);
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(() => {
          end(EXIT.invalid, `gave up after ${seconds} s`);
        }, seconds * 1000);
  resources.add(() => {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', terminated);
  });
  return stop.signal;
}

/** Encodes a vector as the session requires. */
function inputFor(
  { parameters }: Session,
  vector: VectorFile,
  layout: TensorLayout | undefined,
  random: RandomSource,
  { input: name, defaultWeight }: JoinCommandOptions,
): Int32Array {
  const { encoding } = parameters;
  return encodeInput(
    encoding,
    parameters,
    vectorInput(name, inSessionUnit(vector, layout, encoding), encoding, defaultWeight),
    random,
  );
}

/**
 * A policy that requires the layout of the input.
 *
 * @throws CommandError if the policy names another one
 */
function layoutRequired(path: string, policy: Policy, layout: TensorLayout | undefined): Policy {
  if (!layout) return policy;
  const own = layoutDigest(layout);
  if (!policy.layoutDigest || equalBytes(policy.layoutDigest, own)) {
    return { ...policy, layoutDigest: own };
  }
  throw new CommandError(
    EXIT.input,
    `${path}: its layoutDigest is not that of your input, ${toHex(own)}: give the layout that was agreed on with --layout, or the tensors that it names`,
  );
}
