import { toHex } from '../../crypto/hex.ts';
import type { Policy } from '../../session/policy.ts';
import { rawLength } from '../../session/encodings/index.ts';
import type { Session } from '../../session/session.ts';
import { AgentError } from './agentError.ts';
import { VALUE_BYTES, type ValueType } from './requests.ts';

/** A session that passed a policy, with that policy. */
export interface OpenSession {
  readonly session: Session;
  readonly policy: Policy;
}

/** Sessions that are remembered; the oldest gives way. */
const MOST_OPEN = 16;

/** The sessions that a client has opened. */
export class OpenSessions {
  readonly #sessions = new Map<string, OpenSession>();

  add(opened: OpenSession): void {
    const key = toHex(opened.session.digest);
    this.#sessions.delete(key);
    this.#sessions.set(key, opened);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_OPEN) this.#sessions.delete(oldest!);
  }

  /** @throws AgentError `not-open` */
  require(digest: string): OpenSession {
    const opened = this.#sessions.get(digest.toLowerCase());
    if (opened) return opened;
    throw new AgentError(
      'not-open',
      'the session was not opened here: send open for its task first',
    );
  }

  /** Bytes of the values that an open session takes. @throws AgentError `not-open` */
  valueBytes(digest: string, type: ValueType): number {
    const { encoding, length } = this.require(digest).session.parameters;
    return VALUE_BYTES[type] * rawLength(encoding, length);
  }
}
