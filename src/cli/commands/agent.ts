import { Command } from 'commander';
import { toHex } from '../../crypto/hex.ts';
import { systemRandom } from '../../crypto/random.ts';
import { createKernel } from '../../kernel/index.ts';
import { Agent, type AgentOptions } from '../../net/agent/agent.ts';
import { streamChannel } from '../../net/agent/channels.ts';
import type { AgentParty } from '../../net/agent/party.ts';
import { openAgentSocket } from '../../net/agent/socket.ts';
import { lockFolder } from '../../net/disk/folderLock.ts';
import { openFileLedger } from '../../net/participant/fileLedger.ts';
import { openLevelJournal } from '../../net/participant/journal/levelJournal.ts';
import { ALL_CHECKS } from '../../session/checks/enabledChecks.ts';
import { failureOf } from '../failures.ts';
import { readIdentity } from '../files/identityFile.ts';
import { readPolicy } from '../files/policyFile.ts';
import { readRoster } from '../files/rosterFile.ts';
import { binaryOutput, printError } from '../output.ts';
import { type Resources, withResources } from '../resources.ts';
import { VERSION } from '../version.ts';
import { localFolder, serverUrl } from './addresses.ts';
import { KEYS_HELP, weightOption } from './options.ts';

interface AgentCommandOptions {
  readonly server: URL;
  readonly identity: string;
  readonly roster: string;
  readonly policy: string;
  readonly ledger: string;
  readonly state?: string;
  readonly keys?: string;
  readonly threads?: number;
  readonly socket?: string;
}

/** Where the lock of an agent is in its ledger's folder. */
const LOCK = 'agent.lock';

/** `veilsum agent`: a participant for another program. */
export function agentCommand(): Command {
  return new Command('agent')
    .description('Take part for another program, which gives vectors and gets verified sums')
    .requiredOption('--server <url>', 'where the coordinator is', serverUrl)
    .requiredOption('--identity <file>', 'your identity, from veilsum keygen')
    .requiredOption('--roster <file>', 'the roster that you trust')
    .requiredOption('--policy <file>', 'what you require of a session; requests can only add to it')
    .requiredOption(
      '--ledger <dir>',
      'where to keep the rounds that you took part in and the inputs that you sent',
      localFolder('--ledger'),
    )
    .option(
      '--state <dir>',
      'where to keep a participation, encrypted, until it ends: an agent that is started again resumes it',
      localFolder('--state'),
    )
    .option('--keys <dir>', KEYS_HELP)
    .option(
      '--threads <n>',
      'threads for the computation (default: as many as the machine has, at most 8)',
      weightOption,
    )
    .option(
      '--socket <path>',
      'listen on a Unix socket, for one client at a time, in a folder that only you can enter (default: stdin and stdout)',
    )
    .addHelpText(
      'after',
      '\nFrames of JSON and bytes go over stdin and stdout, and the log goes to stderr: see docs/agent.md. The agent ends when\nits client closes stdin. SIGINT or SIGTERM ends it too; with --state, a round in progress is resumed by the next agent.\nExit codes: 0 ended, 2 usage, 3 unreadable input, 4 internal.',
    )
    .action((options: AgentCommandOptions) =>
      withResources((resources) => serveAgent(options, resources)),
    );
}

async function serveAgent(options: AgentCommandOptions, resources: Resources): Promise<void> {
  const stop = stopSignal(resources);
  const { server, state, threads, socket } = options;
  const identity = await readIdentity(options.identity);
  const roster = await readRoster(options.roster);
  const kernel = await createKernel({ threads });
  resources.add(() => {
    kernel.close();
  });
  const { policy, proofSystem } = await readPolicy(options.policy, roster, kernel, options.keys);
  resources.add(() => {
    proofSystem.prover.close();
  });
  const ledger = await openFileLedger(options.ledger);
  resources.add(await lockFolder(options.ledger, LOCK));
  const party: AgentParty = {
    server,
    fetch: globalThis.fetch,
    now: () => Date.now(),
    identity,
    roster,
    policy,
    ledger,
    kernel,
    random: systemRandom,
    prover: proofSystem.prover,
    checker: proofSystem.checker,
    checks: ALL_CHECKS,
    ...(state !== undefined && {
      openJournal: () => openLevelJournal(state, identity, systemRandom),
    }),
  };
  const self = roster.find(identity.publicKey);
  const agentOptions: AgentOptions = {
    about: {
      version: VERSION,
      publicKey: identity.publicKey.toHex(),
      name: self === undefined ? undefined : roster.entry(self).name,
      clients: roster.size,
      coordinatorKey: toHex(policy.coordinatorKey),
    },
    log: (error) => {
      printError(failureOf(error).text);
    },
  };
  if (socket === undefined) {
    const channel = streamChannel(process.stdin, binaryOutput());
    await new Agent(party, channel, agentOptions).serve(stop);
    process.stdin.destroy();
    return;
  }
  const listening = await openAgentSocket(ALL_CHECKS, socket);
  resources.add(() => listening.close());
  await listening.serve(stop, (channel, ended) =>
    new Agent(party, channel, agentOptions).serve(ended),
  );
}

/** Aborted by a signal from outside. */
function stopSignal(resources: Resources): AbortSignal {
  const stop = new AbortController();
  const stopped = (): void => {
    stop.abort();
  };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  resources.add(() => {
    process.off('SIGINT', stopped).off('SIGTERM', stopped);
  });
  return stop.signal;
}
