/**
 * The part of a tracer of `@opentelemetry/api` that the coordinator uses. It is declared here, so
 * that nothing depends on that package.
 */
export interface Tracer {
  /** Starts a span that has no parent in this process. */
  startSpan(name: string, options?: SpanOptions): Span;
}

/** How a span begins. */
export interface SpanOptions {
  /** 0 for work of this process, 1 for a request that it serves: `SpanKind` of the API. */
  readonly kind?: 0 | 1;
  readonly attributes?: Readonly<Record<string, string | number>>;
  /** Milliseconds since 1970; default now. */
  readonly startTime?: number;
}

/** A span that has begun. */
export interface Span {
  setAttribute(name: string, value: string | number): unknown;
  /** 2 is an error: `SpanStatusCode` of the API. */
  setStatus(status: { readonly code: 2 }): unknown;
  /** @param time - In milliseconds since 1970; default now. */
  end(time?: number): void;
}
