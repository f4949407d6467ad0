/** Every function of the package that takes arguments, with good ones, and of which kind each option is. */
import * as attacks from '../../src/attacks/index.ts';
import { MemoryNotes } from '../../src/attacks/harness/memoryNotes.ts';
import type { JoinOptions } from '../../src/client/join.ts';
import type { JoinPartsOptions } from '../../src/client/parts/joinParts.ts';
import type { OpenPartsOptions } from '../../src/coordinator/parts/coordinatorParts.ts';
import type { OpenOptions } from '../../src/coordinator/open.ts';
import * as main from '../../src/index.ts';
import type { KernelOptions, WorkOptions } from '../../src/kernel/index.ts';
import * as http from '../../src/net/participant/index.ts';
import * as node from '../../src/net/index.ts';
import type { EvidenceOptions } from '../../src/record/evidence/verify.ts';
import type { VerifierPolicy } from '../../src/record/policy.ts';
import type { ProofOptions } from '../../src/record/proofChecks.ts';
import { planDigest } from '../../src/session/parts.ts';
import type { Policy } from '../../src/session/policy.ts';
import type { ProofPolicy } from '../../src/session/proofPolicy.ts';
import type { SessionDraft } from '../../src/session/session.ts';
import * as survey from '../../src/survey/index.ts';
import * as snark from '../../src/snark.ts';
import type { ApiOptions } from '../../src/net/participant/requests.ts';
import type { Upload } from '../../src/net/participant/coordinatorApi.ts';
import type { TakePartOptions } from '../../src/net/participant/takePart.ts';
import { exchange, joinAs, openAs, publishedBy } from '../support/exchange.ts';
import { coordinator, kernel, policyFor, seedOf, testSession } from '../support/federation.ts';
import { transparentProofs } from '../support/transparentProofs.ts';
import type { Kind } from './wrongValues.ts';

/** A public function. */
export interface PublicFunction {
  readonly call: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  /** The places of its options, and their kinds. */
  readonly places: Readonly<Record<string, Kind>>;
  /** Places without which it does not work. */
  readonly needed?: readonly string[];
}

/** All options of a type: one that is new and missing here does not compile. */
type KindsOf<T extends object> = { readonly [K in keyof T]-?: Kind };

/** An object of options and no others. */
function optionsAt(at: string, kinds: Readonly<Record<string, Kind>>): Record<string, Kind> {
  return {
    [at]: 'bag',
    ...Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [`${at}.${name}`, kind])),
  };
}

const setup = testSession(4);
const { session, roster, identities } = setup;
const { prover, checker } = transparentProofs('linf');
const own = identities[0]!;
const hex = 'ab'.repeat(32);
const random = main.systemRandom;
const invitation = openAs(setup).output;
const run = await exchange(setup);
const { record } = publishedBy(run);
const form = new TextEncoder().encode(
  '{"format":"veilsum-survey-1","title":"t","questions":[{"kind":"scale","text":"q","from":2,"to":4}]}',
);
const questions = survey.parseSurvey(form);
const nothing = (): undefined => undefined;
const { signal } = new AbortController();
const work = { signal, onProgress: nothing };
const read = (): Promise<Uint8Array> => Promise.reject(new Error('there is no such file'));
const server = new URL('http://127.0.0.1:1/');
const offline = (): Promise<Response> => Promise.reject(new Error('there is no network'));
const api = {
  server,
  fetch: offline,
  now: (): number => 0,
  signal: AbortSignal.abort(new Error('late')),
};

const checking = { mode: 'audit', sample: 2 } as const;
const proofs = {
  kind: 'linf',
  checking,
  system: 'groth16',
  maxSquaredNorm: 5,
  groups: [{ length: 5, least: 1, most: 1 }],
  setup: seedOf('key'),
  allowDevelopmentKeys: true,
} as const;
const encoding = { kind: 'weighted-mean', clip: 1, maxWeight: 3 } as const;
const layout = [{ name: 'b', shape: [1], dtype: 'float32', clip: 0.5 }] as const;
const pins = {
  encoding,
  length: 5,
  rowLength: 4,
  modelDigest: seedOf('model'),
  layoutDigest: seedOf('layout'),
  proofs,
};
const policy: Policy = { ...policyFor(setup), ...pins };

