/** All clients of a cell, in a process apart from the coordinator's: what they compute and hold is not counted there. */
import type { ClientSession } from '../../../src/client/clientSession.ts';
import { joinSession } from '../../../src/client/join.ts';
import { systemRandom } from '../../../src/crypto/random.ts';
import { createKernel } from '../../../src/kernel/index.ts';
import { memoryLedger } from '../../../src/session/ledger.ts';
import type { Message } from '../../../src/wire/transcript.ts';
import { cpuMilliseconds } from '../cpu.ts';
import { type Cell, inputOf, partiesOf } from './cell.ts';
import { heldBytes } from './memory.ts';

/** What the coordinator's process asks: a client's answer to a message, or how much all hold. */
export type Question = { readonly client: number; readonly message: Message } | 'held';

/** What it is told: a client's answer, with the milliseconds of CPU that it took; or bytes. */
export type Reply = { readonly message: Message; readonly cpu: number } | number;

const cell = JSON.parse(process.argv[2]!) as Cell;
const kernel = await createKernel({ threads: 1 });
const { session, roster, identities, policy } = partiesOf(cell);
const inputs = [0, 1, 2, 3].map((label) => inputOf(label, cell.length));
const joined = new Map<number, ClientSession>();
const empty = await heldBytes();

async function answerOf(client: number, message: Message): Promise<Message> {
  const before = joined.get(client);
  const step = before
    ? await before.receive(message)
    : await joinSession({
        invitation: message,
        task: session.parameters.task,
        roster,
        identity: identities[client]!,
        policy,
        ledger: memoryLedger(),
        input: () => inputs[client % inputs.length]!,
        random: systemRandom,
        kernel,
      });
  if (step.kind === 'abort' || step.kind === 'rejection') throw new Error(step.message);
  if (step.kind === 'advance') joined.set(client, step.state);
  if (step.kind === 'send') return step.message;
  return step.output;
}

async function replyTo(question: Question): Promise<Reply> {
  if (question === 'held') return (await heldBytes()) - empty;
  const started = cpuMilliseconds();
  const message = await answerOf(question.client, question.message);
  return { message, cpu: cpuMilliseconds() - started };
}

process.on('message', (question: Question) => {
  void replyTo(question).then((reply) => process.send!(reply));
});
process.send!(0);
