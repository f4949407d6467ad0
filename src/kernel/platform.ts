/**
 * Interfaces of the platform beyond those of the web. Node's modules are loaded at run time:
 * nothing is imported, so bundlers for browsers have nothing to resolve.
 */

/** The part of Node's `process` that is used. */
interface ProcessLike {
  getBuiltinModule?(name: string): unknown;
  cwd?(): string;
}

/** The part of `navigator` that is used. Workers and old Node versions do not have it. */
interface NavigatorLike {
  readonly hardwareConcurrency?: number;
}

const host = globalThis as { readonly process?: ProcessLike; readonly navigator?: NavigatorLike };

/** A key that Node holds. */
export interface NodeKey {
  export(options: { readonly format: 'der'; readonly type: 'spki' }): Uint8Array;
}

/** The part of Node's `node:crypto` that is used. */
export interface NodeCrypto {
  createCipheriv(
    algorithm: 'aes-256-ctr',
    key: Uint8Array,
    counter: Uint8Array,
  ): { update(data: Uint8Array): Uint8Array };
  hash(algorithm: 'sha256', data: Uint8Array, encoding: 'buffer'): Uint8Array;
  timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
  createPrivateKey(encoded: {
    readonly key: Uint8Array;
    readonly format: 'der';
    readonly type: 'pkcs8';
  }): NodeKey;
  createPublicKey(key: NodeKey): NodeKey;
  sign(algorithm: null, data: Uint8Array, key: NodeKey): Uint8Array;
}

/** The part of a Node worker or port that is used. */
interface NodePort {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): void;
  on(event: 'error' | 'exit', listener: () => void): void;
}

/** The part of Node's `node:worker_threads` that is used. */
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

/** The part of Node's `node:os` that is used. */
interface NodeOs {
  availableParallelism(): number;
}

/** The part of Node's `node:fs` that is used. */
interface NodeFiles {
  readFileSync(path: URL): Uint8Array;
}

/** A built-in module of Node; `undefined` elsewhere. */
function builtin(name: string): unknown {
  return host.process?.getBuiltinModule?.(name);
}

/** The part of Node's `node:module` that is used. */
interface NodeModules {
  createRequire(from: string): ((name: string) => unknown) & { resolve(name: string): string };
}

/** Node's `node:fs`; `undefined` elsewhere. */
export function nodeFiles(): NodeFiles | undefined {
  return builtin('node:fs') as NodeFiles | undefined;
}

/** Node's `node:module`; `undefined` elsewhere. */
export function nodeModules(): NodeModules | undefined {
  return builtin('node:module') as NodeModules | undefined;
}

/** The current working directory in Node; empty elsewhere. */
export function workingFolder(): string {
  return host.process?.cwd?.() ?? '';
}

/** Node's `node:crypto`; `undefined` elsewhere. */
export function nodeCrypto(): NodeCrypto | undefined {
  return builtin('node:crypto') as NodeCrypto | undefined;
}

/** Node's `node:worker_threads`; `undefined` elsewhere. */
export function nodeWorkerThreads(): NodeWorkerThreads | undefined {
  return builtin('node:worker_threads') as NodeWorkerThreads | undefined;
}

/** Number of threads that can run at once; 1 if unknown. */
export function hardwareThreads(): number {
  const os = builtin('node:os') as NodeOs | undefined;
  return os?.availableParallelism() ?? host.navigator?.hardwareConcurrency ?? 1;
}