const proofKinds = (at: string): Record<string, Kind> => ({
  ...optionsAt(at, {
    kind: 'word',
    system: 'word',
    checking: 'bag',
    maxSquaredNorm: 'count',
    groups: 'list',
    setup: 'bytes32',
    allowDevelopmentKeys: 'truth',
  } satisfies KindsOf<ProofPolicy>),
  ...optionsAt(`${at}.checking`, { mode: 'word', sample: 'count' } satisfies KindsOf<
    typeof checking
  >),
});

const encodingKinds = (at: string): Record<string, Kind> =>
  optionsAt(at, { kind: 'word', clip: 'pinned', maxWeight: 'pinned' } satisfies KindsOf<
    typeof encoding
  >);

const policyKinds = (at: string): Record<string, Kind> => ({
  ...optionsAt(at, {
    rosterDigest: 'bytes32',
    coordinatorKey: 'bytes32',
    minClients: 'count',
    minThreshold: 'count',
    maxCorrupt: 'count',
    bound: 'pinned',
    encoding: 'bag',
    length: 'pinned',
    rowLength: 'pinned',
    schemes: 'list',
    modelDigest: 'bytes32',
    layoutDigest: 'bytes32',
    proofs: 'bag',
  } satisfies KindsOf<Policy>),
  ...proofKinds(`${at}.proofs`),
  ...encodingKinds(`${at}.encoding`),
});

const verifierKinds = (at: string): Record<string, Kind> => ({
  ...optionsAt(at, {
    rosterDigest: 'bytes32',
    roster: 'made',
    coordinatorKey: 'bytes32',
    task: 'text',
    round: 'count',
    modelDigest: 'bytes32',
    layoutDigest: 'bytes32',
    minRosterSize: 'count',
    minClients: 'count',
    maxCorrupt: 'count',
    bound: 'pinned',
    encoding: 'bag',
    length: 'pinned',
    rowLength: 'pinned',
    schemes: 'list',
    proofs: 'bag',
    expectMine: 'bytes',
  } satisfies KindsOf<VerifierPolicy>),
  ...proofKinds(`${at}.proofs`),
  ...encodingKinds(`${at}.encoding`),
});

const workKinds = (at: string): Record<string, Kind> =>
  optionsAt(at, { signal: 'made', onProgress: 'callable' } satisfies KindsOf<WorkOptions>);

const participant: {
  readonly [
    K in 'roster' | 'identity' | 'policy' | 'ledger' | 'random' | 'kernel' | 'prover' | 'input'
  ]: Kind;
} = {
  roster: 'made',
  identity: 'made',
  policy: 'bag',
  ledger: 'made',
  random: 'callable',
  kernel: 'made',
  prover: 'made',
  input: 'callable',
};
const apiKinds = { server: 'made', fetch: 'callable', now: 'callable', signal: 'made' } as const;

const joining: JoinOptions = {
  invitation,
  task: 'test',
  round: 1,
  sessionDigest: session.digest,
  source: 'phone',
  epoch: 'week 30',
  roster,
  identity: own,
  policy,
  ledger: main.memoryLedger(),
  input: () => new Int32Array(5),
  random,
  kernel,
  prover,
  work,
};
const journal = {
  entries: nothing,
  append: nothing,
  end: nothing,
  finished: nothing,
  forget: nothing,
  close: nothing,
};
const draft: SessionDraft = {
  roster,
  task: 'test',
  round: 1,
  nonce: seedOf('nonce'),
  threshold: 3,
  maxCorrupt: 1,
  maxDropouts: 1,
  length: 5,
  bound: 1000,
  rowLength: 4,
  encoding: { kind: 'integer' },
  proofs: { system: 'groth16', statement: { kind: 'linf' }, setup: seedOf('key'), checking },
  modelDigest: seedOf('model'),
  coordinatorKey: coordinator.publicKey.bytes,
  deadlines: [0, 0, 0, 0, 0],
  scheme: { kind: 'pairwise' },
};
const verifier: VerifierPolicy = {
  ...pins,
  rosterDigest: roster.digest,
  roster,
  coordinatorKey: coordinator.publicKey.bytes,
  task: 'test',
  round: 1,
  minRosterSize: 3,
  minClients: 3,
  maxCorrupt: 1,
  bound: 1000,
  expectMine: seedOf('receipt'),
};
const upload: Upload = { session: hex, identity: own, phase: 'commit', envelope: hex, total: 9 };
const client = new http.CoordinatorApi(api);
const shape = { length: 2, bound: 10 };
const thresholds = { clients: 4, threshold: 3, maxCorrupt: 1, maxDropouts: 1 };
const counts: Record<string, Kind> = {
  '0': 'made',
  '0.clients': 'count',
  '0.threshold': 'count',
  '0.maxCorrupt': 'count',
  '0.maxDropouts': 'count',
};
const partsDraft = { ...draft, proofs: { system: 'none' } as const, length: 5, partLength: 3 };
const partsOpening = {
  sessions: main.defineParts(partsDraft),
  roster,
  identity: coordinator,
  kernel,
};
const partsOpened = main.openParts(partsOpening);
const partsJoining = Object.fromEntries(
  Object.entries(joining).filter(([name]) => !['invitation', 'sessionDigest'].includes(name)),
);
const messageKinds: Record<string, Kind> = {
  '0': 'made',
  '0.envelope': 'bytes',
  '0.attachment': 'bytes',
};
const message = { envelope: seedOf('envelope'), attachment: seedOf('attachment') };

