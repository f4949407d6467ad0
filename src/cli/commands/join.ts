import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type RandomSource, systemRandom } from '../../crypto/random.ts';
import { toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { defaultKernel } from '../../kernel/index.ts';
import { CoordinatorUnreachable } from '../../net/http/unreachable.ts';
import { type Participated, takePart } from '../../net/http/takePart.ts';
import { type Journal, JournalError } from '../../net/journal/journal.ts';
import { openLevelJournal } from '../../net/journal/levelJournal.ts';
import { openFileLedger } from '../../net/fileLedger.ts';
import { evidenceOf } from '../../record/evidence/evidence.ts';
import { encodeInput } from '../../session/encoding/index.ts';
import { defaultEpoch } from '../../session/inputEpoch.ts';
import { HostError } from '../../session/outcome.ts';
import type { Session } from '../../session/session.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { demandAbsent, writeWhole } from '../files/files.ts';
import { readIdentity } from '../files/identityFile.ts';
import { readPolicy } from '../files/policyFile.ts';
import { readRoster } from '../files/rosterFile.ts';
import { keepReceipt } from '../files/receiptFile.ts';
import { progressBar } from '../progress.ts';
import { lines, reportText } from '../render.ts';
import { Spent } from '../spent.ts';
import { writeSum } from '../sumFile.ts';
import { readVectorFile, type VectorFile } from '../vectors/index.ts';
import { naturalNumber } from './options.ts';

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
  readonly out: string;
  readonly force?: true;
  readonly json?: true;
}

/** `veilsum join`: one participant of one session. */
export function joinCommand(): Command {
  return new Command('join')
    .description('Take part in a session with one vector, and check the record at its end')
    .requiredOption('--server <url>', 'where the coordinator is', url)
    .requiredOption('--identity <file>', 'your identity, from veilsum keygen')
    .requiredOption('--roster <file>', 'the roster that you trust')
    .requiredOption('--policy <file>', 'what you demand of a session')
    .requiredOption('--ledger <dir>', 'where the rounds that you took part in are kept')
    .option(
      '--state <dir>',
      'where this participation is kept, encrypted, until it ends: run again with it, join goes on where it stopped',
    )
    .requiredOption('--task <name>', 'the task')
    .option('--round <n>', 'its round (default: the latest that is open)', naturalNumber)
    .requiredOption('--input <file>', 'your vector: .npy, .csv or .json')
    .option(
      '--epoch <name>',
      'what your vector is about, such as a week: it is sent once in an epoch (default: the policy’s model, else the values themselves)',
    )
    .option(
      '--source <name>',
      'where your data comes from, if you have more than one source (default: your identity)',
    )
    .requiredOption('--out <dir>', 'where record.cbor, sum.npy and receipt.cbor go')
    .option('--force', 'write over what is there')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 the record is verified, 1 the session was aborted or the record is invalid, 2 usage, 3 unreadable input or\nunreachable coordinator, 4 internal.',
    )
    .action(participate);
}

