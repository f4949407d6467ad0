import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Span, Tracer } from '../service/tracer.ts';

/**
 * Traces every request with one span, from its headers to the end of the response, waiting
 * included. The names are those of OpenTelemetry's conventions for HTTP. As the log does, spans
 * leave out who asks: addresses, signatures and positions on the roster. They do not continue a
 * trace that a request names, since anybody could write one.
 */
export function traceRequests(app: FastifyInstance, tracer: Tracer): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    const { digest } = (request.params ?? {}) as { readonly digest?: string };
    const span = tracer.startSpan(`${request.method} ${route}`, {
      kind: 1,
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        ...(digest !== undefined && { 'veilsum.session': digest }),
      },
    });
    spans.set(request, span);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: 2 });
    span?.end();
    done();
  });
}
