import { joinUnder } from '../../../src/client/join.ts';
import type { ClientSession } from '../../../src/client/clientSession.ts';
import { seededRandom } from '../../../src/crypto/random.ts';
import { tupleHash } from '../../../src/crypto/tupleHash.ts';
import { NO_CHECKS } from '../../../src/attacks/harness/noChecks.ts';
import { policyOf, type Scenario } from '../../../src/attacks/harness/scenario.ts';
import { memoryLedger } from '../../../src/session/ledger.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { extendTranscript, type Message } from '../../../src/wire/transcript.ts';
import type { Dice } from '../dice.ts';
import type { Witness } from '../witness.ts';
import type { Person } from './person.ts';
import type { Seat } from './seat.ts';

/** Starts a process of an honest person, and lets it join; `undefined` where it refuses to. */
export async function sit(
  witness: Witness,
  scenario: Scenario,
  person: Person,
  invitation: Message,
  dice: Dice,
): Promise<{ readonly seat: Seat; readonly sent: Message } | undefined> {
  const { testBed, roster, session } = scenario;
  const { parameters } = session;
  const joined = await witness.joins(person, () =>
    joinUnder(testBed.checks, {
      invitation,
      task: parameters.task,
      roster,
      identity: person.identity,
      // The promise that the thresholds keep is the client's own to ask for.
      policy: { ...policyOf(scenario), maxCorrupt: parameters.maxCorrupt },
      ledger: person.ledger,
      input: ({ parameters: { length } }) =>
        Int32Array.from({ length }, (_, i) => scenario.inputs[person.id]![i] ?? 0),
      random: person.random(`process ${dice.seed()}`),
      kernel: testBed.kernel,
    }),
  );
  if (!joined) return undefined;
  const transcriptHash = extendTranscript(undefined, invitation.envelope);
  const seat: Seat = {
    person,
    id: person.id,
    scenario,
    client: joined.state,
    sent: new Map([['advertise', joined.output]]),
    heard: new Map([['invitation', invitation]]),
    before: new Map(),
    transcriptHash,
  };
  return { seat, sent: joined.output };
}

/** A process of a corrupt client: the library's own code without a single check, which answers whatever it is asked. */
export async function infiltrate(
  scenario: Scenario,
  id: ClientId,
  invitation: Message,
  dice: Dice,
): Promise<{ readonly client: ClientSession; readonly sent: Message }> {
  const { testBed, roster, identities } = scenario;
  const joined = await joinUnder(NO_CHECKS, {
    invitation,
    task: scenario.session.parameters.task,
    roster,
    identity: identities[id]!,
    policy: policyOf(scenario),
    ledger: memoryLedger(),
    input: () => scenario.inputs[id]!,
    random: seededRandom(tupleHash('veilsum-1/seeded-random', 'corrupt', dice.seed())),
    kernel: testBed.kernel,
  });
  if (joined.kind === 'abort') throw new Error(`a reckless client refused: ${joined.code}`);
  return { client: joined.state, sent: joined.output };
}
