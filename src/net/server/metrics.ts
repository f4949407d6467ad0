import { CLIENT_PHASES } from '../../messages/table.ts';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { CoordinatorService } from '../service/coordinatorService.ts';

/** The states of a session: its open phase, or how it ended. */
const STATES = [...CLIENT_PHASES, 'published', 'aborted'] as const;

/**
 * Adds metrics for Prometheus at `/metrics`. None of them distinguishes one participant from
 * another.
 */
export function addMetrics(app: FastifyInstance, service: CoordinatorService): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const sum = (pick: (hosted: (typeof service.sessions)[number]) => number): number =>
    service.sessions.reduce((total, hosted) => total + pick(hosted), 0);
  new Gauge({
    name: 'veilsum_sessions',
    help: 'Sessions by state: the phase that is open, published or aborted',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const state of STATES) {
        const count = service.sessions.filter(
          ({ view }) => (view.end?.kind ?? view.phase) === state,
        ).length;
        this.set({ state }, count);
      }
    },
  });
  new Gauge({
    name: 'veilsum_clients_answered',
    help: 'Clients that have answered, by phase: in all parts, if their vectors are summed in parts',
    labelNames: ['phase'],
    registers: [registry],
    collect() {
      for (const phase of CLIENT_PHASES) {
        const answered = sum(
          ({ view }) => view.phases.find((count) => count.phase === phase)?.accepted ?? 0,
        );
        this.set({ phase }, answered);
      }
    },
  });
  new Gauge({
    name: 'veilsum_messages_refused',
    help: 'Messages of clients that were stored and rejected, in all parts',
    registers: [registry],
    collect() {
      this.set(sum(({ view }) => view.rejectedMessages));
    },
  });
  const requests = new Counter({
    name: 'veilsum_http_requests_total',
    help: 'Requests by route and status',
    labelNames: ['route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'veilsum_http_request_seconds',
    help: 'Time from the request’s headers to the end of the response, waiting included',
    labelNames: ['route'],
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    requests.inc({ route, status: String(reply.statusCode) });
    durations.observe({ route }, reply.elapsedTime / 1000);
    done();
  });
  app.get('/metrics', { schema: { summary: 'Metrics for Prometheus' } }, async (_, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}
