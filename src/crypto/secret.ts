import { bytes as bytesArgument } from '../usage/arguments.ts';

const anyBytes = bytesArgument();

const REDACTED = '[redacted]';

/**
 * Thrown if a secret is used after it was wiped: the caller kept a state that had already ended.
 */
export class SecretWipedError extends Error {
  override readonly name = 'SecretWipedError';

  /** With a message that says why. */
  constructor() {
    super('this secret was wiped and cannot be used again');
  }
}

/**
 * Bytes that must not leak: a private key, a seed, an agreed point.
 *
 * The bytes are in a private field, so that they appear in no printout, JSON, spread or structured
 * clone. The only access is explicit: every use of a secret is a call of `expose`.
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
    // What Node's util.inspect, and with it console.log and assertion messages, prints.
    const inspect = Symbol.for('nodejs.util.inspect.custom');
    Object.defineProperty(Secret.prototype, inspect, { value: () => REDACTED });
  }

  #bytes: Uint8Array | undefined;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * Takes ownership of `bytes`: the caller must neither change nor keep them, as `wipe` overwrites
   * them in place.
   *
   * @throws UsageError `wrong-input` for anything but bytes
   */
  static of(bytes: Uint8Array): Secret {
    return new Secret(anyBytes(bytes, 'bytes'));
  }

  /**
   * The bytes themselves, not a copy: read them, don't store or change them.
   *
   * @throws SecretWipedError after `wipe`.
   */
  expose(): Uint8Array {
    if (this.#bytes === undefined) throw new SecretWipedError();
    return this.#bytes;
  }

  /**
   * Overwrites the bytes with zeros and forgets them; a second call does nothing. Best effort: the engine may
   * have copied them, and integers computed from them can't be overwritten.
   */
  wipe(): void {
    this.#bytes?.fill(0);
    this.#bytes = undefined;
  }

  /** Whether `wipe` was called. */
  get isWiped(): boolean {
    return this.#bytes === undefined;
  }

  /** `[redacted]`, so that no template and no log shows the bytes. */
  toString(): string {
    return REDACTED;
  }

  /** `[redacted]`, so that nothing serialises the bytes. */
  toJSON(): string {
    return REDACTED;
  }
}
