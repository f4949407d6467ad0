/** Records of sessions with proofs of the system `planes`: good ones of each kind, and false claims in each. */
import { boosting, provingInstead } from '../../src/attacks/harness/boost.ts';
import { CorruptClient } from '../../src/attacks/harness/corruptClient.ts';
import { runRound } from '../../src/attacks/harness/round.ts';
import { scenarioOf } from '../../src/attacks/harness/scenario.ts';
import { seededRandom } from '../../src/crypto/random.ts';
import { planesProver } from '../../src/proofs/planes/prover/prover.ts';
import { planesVerifier } from '../../src/proofs/planes/system.ts';
import type { Statement } from '../../src/proofs/statement.ts';
import type { ProofWitness, RangeProver } from '../../src/proofs/system.ts';
import { EnabledChecks } from '../../src/session/checks/enabledChecks.ts';
import type { ProofPolicy } from '../../src/session/proofPolicy.ts';
import { exchange, publishedBy } from '../support/exchange.ts';
import { kernel, seedOf, testSession, type TestSession } from '../support/federation.ts';
import { flipped } from '../support/forgery.ts';
import { proofsIn, withProofs, withSignedProofs, type ProvenRecord } from './otherProofs.ts';
import type { RecordCase } from './recordVectors.ts';

const GROUPS = [
  { length: 3, least: 1, most: 1 },
  { length: 2, least: 0, most: 1 },
];
const LINF: Statement = { kind: 'linf' };
const NORM = 60;
const L2: Statement = { kind: 'l2', maxSquaredNorm: NORM };
const CHOICES: Statement = { kind: 'one-hot', groups: GROUPS };
const BOUND = 100;

/** A prover whose proofs are the same every time: they hide nothing, and are for vectors. */
function repeatableProver(label: string): RangeProver {
  return planesProver(kernel, seededRandom(seedOf(`fresh ${label}`)));
}

interface ProvenPlanesRecord extends ProvenRecord {
  readonly witnesses: readonly ProofWitness[];
}

const boundOf = ({ kind }: Statement): number => (kind === 'one-hot' ? 1 : BOUND);

function inputOf(statement: Statement, client: number): Int32Array {
  switch (statement.kind) {
    case 'linf':
      return Int32Array.of(BOUND, -BOUND, 0, client, 7 - client);
    case 'l2':
      return Int32Array.of(7, -3, 1, client % 2, 0);
    case 'one-hot':
      return Int32Array.from([0, 1, 2, 3, 4], (i) => Number(i === client % 3 || i === 3 + client));
  }
}

/** Three clients, five coordinates in one row. */
async function provenSession(statement: Statement): Promise<ProvenPlanesRecord> {
  const prover = repeatableProver(statement.kind);
  const witnesses: ProofWitness[] = [];
  const setup: TestSession = {
    ...testSession(3, {
      threshold: 2,
      maxCorrupt: 0,
      maxDropouts: 1,
      bound: boundOf(statement),
      rowLength: 512,
      proofs: { system: 'planes', statement, checking: { mode: 'full' } },
    }),
    checker: planesVerifier(kernel),
    prover: {
      ...prover,
      prove: (witness, ...rest) => {
        const { values, blinders, commitments } = witness;
        witnesses[witness.client] = {
          ...witness,
          values: values.slice(),
          blinders: blinders.slice(),
          commitments: commitments.slice(),
          // It belongs to this claim, and others are proven later.
          prepared: undefined,
        };
        return prover.prove(witness, ...rest);
      },
    },
  };
  const input = (client: number): Int32Array => inputOf(statement, client);
  const { record } = publishedBy(await exchange(setup, { input }));
  return { setup, record, witnesses };
}

export async function planesRecords(): Promise<RecordCase[]> {
  const linf = await provenSession(LINF);
  const l2 = await provenSession(L2);
  const choices = await provenSession(CHOICES);
  return [
    good(linf, 'linf', 'Every coordinate is proven to be within ±100, without keys.'),
    good(l2, 'l2', 'The norm is proven as well.', { maxSquaredNorm: NORM }),
    good(choices, 'one-hot', 'One choice of three, and at most one of two.', { groups: GROUPS }),
    ...(await falseProofs(linf, l2, choices)),
    ...changedBytes(choices),
    ...(await boosted()),
    {
      name: 'bad_planes_policy_system',
      about: 'The policy demands proofs of another system.',
      record: choices.record,
      policy: policyOf(choices, { system: 'groth16' }),
      fails: ['policy-proofs'],
    },
    {
      name: 'bad_planes_policy_groups',
      about: 'The policy demands a choice in the second group as well.',
      record: choices.record,
      policy: policyOf(choices, { groups: GROUPS.map((group) => ({ ...group, least: 1 })) }),
      fails: ['policy-proofs'],
    },
  ];
}

function policyOf({ setup }: ProvenRecord, proofs: ProofPolicy = {}): RecordCase['policy'] {
  return { rosterDigest: setup.roster.digest, proofs };
}

