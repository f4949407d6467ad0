/** A coordinator alone: what clients sent in a session, and what taking it in again costs. */
import { CoordinatorSession } from '../../src/coordinator/coordinatorSession.ts';
import { type OpenOptions, openSession } from '../../src/coordinator/open.ts';
import { CLIENT_PHASES, messageTypeOf } from '../../src/messages/table.ts';
import type { SubmissionOutcome } from '../../src/coordinator/submissions.ts';
import { openEnvelope } from '../../src/wire/envelope.ts';
import type { Message } from '../../src/wire/transcript.ts';
import { freeUnused } from './schemes/memory.ts';
import { cpuMilliseconds } from './cpu.ts';

/** Notes what the clients of a session send while it runs. */
export async function recording<T>(
  session: () => Promise<T>,
): Promise<{ readonly outcome: T; readonly sent: readonly Message[] }> {
  const sent: Message[] = [];
  const receive: (this: CoordinatorSession, message: Message) => Promise<SubmissionOutcome> =
    Reflect.get(CoordinatorSession.prototype, 'receive');
  CoordinatorSession.prototype.receive = function (this: CoordinatorSession, message) {
    sent.push(message);
    return receive.call(this, message);
  };
  try {
    return { outcome: await session(), sent };
  } finally {
    CoordinatorSession.prototype.receive = receive;
  }
}

/**
 * CPU milliseconds, over all threads, of a coordinator that gets the messages of a session that has ended. In the session itself the process
 * also collects what all clients left in memory, and that is most of the time where there are thousands.
 */
export async function coordinatorAlone(
  options: OpenOptions,
  sent: readonly Message[],
): Promise<number> {
  await freeUnused();
  const started = cpuMilliseconds();
  const { state } = openSession(options);
  for (const phase of CLIENT_PHASES) {
    for (const message of sent) {
      const { type } = openEnvelope(message.envelope, message.envelope.length);
      if (messageTypeOf(type) !== phase) continue;
      const receipt = await state.receive(message);
      if (receipt.kind !== 'accepted') throw new Error(`a message for ${phase} was not accepted`);
    }
    const step = await state.close();
    if (step.kind === 'abort') throw new Error(step.message);
  }
  return cpuMilliseconds() - started;
}
