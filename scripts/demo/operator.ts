import { CLIENT_PHASES } from '../../src/messages/table.ts';
import type { SessionJson } from '../../src/net/wire/sessionJson.ts';

/** Interval at which a session is queried, in milliseconds. */
const LOOK_MS = 50;

/** The demonstration's operator, who uses the coordinator's HTTP interface. */
export class Operator {
  readonly #server: URL;
  readonly #token: string;

  constructor(server: URL, token: string) {
    this.#server = server;
    this.#token = token;
  }

  /** Opens the session of a task. */
  open(task: object): Promise<SessionJson> {
    return this.#ask('v1/sessions', task);
  }

  /** Waits until a phase has a number of messages, then ends it if it is still open. */
  async endPhase(digest: string, index: number, messages: number): Promise<void> {
    for (;;) {
      const { phases, state } = await this.session(digest);
      const open = phases[index];
      if (state !== CLIENT_PHASES[index]) {
        if (phases.length > index + 1 || open?.closedAt !== undefined) return;
      } else if (open && open.accepted >= messages) {
        await this.#ask(`v1/sessions/${digest}/close?phase=${state}`, undefined);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async session(digest: string): Promise<SessionJson> {
    const response = await fetch(new URL(`v1/sessions/${digest}`, this.#server));
    return (await response.json()) as SessionJson;
  }

  async record(digest: string): Promise<Uint8Array> {
    const response = await fetch(new URL(`v1/records/${digest}?wait=20`, this.#server));
    if (response.status !== 200) throw new Error(await response.text());
    return new Uint8Array(await response.arrayBuffer());
  }

  async #ask(path: string, body: object | undefined): Promise<SessionJson> {
    const response = await fetch(new URL(path, this.#server), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
    });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as SessionJson;
  }
}
