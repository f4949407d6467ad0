import type { Session } from '../../session/session.ts';
import type { EndEvent } from './event.ts';
import type { SessionView } from './sessionView.ts';
import type { Tracer } from './tracer.ts';

/**
 * Closes the open phase of a session under two spans: `phase NAME`, for the time that the phase was
 * open, and `close NAME`, for the work of closing it. They say nothing about single participants:
 * `veilsum.answered` is the number of clients that have answered (in all parts of their vectors),
 * and `veilsum.bytes` the size of all accepted messages.
 *
 * @param at - When the phase was over, in milliseconds since 1970.
 * @param close - Returns the end, if closing the phase ended the session.
 */
export async function tracePhase(
  tracer: Tracer | undefined,
  id: string,
  { parameters: { task, round } }: Session,
  view: SessionView,
  at: number,
  close: () => Promise<EndEvent | undefined>,
): Promise<void> {
  const count = view.phases[view.phases.length - 1]!;
  if (!tracer) {
    await close();
    return;
  }
  const { phase, openedAt, accepted, bytes } = count;
  const attributes = {
    'veilsum.session': id,
    'veilsum.task': task,
    'veilsum.round': round,
    'veilsum.phase': phase,
    'veilsum.answered': accepted,
    'veilsum.bytes': bytes,
  };
  tracer.startSpan(`phase ${phase}`, { attributes, startTime: openedAt }).end(at);
  const span = tracer.startSpan(`close ${phase}`, { attributes });
  try {
    const end = await close();
    const outcome = end?.kind === 'aborted' ? end.finding.code : (end?.kind ?? 'next');
    span.setAttribute('veilsum.outcome', outcome);
    if (end?.kind === 'aborted') span.setStatus({ code: 2 });
  } catch (error) {
    span.setStatus({ code: 2 });
    throw error;
  } finally {
    span.end();
  }
}
