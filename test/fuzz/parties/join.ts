import { joinUnder } from '../../../src/client/join.ts';
import type { ClientSession } from '../../../src/client/clientSession.ts';
import { seededRandom } from '../../../src/crypto/random.ts';
import { tupleHash } from '../../../src/crypto/tupleHash.ts';
import { RECKLESS } from '../../../src/replay/harness/reckless.ts';
import { policyOf, type World } from '../../../src/replay/harness/world.ts';
import { memoryLedger } from '../../../src/session/ledger.ts';
import type { ClientId } from '../../../src/session/party.ts';
import { historyAfter } from '../../../src/wire/history.ts';
import type { Message } from '../../../src/wire/message.ts';
import type { Dice } from '../dice.ts';
import type { Witness } from '../witness.ts';
import type { Person } from './person.ts';
import type { Seat } from './seat.ts';

/** Starts a process of an honest person, and lets it join; `undefined` where it refuses to. */
export async function sit(
  witness: Witness,
  world: World,
  person: Person,
  invitation: Message,
  dice: Dice,
): Promise<{ readonly seat: Seat; readonly sent: Message } | undefined> {
  const { lab, roster, session } = world;
  const { parameters } = session;
  const joined = await witness.joins(person, () =>
    joinUnder(lab.defences, {
      invitation,
      task: parameters.task,
      roster,
      identity: person.identity,
      // The promise that the thresholds keep is the client's own to ask for.
      policy: { ...policyOf(world), maxCorrupt: parameters.maxCorrupt },
      ledger: person.ledger,
      input: ({ parameters: { length } }) =>
        Int32Array.from({ length }, (_, i) => world.inputs[person.id]![i] ?? 0),
      random: person.random(`process ${dice.seed()}`),
      kernel: lab.kernel,
    }),
  );
  if (!joined) return undefined;
  const history = historyAfter(undefined, invitation.envelope);
  const seat: Seat = {
    person,
    id: person.id,
    world,
    client: joined.state,
    sent: new Map([['advertise', joined.output]]),
    heard: new Map([['invitation', invitation]]),
    before: new Map(),
    history,
  };
  return { seat, sent: joined.output };
}

/** A process of a corrupt client: the library's own code without a single check, which answers whatever it is asked. */
export async function infiltrate(
  world: World,
  id: ClientId,
  invitation: Message,
  dice: Dice,
): Promise<{ readonly client: ClientSession; readonly sent: Message }> {
  const { lab, roster, identities } = world;
  const joined = await joinUnder(RECKLESS, {
    invitation,
    task: world.session.parameters.task,
    roster,
    identity: identities[id]!,
    policy: policyOf(world),
    ledger: memoryLedger(),
    input: () => world.inputs[id]!,
    random: seededRandom(tupleHash('veilsum-1/seeded-random', 'corrupt', dice.seed())),
    kernel: lab.kernel,
  });
  if (joined.kind === 'abort') throw new Error(`a reckless client refused: ${joined.code}`);
  return { client: joined.state, sent: joined.output };
}
