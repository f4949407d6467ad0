import fastify, { type FastifyInstance } from 'fastify';
import cors from '@fastify/cors';
import swagger from '@fastify/swagger';
import { tmpdir } from 'node:os';
import type { CoordinatorService } from '../service/coordinatorService.ts';
import { CBOR_TYPE } from '../wire/frame.ts';
import { Admission } from './admission.ts';
import { addEvidenceRoutes } from './evidenceRoutes.ts';
import { addMetrics } from './metrics.ts';
import { addOperatorRoutes } from './operatorRoutes.ts';
import { addPageRoutes } from './pageRoutes.ts';
import { addParticipantRoutes } from './participantRoutes.ts';
import { addProblemReplies, answerError, answerUnreadable } from './problemReplies.ts';
import { addPublicRoutes } from './publicRoutes.ts';
import type { ServerOptions } from './serverOptions.ts';
import { addUploadRoutes } from './uploadRoutes.ts';
import { UploadSpool } from './uploadSpool.ts';
import { addClosing } from './waiting.ts';

/** The largest body of a request that is no client's message. */
const MOST_BODY_BYTES = 4096;

/** How long a client may take to send a request. */
const REQUEST_MS = 120_000;
const HEADERS_MS = 10_000;

/** How often it is looked whether they are over. */
const LOOK_MS = 2000;

/**
 * The coordinator over HTTP: participants poll for what the coordinator says and post what they answer; anybody reads records.
 * The caller calls `listen` on what is returned, and `close` at the end.
 */
export async function coordinatorServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = bareServer(options);
  app.server.headersTimeout = HEADERS_MS;
  // Anything else is rejected before it is read.
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
    // Later requests get a problem.
    return503OnClosing: false,
    frameworkErrors: answerError,
    clientErrorHandler: answerUnreadable,
    logger: log
      ? {
          level: 'info',
          stream: { write: log },
          // Who is polling is nobody's business but the coordinator's.
          redact: ['req.headers.authorization', 'req.remoteAddress', 'req.remotePort'],
        }
      : false,
  };
  const http = { connectionsCheckingInterval: LOOK_MS };
  if (!tls) return fastify({ ...shared, http });
  const https = { ...http, key: Buffer.from(tls.key), cert: Buffer.from(tls.cert) };
  return fastify({ ...shared, https });
}

/** What a store that other processes share asks of every request: a session that is named is looked for there too. */
function addStoreHooks(app: FastifyInstance, service: CoordinatorService): void {
  app.addHook('onRequest', async ({ params }) => {
    const { digest } = (params ?? {}) as { digest?: unknown };
    if (typeof digest === 'string' && /^[0-9a-f]{64}$/.test(digest)) await service.discover(digest);
  });
}