export const FUNCTIONS: Readonly<Record<string, PublicFunction>> = {
  joinSession: {
    call: main.joinSession,
    args: [joining],
    places: {
      ...optionsAt('0', {
        ...participant,
        task: 'text',
        round: 'count',
        sessionDigest: 'bytes32',
        source: 'text',
        epoch: 'text',
        invitation: 'made',
        work: 'bag',
      } satisfies KindsOf<JoinOptions>),
      ...policyKinds('0.policy'),
      ...workKinds('0.work'),
      '0.invitation.envelope': 'bytes',
    },
    needed: ['0.invitation', '0.roster', '0.policy', '0.ledger', '0.random', '0.kernel', '0.input'],
  },
  joinParts: {
    call: main.joinParts,
    args: [
      {
        ...partsJoining,
        planDigest: planDigest(partsOpening.sessions[0]!),
        invitations: partsOpened.output,
      },
    ],
    places: {
      ...optionsAt('0', {
        ...participant,
        task: 'text',
        round: 'count',
        source: 'text',
        epoch: 'text',
        planDigest: 'bytes32',
        invitations: 'list',
        work: 'bag',
      } satisfies KindsOf<JoinPartsOptions>),
      ...policyKinds('0.policy'),
      ...workKinds('0.work'),
      '0.invitations.0': 'made',
      '0.invitations.1.envelope': 'bytes',
    },
    needed: ['0.invitations', '0.roster', '0.policy', '0.ledger', '0.input'],
  },
  openParts: {
    call: main.openParts,
    args: [{ ...partsOpening, checker, allowDevelopmentKeys: false, work, addMasks: nothing }],
    places: {
      ...optionsAt('0', {
        sessions: 'list',
        roster: 'made',
        identity: 'made',
        kernel: 'made',
        checker: 'made',
        allowDevelopmentKeys: 'truth',
        work: 'bag',
        addMasks: 'callable',
      } satisfies KindsOf<OpenPartsOptions>),
      ...workKinds('0.work'),
      '0.sessions.1': 'made',
    },
    needed: ['0.sessions', '0.roster', '0.identity'],
  },
  defineParts: {
    call: main.defineParts,
    args: [partsDraft],
    places: { '0': 'bag', '0.length': 'count', '0.partLength': 'count', '0.bound': 'count' },
    needed: ['0.partLength', '0.length', '0.roster', '0.bound'],
  },
  takePart: {
    call: http.takePart,
    args: [
      {
        roster,
        identity: own,
        policy,
        ledger: joining.ledger,
        input: joining.input,
        random,
        kernel,
        prover,
        ...api,
        task: 'test',
        round: 1,
        source: 'phone',
        epoch: 'week 30',
        checker,
        journal,
        chunkBytes: 2 ** 16,
        onSearch: nothing,
        onReceipt: nothing,
        keep: nothing,
        onClaim: nothing,
        onPhase: nothing,
        onProgress: nothing,
      },
    ],
    places: {
      ...optionsAt('0', {
        ...participant,
        ...apiKinds,
        task: 'text',
        round: 'count',
        checker: 'made',
        journal: 'made',
        chunkBytes: 'count',
        source: 'text',
        epoch: 'text',
        onSearch: 'callable',
        onReceipt: 'callable',
        keep: 'callable',
        onClaim: 'callable',
        onPhase: 'callable',
        onProgress: 'callable',
      } satisfies KindsOf<TakePartOptions>),
      ...policyKinds('0.policy'),
    },
    needed: ['0.task', '0.policy', '0.ledger', '0.server'],
  },
  openSession: {
    call: main.openSession,
    args: [
      {
        session,
        roster,
        identity: coordinator,
        kernel,
        checker,
        allowDevelopmentKeys: false,
        work,
        addMasks: nothing,
        storedAttachments: nothing,
      },
    ],
    places: {
      ...optionsAt('0', {
        session: 'made',
        roster: 'made',
        identity: 'made',
        kernel: 'made',
        checker: 'made',
        allowDevelopmentKeys: 'truth',
        work: 'bag',
        addMasks: 'callable',
        storedAttachments: 'callable',
      } satisfies KindsOf<OpenOptions>),
      ...workKinds('0.work'),
    },
    needed: ['0.session', '0.roster', '0.identity', '0.kernel'],
  },
  verifyAggregate: {
    call: main.verifyAggregate,
    args: [record, verifier, kernel, { checker, random, work }],
    places: {
      '0': 'bytes',
      ...verifierKinds('1'),
      '2': 'made',
      ...optionsAt('3', {
        checker: 'made',
        random: 'callable',
        work: 'bag',
      } satisfies KindsOf<ProofOptions>),
      ...workKinds('3.work'),
    },
    needed: ['0', '1', '1.rosterDigest', '2'],
  },
  explainReport: {
    call: main.explainReport,
    args: [await main.verifyAggregate(record, { rosterDigest: roster.digest }, kernel), verifier],
    places: { '0': 'made', ...verifierKinds('1') },
    needed: ['0', '1', '1.rosterDigest'],
  },
  verifyEvidence: {
    call: main.verifyEvidence,
    args: [
      main.evidenceOfRecord(session, record),
      { roster, coordinatorKey: coordinator.publicKey.bytes, checker },
      kernel,
    ],
    places: {
      '0': 'bytes',
      ...optionsAt('1', {
        roster: 'made',
        coordinatorKey: 'bytes32',
        checker: 'made',
      } satisfies KindsOf<EvidenceOptions>),
      '2': 'made',
    },
    needed: ['0', '1', '1.roster', '2'],
  },
  evidenceOf: {
    call: main.evidenceOf,
    args: [session, { message: '', culprit: 1, evidence: [record], attachment: record }],
    places: {
      '0': 'made',
      '0.bytes': 'bytes',
      '1': 'part',
      '1.culprit': 'count',
      '1.evidence': 'list',
      '1.attachment': 'bytes',
    },
    needed: ['0', '1'],
  },
  evidenceOfRecord: {
    call: main.evidenceOfRecord,
    args: [session, record],
    places: { '0': 'made', '1': 'bytes' },
    needed: ['0', '1'],
  },
  openRecord: {
    call: main.openRecord,
    args: [record, roster, kernel],
    places: { '0': 'bytes', '1': 'made', '2': 'made' },
    needed: ['0'],
  },
  defineSession: {
    call: main.defineSession,
    args: [draft],
    places: {
      ...optionsAt('0', {
        roster: 'made',
        task: 'text',
        round: 'count',
        nonce: 'bytes32',
        threshold: 'count',
        maxCorrupt: 'count',
        maxDropouts: 'count',
        length: 'count',
        bound: 'count',
        rowLength: 'count',
        encoding: 'bag',
        proofs: 'bag',
        modelDigest: 'bytes32',
        layoutDigest: 'bytes32',
        coordinatorKey: 'bytes32',
        deadlines: 'list',
        scheme: 'bag',
        part: 'bag',
      } satisfies KindsOf<SessionDraft>),
      '0.scheme.kind': 'word',
      '0.encoding.kind': 'word',
      '0.proofs.system': 'word',
      '0.proofs.statement.kind': 'word',
      '0.proofs.setup': 'bytes32',
      ...optionsAt('0.proofs.checking', { mode: 'word', sample: 'count' } satisfies KindsOf<
        typeof checking
      >),
      '0.deadlines.2': 'count',
    },
    needed: ['0.roster', '0.bound', '0.encoding', '0.nonce'],
  },
  planesVerifier: {
    call: main.planesVerifier,
    args: [kernel, random],
    places: { '0': 'made', '1': 'callable' },
    needed: ['0'],
  },
  deliveryProblem: {
    call: main.deliveryProblem,
    args: [session],
    places: { '0': 'made' },
    needed: ['0'],
  },
  policyWarnings: { call: main.policyWarnings, args: [policy], places: policyKinds('0') },
  layoutDigest: {
    call: main.layoutDigest,
    args: [layout],
    places: {
      '0': 'list',
      '0.0': 'bag',
      '0.0.name': 'text',
      '0.0.shape': 'list',
      '0.0.dtype': 'word',
    },
    needed: ['0', '0.0.name', '0.0.shape', '0.0.dtype'],
  },
  toSessionUnit: {
    call: main.toSessionUnit,
    args: [layout, encoding, [0.5]],
    places: { '0': 'list', '1': 'made', '2': 'made' },
    needed: ['0', '1', '2'],
  },
  fromSessionUnit: {
    call: main.fromSessionUnit,
    args: [layout, encoding, Float64Array.of(0.5)],
    places: { '0': 'list', '1': 'made', '2': 'made' },
    needed: ['0', '1', '2'],
  },
  encodeInput: {
    call: main.encodeInput,
    args: [encoding, { length: 2, bound: 10 }, { values: [1], weight: 1 }, random],
    places: {
      ...optionsAt('0', { kind: 'word', clip: 'number', maxWeight: 'count' } satisfies KindsOf<
        typeof encoding
      >),
      '1': 'made',
      '1.length': 'count',
      '1.bound': 'count',
      '2': 'made',
      '2.values': 'made',
      '2.weight': 'count',
      '3': 'callable',
    },
    needed: ['0', '1', '2', '3'],
  },
  decodeSum: {
    call: main.decodeSum,
    args: [{ kind: 'integer' }, shape, Float64Array.of(1, 2), 1],
    places: {
      ...optionsAt('0', { kind: 'word' } satisfies KindsOf<main.IntegerEncoding>),
      '1': 'made',
      '1.length': 'count',
      '2': 'bytes',
      '3': 'count',
    },
    needed: ['0', '1', '2', '3'],
  },
  rawLength: {
    call: main.rawLength,
    args: [{ kind: 'integer' }, 5],
    places: {
      ...optionsAt('0', { kind: 'word' } satisfies KindsOf<main.IntegerEncoding>),
      '1': 'count',
    },
    needed: ['0', '1'],
  },
  thresholdSafetyProblem: { call: main.thresholdSafetyProblem, args: [thresholds], places: counts },
  livenessProblem: { call: main.livenessProblem, args: [thresholds], places: counts },
  leastSafeThreshold: {
    call: main.leastSafeThreshold,
    args: [4, 1],
    places: { '0': 'count', '1': 'count' },
    needed: ['0', '1'],
  },
  chooseThresholds: {
    call: main.chooseThresholds,
    args: [4, 1, 'delivery'],
    places: { '0': 'count', '1': 'count', '2': 'word' },
    needed: ['0', '1'],
  },
  partyName: { call: main.partyName, args: [1], places: { '0': 'count' }, needed: ['0'] },
  'Roster.of': {
    call: main.Roster.of.bind(main.Roster),
    args: [roster.entries],
    places: { '0': 'list', '0.1': 'bag', '0.1.name': 'text', '0.1.key': 'made' },
    needed: ['0', '0.1.name', '0.1.key'],
  },
  'Roster#entry': { call: roster.entry.bind(roster), args: [0], places: { '0': 'count' } },
  'Roster#find': { call: roster.find.bind(roster), args: [own.publicKey], places: { '0': 'made' } },
  'ClientSession#receive': {
    call: async (given: main.Message) => (await joinAs(setup, 0, invitation)).state.receive(given),
    args: [message],
    places: messageKinds,
    needed: ['0', '0.envelope'],
  },
  'CoordinatorSession#receive': {
    call: (given: main.Message) => openAs(setup).state.receive(given),
    args: [message],
    places: messageKinds,
    needed: ['0', '0.envelope'],
  },
  createKernel: {
    call: async (options: KernelOptions) => {
      (await main.createKernel(options)).close();
    },
    args: [{ threads: 1 }],
    places: optionsAt('0', { threads: 'count' } satisfies KindsOf<KernelOptions>),
  },
  generateIdentity: {
    call: main.generateIdentity,
    args: [random],
    places: { '0': 'callable' },
    needed: ['0'],
  },
  identityFromSeed: {
    call: main.identityFromSeed,
    args: [seedOf('seed')],
    places: { '0': 'bytes32' },
    needed: ['0'],
  },
  'IdentityKey.parse': {
    call: main.IdentityKey.parse.bind(main.IdentityKey),
    args: [own.publicKey.bytes],
    places: { '0': 'bytes' },
    needed: ['0'],
  },
  'IdentityKey.parseAll': {
    call: main.IdentityKey.parseAll.bind(main.IdentityKey),
    args: [kernel, [own.publicKey.bytes]],
    places: { '0': 'made', '1': 'list', '1.0': 'bytes' },
    needed: ['0', '1'],
  },
  'Secret.of': {
    call: main.Secret.of.bind(main.Secret),
    args: [seedOf('secret')],
    places: { '0': 'bytes' },
    needed: ['0'],
  },
  sha256: { call: main.sha256, args: [record], places: { '0': 'bytes' }, needed: ['0'] },
  toHex: { call: main.toHex, args: [record], places: { '0': 'bytes' }, needed: ['0'] },
  systemRandom: { call: random, args: [8], places: { '0': 'count' }, needed: ['0'] },
  openFileLedger: { call: node.openFileLedger, args: [''], places: { '0': 'text' } },
  rosterNameProblem: {
    call: main.rosterNameProblem,
    args: [['ann', 'bob', 'eve']],
    places: {},
    needed: ['0'],
  },
  folderKeys: { call: node.folderKeys, args: ['keys'], places: { '0': 'text' }, needed: ['0'] },
  defaultEpoch: {
    call: main.defaultEpoch,
    args: [policy, own, new Int32Array(5)],
    places: { '0.modelDigest': 'bytes32', '1': 'made' },
    needed: ['0', '1', '2'],
  },
  packageKeys: { call: node.packageKeys, args: ['keys'], places: { '0': 'text' } },
  fileKind: { call: main.fileKind, args: [form], places: { '0': 'bytes' }, needed: ['0'] },
  openStoredJournal: {
    call: http.openStoredJournal,
    args: [new MemoryNotes(), own, random],
    places: { '0': 'made', '1': 'made', '2': 'callable' },
    needed: ['0', '1', '2'],
  },
  parseSurvey: { call: survey.parseSurvey, args: [form], places: { '0': 'bytes' }, needed: ['0'] },
  surveySession: {
    call: survey.surveySession,
    args: [questions],
    places: { '0': 'made' },
    needed: ['0'],
  },
  surveyPolicy: {
    call: survey.surveyPolicy,
    args: [questions],
    places: { '0': 'made' },
    needed: ['0'],
  },
  encodeAnswers: {
    call: survey.encodeAnswers,
    args: [questions, [3]],
    places: { '0': 'made', '1': 'list' },
    needed: ['0', '1'],
  },
  surveyResults: {
    call: survey.surveyResults,
    args: [questions, [0, 1, 0], 1],
    places: { '0': 'made', '1': 'list', '2': 'count' },
    needed: ['0', '1', '2'],
  },
  openLevelJournal: {
    call: node.openLevelJournal,
    args: ['', own, random],
    places: { '0': 'text', '1': 'made', '2': 'callable' },
  },
  CoordinatorApi: {
    call: (options: ApiOptions) => new http.CoordinatorApi(options),
    args: [api],
    places: optionsAt('0', apiKinds satisfies KindsOf<ApiOptions>),
    needed: ['0.server', '0.fetch', '0.now'],
  },
  'CoordinatorApi#probe': {
    call: client.probe.bind(client),
    args: [hex, own],
    places: { '0': 'hex32', '1': 'made' },
    needed: ['0', '1'],
  },
  'CoordinatorApi#invitation': {
    call: client.invitation.bind(client),
    args: [hex],
    places: { '0': 'hex32' },
    needed: ['0'],
  },
  'CoordinatorApi#send': {
    call: client.send.bind(client),
    args: [hex, own, message],
    places: { '0': 'hex32', '1': 'made', '2': 'made', '2.envelope': 'bytes' },
    needed: ['0', '1', '2'],
  },
  'CoordinatorApi#uploaded': {
    call: client.uploaded.bind(client),
    args: [upload],
    places: optionsAt('0', {
      session: 'hex32',
      identity: 'made',
      phase: 'word',
      envelope: 'hex32',
      total: 'count',
    } satisfies KindsOf<Upload>),
    needed: ['0.session', '0.identity', '0.phase', '0.envelope', '0.total'],
  },
  'CoordinatorApi#sendChunk': {
    call: client.sendChunk.bind(client),
    args: [upload, 0, seedOf('chunk')],
    places: { '0': 'bag', '0.session': 'hex32', '1': 'count', '2': 'bytes' },
    needed: ['0', '1', '2'],
  },
  'CoordinatorApi#message': {
    call: client.message.bind(client),
    args: [hex, own, 'shared'],
    places: { '0': 'hex32', '1': 'made', '2': 'word' },
    needed: ['0', '1', '2'],
  },
  'CoordinatorApi#record': {
    call: client.record.bind(client),
    args: [hex],
    places: { '0': 'hex32' },
    needed: ['0'],
  },
  loadRangeVerifier: {
    call: snark.loadRangeVerifier,
    args: ['linf-8x8', read],
    places: { '0': 'text', '1': 'callable' },
    needed: ['0', '1'],
  },
  loadRangeProver: {
    call: snark.loadRangeProver,
    args: ['linf-8x8', read, { snarkjsUrl: 'https://sum.example.org/' }],
    places: {
      '0': 'text',
      '1': 'callable',
      ...optionsAt('2', { snarkjsUrl: 'text' } satisfies KindsOf<snark.RangeProverOptions>),
    },
    needed: ['0', '1'],
  },
  fetchKeys: {
    call: snark.fetchKeys,
    args: ['https://sum.example.org/keys/'],
    places: { '0': 'text' },
    needed: ['0'],
  },
  groth16ProofBytes: {
    call: snark.groth16ProofBytes,
    args: ['linf', 2],
    places: { '0': 'word', '1': 'count' },
    needed: ['0', '1'],
  },
  replayAttacks: {
    call: attacks.replayAttacks,
    args: [
      kernel,
      {
        ids: ['S31'],
        controls: false,
        keys: read,
        now: (): number => 0,
        onAttack: nothing,
        onEvidence: nothing,
      },
    ],
    places: {
      '0': 'made',
      ...optionsAt('1', {
        ids: 'list',
        controls: 'truth',
        keys: 'callable',
        now: 'callable',
        onAttack: 'callable',
        onEvidence: 'callable',
      } satisfies KindsOf<attacks.ReplayOptions>),
      '1.ids.0': 'text',
    },
    needed: ['0', '1.ids.0'],
  },
  explainAttack: {
    call: attacks.explainAttack,
    args: ['S31', kernel, { keys: read }],
    places: {
      '0': 'text',
      '1': 'made',
      ...optionsAt('2', { keys: 'callable' } satisfies KindsOf<attacks.ExplainOptions>),
    },
    needed: ['0', '1'],
  },
  missingForProver: {
    call: attacks.missingForProver,
    args: [read],
    places: { '0': 'callable' },
    needed: ['0'],
  },
};