function good(
  proven: ProvenRecord,
  kind: Statement['kind'],
  about: string,
  proofs: ProofPolicy = {},
): RecordCase {
  const demanded: ProofPolicy = { kind, system: 'planes', checking: { mode: 'full' }, ...proofs };
  return {
    name: `good_planes_${kind.replace('-', '_')}`,
    about,
    record: proven.record,
    policy: policyOf(proven, demanded),
    fails: [],
  };
}

function bad(name: string, about: string, proven: ProvenRecord, record: Uint8Array): RecordCase {
  return { name: `bad_planes_${name}`, about, record, policy: policyOf(proven), fails: ['proof'] };
}

/** Client 0 proves something else than the session asks it for, and signs that. */
async function falseProofs(
  linf: ProvenPlanesRecord,
  l2: ProvenPlanesRecord,
  choices: ProvenPlanesRecord,
): Promise<RecordCase[]> {
  const cases: [string, string, ProvenPlanesRecord, Partial<ProofWitness>][] = [
    ['other_client', 'A proof of client 1.', choices, { client: 1 }],
    [
      'other_session',
      'A proof of another session.',
      choices,
      { sessionDigest: seedOf('another session') },
    ],
    ['larger_bound', 'A proof of a bound of 101.', linf, { bound: BOUND + 1 }],
    [
      'larger_norm',
      'A proof of a norm that is one longer.',
      l2,
      { statement: { kind: 'l2', maxSquaredNorm: NORM + 1 } },
    ],
    [
      'other_groups',
      'A proof that allows no choice in the first group.',
      choices,
      { statement: { kind: 'one-hot', groups: [{ length: 3, least: 0, most: 1 }, GROUPS[1]!] } },
    ],
    [
      'wider_kind',
      'A proof of bounds alone where choices are asked for.',
      choices,
      { statement: LINF, bound: 1 },
    ],
  ];
  const records: RecordCase[] = [];
  for (const [name, about, proven, change] of cases) {
    const random = seededRandom(seedOf(name));
    const proof = await repeatableProver(name).prove(
      { ...proven.witnesses[0]!, ...change },
      random,
    );
    records.push(bad(name, about, proven, withSignedProofs(proven, 0, proof)));
  }
  return records;
}

/** Bytes that nobody proved. */
function changedBytes(proven: ProvenPlanesRecord): RecordCase[] {
  const all = proofsIn(proven.record);
  const [first, second] = [all[0]!, all[1]!];
  const signed: [string, string, Uint8Array][] = [
    ['anothers', 'Client 0 sent client 1’s proof.', second],
    ['byte_long', 'One byte more.', Uint8Array.of(...first, 0)],
    ['byte_short', 'One byte less.', first.slice(0, -1)],
    ['none', 'Client 0 signed that it sends none.', new Uint8Array(0)],
    ['off_curve', 'A point that is not on the curve.', flipped(first, 0)],
    [
      'not_reduced',
      'An element of 2^256 − 1.',
      first.map((b, i) => (i < first.length - 32 ? b : 255)),
    ],
    ['last', 'Another last element.', flipped(first, first.length - 32)],
  ];
  return [
    ...signed.map(([name, about, proof]) =>
      bad(name, about, proven, withSignedProofs(proven, 0, proof)),
    ),
    bad(
      'unsigned',
      'The coordinator changed a bit of client 0’s proof.',
      proven,
      withProofs(proven.record, all.with(0, flipped(first, first.length - 32))),
    ),
    bad(
      'swapped',
      'The coordinator swapped two clients’ proofs.',
      proven,
      withProofs(proven.record, [second, first, ...all.slice(2)]),
    ),
  ];
}

/** A coordinator that checks no proofs counts an input that breaks the rules. */
async function boosted(): Promise<RecordCase[]> {
  const cases: [string, string, Statement, Int32Array][] = [
    ['bound', 'one above the bound', LINF, Int32Array.of(0, 0, 0, BOUND + 1, 0)],
    ['norm', 'one longer than allowed', L2, Int32Array.of(7, -3, 1, 1, 1)],
    ['choices', 'of two choices in a group of one', CHOICES, Int32Array.of(1, 1, 0, 1, 0)],
  ];
  const records: RecordCase[] = [];
  for (const [name, about, statement, input] of cases) {
    const scenario = {
      ...scenarioOf(
        { kernel, checks: EnabledChecks.unsafeWithout('proof') },
        {
          clients: 3,
          threshold: 2,
          length: 5,
          bound: boundOf(statement),
          rowLength: 512,
          proofs: { system: 'planes', statement, checking: { mode: 'full' } },
        },
      ),
      inputs: [0, 1, 2].map((client) => inputOf(statement, client)),
      prover: repeatableProver(`boosted ${name}`),
      checker: planesVerifier(kernel),
    };
    const decent = inputOf(statement, 0);
    const forge = provingInstead(scenario, () => decent.slice());
    const { published } = await runRound(scenario, {
      deviating: { 0: CorruptClient.joiner(boosting(scenario, () => input, forge)) },
    });
    records.push({
      name: `bad_planes_boosted_${name}`,
      about: `The coordinator counted an input ${about}, with a proof about another one.`,
      record: published!.record,
      policy: { rosterDigest: scenario.roster.digest, proofs: {} },
      fails: ['proof'],
    });
  }
  return records;
}
