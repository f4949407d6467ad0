import { join } from 'node:path';
import { Command } from 'commander';
import { type RandomSource, systemRandom } from '../../crypto/random.ts';
import { toHex } from '../../crypto/hex.ts';
import { sha256 } from '../../crypto/tupleHash.ts';
import { defaultKernel } from '../../kernel/index.ts';
import { CoordinatorUnreachable } from '../../net/http/unreachable.ts';
import { type Participated, takePart } from '../../net/http/takePart.ts';
import { openLevelJournal } from '../../net/journal/levelJournal.ts';
import { openFileLedger } from '../../net/fileLedger.ts';
import { evidenceOf } from '../../record/evidence/evidence.ts';
import { encodeInput } from '../../session/encoding/index.ts';
import type { Session } from '../../session/session.ts';
import { CommandError, EXIT } from '../exitCodes.ts';
import { demandAbsent, writeWhole } from '../files/files.ts';
import { readIdentity } from '../files/identityFile.ts';
import { readPolicy } from '../files/policyFile.ts';
import { demandWritableFolder } from '../files/probeFolder.ts';
import { readRoster } from '../files/rosterFile.ts';
import { LedgerWatch } from '../ledgerWatch.ts';
import { print } from '../output.ts';
import { lines, reportText } from '../render.ts';
import { type Resources, withResources } from '../resources.ts';
import { writeSum } from '../sumFile.ts';
import { readVectorFile, type VectorFile } from '../vectors/index.ts';
import { Waiting } from '../waiting.ts';
import { localFolder, serverUrl } from './addresses.ts';
import { naturalNumber, positiveNumber } from './options.ts';

interface JoinCommandOptions {
  readonly server: URL;
  readonly identity: string;
  readonly roster: string;
  readonly policy: string;
  readonly ledger: string;
  readonly state?: string;
  readonly task: string;
  readonly round?: number;
  readonly input: string;
  readonly out: string;
  readonly timeout?: number;
  readonly force?: true;
  readonly json?: true;
}

/** `veilsum join`: one participant of one session. */
export function joinCommand(): Command {
  return new Command('join')
    .description('Take part in a session with one vector, and check the record at its end')
    .requiredOption('--server <url>', 'where the coordinator is', serverUrl)
    .requiredOption('--identity <file>', 'your identity, from veilsum keygen')
    .requiredOption('--roster <file>', 'the roster that you trust')
    .requiredOption('--policy <file>', 'what you demand of a session')
    .requiredOption(
      '--ledger <dir>',
      'where the rounds that you took part in are kept',
      localFolder('--ledger'),
    )
    .option(
      '--state <dir>',
      'where this participation is kept, encrypted, until it ends: run again with it, join goes on where it stopped',
      localFolder('--state'),
    )
    .requiredOption('--task <name>', 'the task')
    .option('--round <n>', 'its round (default: the latest that is open)', naturalNumber)
    .requiredOption('--input <file>', 'your vector: .npy, .csv or .json')
    .requiredOption(
      '--out <dir>',
      'where record.cbor, sum.npy and receipt.cbor go',
      localFolder('--out'),
    )
    .option(
      '--timeout <seconds>',
      'give up after so long, wherever it is (default: wait as long as it takes)',
      positiveNumber,
    )
    .option('--force', 'write over what is there')
    .option('--json', 'print the outcome as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 the record is verified, 1 the session was aborted or the record is invalid, 2 usage, 3 unreadable input or\nunreachable coordinator, 4 internal.',
    )
    .action(participate);
}

function participate(options: JoinCommandOptions): Promise<void> {
  return withResources((resources) => participateWith(options, resources));
}

async function participateWith(options: JoinCommandOptions, resources: Resources): Promise<void> {
  const place = (name: string): string => join(options.out, name);
  await demandAbsent(['record.cbor', 'sum.npy', 'receipt.cbor'].map(place), options.force ?? false);
  await demandWritableFolder(options.out);
  const identity = await readIdentity(options.identity);
  const roster = await readRoster(options.roster);
  const { policy, proofSystem } = await readPolicy(options.policy, roster);
  resources.add(() => proofSystem?.prover.close());
  const vector = await readVectorFile(options.input);
  const journal =
    options.state === undefined
      ? undefined
      : await openLevelJournal(options.state, identity, systemRandom);
  resources.add(() => journal?.close());
  const watch = new LedgerWatch(await openFileLedger(options.ledger), journal !== undefined);
  const kernel = await defaultKernel();
  resources.add(() => {
    kernel.close();
  });
  const signal = stopSignal(watch, options.timeout, resources);
  const waiting = new Waiting(options.task);
  resources.add(() => {
    waiting.stop();
  });
  const { server, task, round } = options;
  const participated = await takePart({
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    signal,
    task,
    round,
    identity,
    roster,
    policy,
    ledger: watch.ledger,
    kernel,
    random: systemRandom,
    journal,
    ...proofSystem,
    input: (session, random) => inputFor(session, vector, random),
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
    if (!(error instanceof CoordinatorUnreachable) || !watch.claimed) throw error;
    throw new CommandError(EXIT.input, `${error.message}; ${watch.next}`);
  });
  waiting.stop();
  await tell(participated, options, place);
}

/** Aborted by a signal from outside, or when the time is over, with what is true of the ledger then. */
function stopSignal(
  watch: LedgerWatch,
  seconds: number | undefined,
  resources: Resources,
): AbortSignal {
  const stop = new AbortController();
  const end = (what: string): void => {
    stop.abort(new CommandError(EXIT.invalid, `${what}; ${watch.next}`));
  };
  const interrupted = (): void => {
    end('interrupted');
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const timer =
    seconds === undefined
      ? undefined
      : setTimeout(() => {
          end(`gave up after ${seconds} s`);
        }, seconds * 1000);
  resources.add(() => {
    clearTimeout(timer);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  });
  return stop.signal;
}

async function tell(
  participated: Participated,
  options: JoinCommandOptions,
  place: (name: string) => string,
): Promise<void> {
  if (participated.kind !== 'published') {
    const { code, message } = participated;
    const evidence =
      participated.kind === 'abort' && participated.session
        ? evidenceOf(participated.session, participated)
        : undefined;
    if (evidence) await writeWhole(place('evidence.cbor'), evidence);
    if (options.json) printJson({ valid: false, code, message });
    const shown = evidence ? `; what shows it is in ${place('evidence.cbor')}` : '';
    throw new CommandError(EXIT.invalid, `no sum came of the session: ${code}: ${message}${shown}`);
  }
  const { record, report, receipt } = participated;
  await writeWhole(place('receipt.cbor'), receipt);
  await writeWhole(place('record.cbor'), record);
  if (report.valid) await writeSum(place('sum.npy'), report.session, report.sum, report.inputs);
  else process.exitCode = EXIT.invalid;
  const digest = toHex(sha256(record));
  if (options.json) {
    const session = toHex(report.session.digest);
    printJson({
      valid: report.valid,
      session,
      inputs: report.inputs,
      record: digest,
      out: options.out,
    });
    return;
  }
  print(reportText(report));
  print(
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

function printJson(content: object): void {
  print(`${JSON.stringify(content, undefined, 2)}\n`);
}
