import type { FastifyInstance } from 'fastify';
import { OPERATOR_HTML, OPERATOR_SCRIPT, OPERATOR_STYLE } from '../generated/operatorPage.ts';

/** Content security policy: only this server's files and routes, nothing inline, and no frames. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FILES = [
  { path: '/', type: 'text/html; charset=utf-8', content: OPERATOR_HTML },
  { path: '/operator.js', type: 'text/javascript; charset=utf-8', content: OPERATOR_SCRIPT },
  { path: '/operator.css', type: 'text/css; charset=utf-8', content: OPERATOR_STYLE },
] as const;

/** Adds the operator's page. It shows what the public routes return and cannot change anything. */
export function addPageRoutes(app: FastifyInstance): void {
  for (const { path, type, content } of FILES) {
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply
        .type(type)
        .header('content-security-policy', POLICY)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-cache')
        .send(content),
    );
  }
}