async function participate(options: JoinCommandOptions): Promise<void> {
  const place = (name: string): string => join(options.out, name);
  const force = options.force ?? false;
  await demandAbsent(['record.cbor', 'sum.npy'].map(place), force);
  const identity = await readIdentity(options.identity);
  const roster = await readRoster(options.roster);
  const { policy, proofSystem } = await readPolicy(options.policy, roster);
  const vector = await readVectorFile(options.input);
  const ledger = await openFileLedger(options.ledger);
  const journal =
    options.state === undefined
      ? undefined
      : await openLevelJournal(options.state, identity, systemRandom).catch((error: unknown) => {
          throw asCommandError(error);
        });
  if (!(await isGoingOn(journal))) await demandAbsent([place('receipt.cbor')], force);
  const kernel = await defaultKernel();
  const stop = new AbortController();
  const spent = new Spent();
  const next = (): string => (journal ? 'run the same command again to go on' : String(spent));
  const interrupted = (): void => {
    stop.abort(new CommandError(EXIT.invalid, `interrupted; ${next()}`));
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const bar = progressBar();
  let waitingFor = 'invitation';
  const { server, task, round, source } = options;
  // Of the values as they are in the file: an encoding may round them in another way each time.
  const epoch = options.epoch ?? defaultEpoch(policy, identity, vector.values);
  const participated = await takePart({
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    signal: stop.signal,
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
    ...proofSystem,
    input: (session, random) => inputFor(session, vector, random),
    // Others wait for what comes next: what cannot be written now is tried again at the end.
    onReceipt: (receipt) =>
      keepReceipt(place('receipt.cbor'), receipt, force).catch(() => undefined),
    keep: (ended) => keepOutcome(ended, place, force),
    onClaim: spent.took,
    onPhase: (phase) => {
      waitingFor = phase;
      bar.update(0, `waiting: ${phase}`);
    },
    onProgress: (fraction) => {
      bar.update(fraction, waitingFor);
    },
  })
    .catch((error: unknown) => {
      throw asCommandError(error, next());
    })
    .finally(() => {
      bar.stop();
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      proofSystem?.prover.close();
      kernel.close();
    });
  tell(participated, spent, options, place);
}

/** Whether a participation that an earlier process began, or whose record was not kept yet, is there to go on with. */
async function isGoingOn(journal: Journal | undefined): Promise<boolean> {
  if (!journal) return false;
  try {
    return (await journal.finished()).length > 0 || (await journal.entries()).length > 0;
  } catch (error) {
    throw asCommandError(error);
  }
}

/** Writes what came of a participation; only then are its notes forgotten. */
async function keepOutcome(
  participated: Participated,
  place: (name: string) => string,
  force: boolean,
): Promise<void> {
  const { receipt } = participated;
  if (receipt) await keepReceipt(place('receipt.cbor'), receipt, force);
  if (participated.kind === 'published') {
    const { record, report } = participated;
    if (report.valid) await writeSum(place('sum.npy'), report.session, report.sum, report.inputs);
    await writeWhole(place('record.cbor'), record);
    return;
  }
  const evidence = evidenceIn(participated);
  if (evidence) await writeWhole(place('evidence.cbor'), evidence);
}

function evidenceIn(participated: Participated): Uint8Array | undefined {
  return participated.kind === 'abort' && participated.session
    ? evidenceOf(participated.session, participated)
    : undefined;
}

function tell(
  participated: Participated,
  spent: Spent,
  options: JoinCommandOptions,
  place: (name: string) => string,
): void {
  if (participated.kind !== 'published') {
    const { code, message } = participated;
    if (options.json) print({ valid: false, code, message, spent: String(spent) });
    const shown = evidenceIn(participated) ? `; what shows it is in ${place('evidence.cbor')}` : '';
    const kept = participated.receipt
      ? `; your vector may be in the sum if a record comes all the same, and ${place('receipt.cbor')} shows it`
      : '';
    throw new CommandError(
      EXIT.invalid,
      `no sum came of the session: ${code}: ${message}${shown}; ${String(spent)}${kept}`,
    );
  }
  const { record, report } = participated;
  if (!report.valid) process.exitCode = EXIT.invalid;
  const digest = toHex(sha256(record));
  if (options.json) {
    const session = toHex(report.session.digest);
    print({
      valid: report.valid,
      session,
      inputs: report.inputs,
      record: digest,
      out: options.out,
    });
    return;
  }
  process.stdout.write(reportText(report));
  process.stdout.write(
    lines(
      '',
      `record ${place('record.cbor')}, SHA-256 ${digest}`,
      ...(report.valid ? [`sum ${place('sum.npy')}`] : []),
    ),
  );
}

/** Encodes a vector as the session asks for. */
function inputFor({ parameters }: Session, vector: VectorFile, random: RandomSource): Int32Array {
  const { encoding } = parameters;
  const input =
    encoding.kind === 'weighted-mean'
      ? { values: vector.values, weight: vector.weight ?? 1 }
      : vector.values;
  return encodeInput(encoding, parameters, input, random);
}

/** @param next - what can be done where the coordinator is gone */
function asCommandError(error: unknown, next = ''): unknown {
  if (error instanceof CoordinatorUnreachable)
    return new CommandError(EXIT.input, `${error.message}; ${next}`);
  if (error instanceof JournalError) return new CommandError(EXIT.input, error.message);
  if (error instanceof HostError) return new CommandError(EXIT.input, error.message);
  return error;
}

function print(content: object): void {
  process.stdout.write(`${JSON.stringify(content, undefined, 2)}\n`);
}

function url(text: string): URL {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) {
    throw new InvalidArgumentError('write a URL, such as https://sum.example.org/.');
  }
  return parsed;
}
