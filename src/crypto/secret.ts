import { bytes as bytesArgument } from '../usage/arguments.ts';

const anyBytes = bytesArgument();

const REDACTED = '[redacted]';

/** A secret was used after it was wiped, for example through a state that has ended. */
export class SecretWipedError extends Error {
  override readonly name = 'SecretWipedError';

  /** Creates the error. */
  constructor() {
    super('this secret was wiped and cannot be used again');
  }
}

/**
 * Bytes that must not leak: a private key, a seed, an agreed point.
 *
 * The bytes are in a private field, so they do not appear in logs, JSON, spreads or structured
 * clones. The only access is an explicit call of `expose`.
 *
 * @example
 * ```ts
 * const secret = Secret.of(random(32));
 * String(secret); // '[redacted]'
 * secret.wipe();
 * secret.expose(); // throws SecretWipedError
 * ```
 */
export class Secret {
  static {
    // Used by Node's util.inspect, and so by console.log and assertion messages.
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(Secret.prototype, inspect, { value: () => REDACTED });
  }

  #bytes: Uint8Array | undefined;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * Wraps bytes, and takes ownership of them: do not change or keep them, as `wipe` overwrites them
   * in place.
   *
   * @throws UsageError `wrong-input` if the argument is not bytes
   */
  static of(bytes: Uint8Array): Secret {
    return new Secret(anyBytes(bytes, 'bytes'));
  }

  /**
   * The bytes themselves, not a copy. Do not store or change them.
   *
   * @throws SecretWipedError after `wipe`
   */
  expose(): Uint8Array {
    if (this.#bytes === undefined) throw new SecretWipedError();
    return this.#bytes;
  }

  /**
   * Overwrites the bytes with zeros and releases them; later calls do nothing. Best effort: the
   * engine may have copied them, and big integers made from them cannot be overwritten.
   */
  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  /** Whether `wipe` was called. */
  get isWiped(): boolean {
    return this.#bytes === undefined;
  }

  /** Returns `[redacted]`, so that templates and logs do not show the bytes. */
  toString(): string {
    return REDACTED;
  }

  /** Returns `[redacted]`, so that the bytes are not serialised. */
  toJSON(): string {
    return REDACTED;
  }
}
