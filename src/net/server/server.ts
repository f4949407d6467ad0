import fastify, { type FastifyInstance } from 'fastify';
import cors from '@fastify/cors';
import swagger from '@fastify/swagger';
import { tmpdir } from 'node:os';
import type { CoordinatorService } from '../service/coordinatorService.ts';
import { CBOR_TYPE } from '../wire/frame.ts';
import { Admission } from './admission.ts';
import { addEvidenceRoutes } from './evidenceRoutes.ts';
import { addHttpRules } from './httpRules.ts';
import { addMetrics } from './metrics.ts';
import { addOperatorRoutes } from './operatorRoutes.ts';
import { addPageRoutes } from './pageRoutes.ts';
import { addParticipantRoutes } from './participantRoutes.ts';
import { addProblemReplies, answerError, answerUnreadable } from './problemReplies.ts';
import { addPublicRoutes } from './publicRoutes.ts';
import type { ServerOptions } from './serverOptions.ts';
import { traceRequests } from './traceRequests.ts';
import { addUploadRoutes } from './uploadRoutes.ts';
import { UploadSpool } from './uploadSpool.ts';
import { addClosing } from './waiting.ts';

/** Limit on a request body that is not a client's message, in bytes. */
const MOST_BODY_BYTES = 4096;

/** Time that a client has to send a request, and its headers, in milliseconds. */
const REQUEST_MS = 120_000;
const HEADERS_MS = 10_000;

/** Interval at which these limits are checked, in milliseconds. */
const LOOK_MS = 2000;

/**
 * Creates the coordinator's HTTP server: participants poll for the coordinator's messages and post
 * theirs, and anyone can read records. Every error response is a problem (RFC 9457).
 *
 * The caller calls `listen`, and `close` at the end.
 *
 * @throws Error if the upload folder cannot be created, or the TLS key or certificate is not valid
 */
export async function coordinatorServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = bareServer(options);
  app.server.headersTimeout = HEADERS_MS;
  // Bodies of other media types are rejected before they are read.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(CBOR_TYPE, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  const json = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, json);
  const { allowedOrigins = [] } = options;
  if (allowedOrigins.length > 0) {
    await app.register(cors, {
      origin: [...allowedOrigins],
      methods: ['GET', 'POST', 'PUT'],
      allowedHeaders: ['authorization', 'content-type', 'range'],
      exposedHeaders: ['content-range'],
      maxAge: 600,
      // Incomplete preflight requests would get an error that is not a problem.
      strictPreflight: false,
    });
  }
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'veilsum coordinator',
        description: 'Secure aggregation that anyone can verify.',
        version: '1',
      },
    },
  });
  if (options.tracer) traceRequests(app, options.tracer);
  addHttpRules(app);
  addClosing(app);
  addProblemReplies(app);
  addStoreHooks(app, options.service);
  addMetrics(app, options.service);
  addPageRoutes(app);
  addPublicRoutes(app, options);
  addEvidenceRoutes(app, options);
  const admission = new Admission(options);
  addParticipantRoutes(app, admission);
  addUploadRoutes(app, admission, await UploadSpool.open(options.uploadFolder ?? tmpdir()));
  addOperatorRoutes(app, options);
  return app;
}

function bareServer({ log, tls }: ServerOptions): FastifyInstance {
  const shared = {
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: REQUEST_MS,
    connectionTimeout: REQUEST_MS,
    forceCloseConnections: 'idle' as const,
    // `addClosing` rejects later requests with a problem instead.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerUnreadable,
    logger: log
      ? {
          level: 'info',
          stream: { write: log },
          // The log must not say who is polling.
          redact: ['req.headers.authorization', 'req.remoteAddress', 'req.remotePort'],
        }
      : false,
  };
  // `addHttpRules` requires the Host header instead.
  const http = { connectionsCheckingInterval: LOOK_MS, requireHostHeader: false };
  if (!tls) return fastify({ ...shared, http });
  const https = { ...http, key: Buffer.from(tls.key), cert: Buffer.from(tls.cert) };
  return fastify({ ...shared, https });
}

/**
 * Looks for the session that a request names in the store, where another process may have opened
 * it.
 */
function addStoreHooks(app: FastifyInstance, service: CoordinatorService): void {
  app.addHook('onRequest', async ({ params }) => {
    const { digest } = (params ?? {}) as { digest?: unknown };
    if (typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)) await service.discover(digest);
  });
}