/** What is exported and not in the table, and why. */
export const EXEMPT: Readonly<Record<string, string>> = {
  claimName: 'takes the claims that the library makes',
  'CoordinatorSession#examine': 'called by the coordinator’s service alone',
  'CoordinatorSession#receiveExamined': 'called by the coordinator’s service alone',
  defaultKernel: 'takes nothing',
  printable: 'takes any text, the empty one as well',
  createPlanesProver: 'takes nothing; its methods are called by the library alone',
  memoryLedger: 'takes nothing; its claim is called by the library alone',
  clientId: 'answers undefined for whatever is no position',
  fromHex:
    'answers undefined for whatever is not hexadecimal; other kinds than text are tried by themselves',
  ClientSession: 'made by joinSession',
  'ClientSession#end': 'called by the library alone',
  'CoordinatorSession#closeWith': 'called by the library alone',
  CoordinatorSession: 'made by openSession',
  'CoordinatorSession#close': 'takes nothing',
  'CoordinatorApi#sessions': 'takes nothing',
  IdentityKey: 'made by parse',
  'IdentityKey#toHex': 'takes nothing',
  'IdentityKey#toString': 'takes nothing',
  'IdentityKey#toJSON': 'takes nothing',
  Roster: 'made by of',
  Secret: 'made by of',
  'Secret#expose': 'takes nothing',
  'Secret#wipe': 'takes nothing',
  'Secret#toString': 'takes nothing',
  'Secret#toJSON': 'takes nothing',
  storyText: 'takes what explainAttack resolves to',
  PartialDownload: 'takes nothing',
  'PartialDownload#take': 'called by the library, with what fetch gave it',
};
