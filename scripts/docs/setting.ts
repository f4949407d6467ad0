/**
 * What the examples in docstrings can use: a finished session of four clients with its record, one
 * that has just begun, and everything that `veilsum` exports.
 */
import { inspect } from 'node:util';
import {
  chooseThresholds,
  type ClientSession,
  type CoordinatorSession,
  defaultKernel,
  defineSession,
  evidenceOfRecord,
  generateIdentity,
  type Identity,
  joinSession,
  type Kernel,
  memoryLedger,
  type Message,
  openSession,
  type Policy,
  Roster,
  type Session,
  systemRandom,
} from '../../src/index.ts';
import { type AgreementKeyPair, generateAgreementKey } from '../../src/crypto/agreement.ts';

export * from '../../src/index.ts';
export { equalBytes } from '../../src/crypto/tupleHash.ts';

export const kernel: Kernel = await defaultKernel();
export const random: typeof systemRandom = systemRandom;
export const coordinatorIdentity: Identity = generateIdentity(random);
export const identities: readonly Identity[] = [0, 1, 2, 3].map(() => generateIdentity(random));
export const identity: Identity = identities[0]!;
export const roster: Roster = Roster.of(
  identities.map(({ publicKey }, i) => ({
    name: ['ann', 'bob', 'eve', 'zoe'][i]!,
    key: publicKey,
  })),
);
export const policy: Policy = {
  rosterDigest: roster.digest,
  coordinatorKey: coordinatorIdentity.publicKey.bytes,
  minClients: 4,
  minThreshold: 3,
  maxCorrupt: 1,
  bound: { min: 1, max: 1000 },
  encoding: { kind: 'integer' },
};

/** Defines a session of four clients over three integers. */
function drawnUp(round: number): Session {
  return defineSession({
    roster,
    task: 'steps',
    round,
    nonce: random(32),
    ...chooseThresholds(roster.size, 1)!,
    length: 3,
    bound: 1000,
    encoding: { kind: 'integer' },
    coordinatorKey: coordinatorIdentity.publicKey.bytes,
  });
}

interface Beginning {
  readonly coordinator: CoordinatorSession;
  readonly invitation: Message;
  readonly clients: readonly ClientSession[];
}

/** Opens a session and lets every client join. */
async function begun(session: Session): Promise<Beginning> {
  const opened = openSession({ session, roster, identity: coordinatorIdentity, kernel });
  const clients: ClientSession[] = [];
  for (const own of identities) {
    const joined = await joinSession({
      invitation: opened.output,
      task: session.parameters.task,
      roster,
      identity: own,
      policy,
      ledger: memoryLedger(),
      input: () => Int32Array.of(1, 2, 3),
      random,
      kernel,
    });
    if (joined.kind === 'abort') throw new Error(joined.message);
    clients.push(joined.state);
    await opened.state.receive(joined.output);
  }
  return { coordinator: opened.state, invitation: opened.output, clients };
}

async function finished({ coordinator, clients }: Beginning): Promise<Uint8Array> {
  let step = await coordinator.close();
  while (step.kind === 'send') {
    for (const { to, message } of step.messages) {
      const answer = await clients[to]!.receive(message);
      if (answer.kind === 'send') await coordinator.receive(answer.message);
    }
    step = await coordinator.close();
  }
  if (step.kind === 'abort') throw new Error(step.message);
  return step.result.record;
}

const past = drawnUp(1);
export const record: Uint8Array = await finished(await begun(past));
export const evidence: Uint8Array = evidenceOfRecord(past, record);

export const session: Session = drawnUp(2);
const present = await begun(session);
export const coordinator: CoordinatorSession = present.coordinator;
export const invitation: Message = present.invitation;
export const client: ClientSession = present.clients[0]!;
const closed = await (await begun(session)).coordinator.close();
/** A message that a client must reject or abort on: it is of a session with other keys. */
export const message: Message = closed.kind === 'send' ? closed.messages[0]!.message : invitation;
export const transport: { readonly send: (message: Message) => Promise<void> } = {
  send: () => Promise.resolve(),
};

/** The two parties of a key agreement. */
export const alice: AgreementKeyPair = generateAgreementKey(kernel, random);
export const bob: AgreementKeyPair = generateAgreementKey(kernel, random);

/** Checks that a value prints as an example says. */
export function shows(value: unknown, text: string): void {
  const printed = inspect(value);
  if (printed !== text) throw new Error(`an example says ${text}, and it is ${printed}`);
}

/** Checks that an example throws what it says. */
export function fails(run: () => unknown, name: string): void {
  try {
    run();
  } catch (error) {
    if (error instanceof Error && error.name === name) return;
    throw error;
  }
  throw new Error(`an example does not throw ${name}`);
}
