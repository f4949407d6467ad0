import { deliveriesCodec } from '../../schemes/masking/messages.ts';
import { frameOf } from '../../net/wire/frame.ts';
import { memoryLedger } from '../../session/ledger.ts';
import { codecOf } from '../../messages/table.ts';

import { fromBytes, toBytes } from '../../wire/codec.ts';
import { COORDINATOR_SENDER, sealEnvelope } from '../../wire/envelope.ts';
import type { Message } from '../../wire/transcript.ts';
import type { TestBed, Outcome } from '../attack.ts';
import { convicted } from './conviction.ts';
import { outcomeOf } from './events.ts';
import { bodyOf, isOf } from './forge.ts';
import { MemoryNotes } from './memoryNotes.ts';
import { whileServed } from './service.ts';
import { visit } from './visit.ts';
import { messageInAnswer, messageOf, pathOf, problemAnswer, type Wire } from './wire.ts';
import { allBut, ids, type Scenario, scenarioOf } from './scenario.ts';

const [VICTIM] = ids(3);

/**
 * A participant commits, and its process ends. Its journal is changed; the participant is restarted
 * and shown another list of dealers, which the coordinator signs. Two Commits of one client are
 * evidence against it.
 *
 * @param happen - Changes the journal; `before` is a copy from before the Commit was written.
 */
export function secondCommit(
  testBed: TestBed,
  happen: (notes: MemoryNotes, before: MemoryNotes) => MemoryNotes,
): Promise<Outcome> {
  return whileServed(testBed, async (served) => {
    const scenario = scenarioOf(testBed, { clients: 4, threshold: 3 });
    await served.open(scenario);
    for (const id of allBut(scenario, VICTIM!)) void visit(scenario, id, served);
    const notes = new MemoryNotes();
    const ledger = memoryLedger();
    const commits: Uint8Array[] = [];
    let before = notes;

    const stop = new AbortController();
    const first = await visit(scenario, VICTIM!, served, {
      ledger,
      journal: await notes.open(scenario, VICTIM!),
      signal: stop.signal,
      onPhase: (phase) => {
        if (phase === 'shared') before = notes.copy();
      },
      wire: endingWithCommit(commits, stop),
    });
    const left = happen(notes, before);
    const second = await visit(scenario, VICTIM!, served, {
      ledger,
      journal: await left.open(scenario, VICTIM!),
      wire: (next) =>
        otherDealers(scenario, endingWithCommit(commits, new AbortController())(next)),
    });
    const alarms = [...first.alarms, ...second.alarms];
    return outcomeOf(alarms, await convicted(scenario, VICTIM!, commits));
  });
}

/** Intercepts a client's Commit, and ends its process. */
function endingWithCommit(commits: Uint8Array[], stop: AbortController): Wire {
  return (next) => (request, init) => {
    const sent = messageOf(init);
    if (!sent || !isOf('commit', sent)) return next(request, init);
    commits.push(sent.envelope);
    stop.abort(new Error('the process ended'));
    return Promise.resolve(problemAnswer('wrong-phase', 'too late', { check: 'phase-bound' }));
  };
}

/** Shows the client a list of dealers without the first one. */
function otherDealers(scenario: Scenario, next: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (request, init) => {
    const answer = await next(request, init);
    const shown = pathOf(request).endsWith('/messages/shared')
      ? await messageInAnswer(answer)
      : undefined;
    if (!shown) return answer;
    return new Response(frameOf(withoutFirst(scenario, shown)) as Uint8Array<ArrayBuffer>);
  };
}

function withoutFirst(
  { session, coordinator }: Scenario,
  { envelope, attachment }: Message,
): Message {
  const { clients } = session.parameters;
  const collected = codecOf('shared', session);
  const { transcriptHash, envelopes } = bodyOf(collected, { envelope });
  const deliveries = deliveriesCodec(clients);
  const boxes = fromBytes(deliveries, attachment!, attachment!.length, 'deliveries');
  const body = toBytes(collected, { transcriptHash, envelopes: envelopes.slice(1) });
  return {
    envelope: sealEnvelope(coordinator, session.digest, 'shared', COORDINATOR_SENDER, body),
    attachment: toBytes(deliveries, boxes.slice(1)),
  };
}
