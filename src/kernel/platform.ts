/**
 * What the platform may have in addition to the web's interfaces. Node's modules are loaded at run
 * time, so nothing is imported here, and bundlers for browsers have nothing to resolve.
 */

/** The part of Node's `process` that is used. */
interface ProcessLike {
  getBuiltinModule?(name: string): unknown;
  cwd?(): string;
}

/** The part of `navigator` that is used: workers and old Node versions have none. */
interface NavigatorLike {
  readonly hardwareConcurrency?: number;
}

const host = globalThis as { readonly process?: ProcessLike; readonly navigator?: NavigatorLike };

/** The shape of Node's `node:crypto` that is used. */
export interface NodeCrypto {
  createCipheriv(
    algorithm: 'aes-256-ctr',
    key: Uint8Array,
    counter: Uint8Array,
  ): { update(data: Uint8Array): Uint8Array };
  hash(algorithm: 'sha256', data: Uint8Array, encoding: 'buffer'): Uint8Array;
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}

/** The shape of a Node worker, or of a port, that is used. */
interface NodePort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'error' | 'exit', listener: () => void): void;
}

/** The shape of Node's `node:worker_threads` that is used. */
export interface NodeWorkerThreads {
  readonly parentPort: NodePort | null;
  readonly Worker: new (
    source: string,
    options: {
      readonly eval: true;
      readonly execArgv: readonly string[];
      readonly workerData?: unknown;
    },
  ) => NodePort & { ref(): void; unref(): void; terminate(): Promise<unknown> };
}

/** The shape of Node's `node:os` that is used. */
interface NodeOs {
  availableParallelism(): number;
}

/** The shape of Node's `node:fs` that is used. */
interface NodeFiles {
  readFileSync(path: URL): Uint8Array;
}

/** A module of Node, or undefined elsewhere. */
function builtin(name: string): unknown {
  return host.process?.getBuiltinModule?.(name);
}

/** The shape of Node's `node:module` that is used. */
interface NodeModules {
  createRequire(from: string): ((name: string) => unknown) & { resolve(name: string): string };
}

export function nodeFiles(): NodeFiles | undefined {
  return builtin('node:fs') as NodeFiles | undefined;
}

export function nodeModules(): NodeModules | undefined {
  return builtin('node:module') as NodeModules | undefined;
}

/** The folder in which the program runs, in Node. */
export function workingFolder(): string {
  return host.process?.cwd?.() ?? '';
}

export function nodeCrypto(): NodeCrypto | undefined {
  return builtin('node:crypto') as NodeCrypto | undefined;
}

export function nodeWorkerThreads(): NodeWorkerThreads | undefined {
  return builtin('node:worker_threads') as NodeWorkerThreads | undefined;
}

/** Threads that can run at once, 1 if unknown. */
export function hardwareThreads(): number {
  const os = builtin('node:os') as NodeOs | undefined;
  return os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;
}
