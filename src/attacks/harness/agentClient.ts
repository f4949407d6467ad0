import { Agent } from '../../net/agent/agent.ts';
import { ByteSource } from '../../net/agent/byteSource.ts';
import { type Channel, type NamedBytes } from '../../net/agent/connection.ts';
import {
  frameHeader,
  HEADER_BYTES,
  jsonFrame,
  readHeader,
  readJson,
} from '../../net/agent/frames.ts';
import type { AgentParty } from '../../net/agent/party.ts';

/** A message of an agent, with the frames that followed it. */
export interface AgentMessage {
  readonly content: Readonly<Record<string, unknown>>;
  readonly frames: ReadonlyMap<string, Uint8Array>;
}

/** Bytes that one side writes and the other reads. */
class Pipe implements AsyncIterable<Uint8Array> {
  readonly #chunks: Uint8Array[] = [];
  #ended = false;
  #arrived: () => void = () => undefined;

  write(bytes: Uint8Array): Promise<void> {
    this.#chunks.push(bytes.slice());
    this.#arrived();
    return Promise.resolve();
  }

  end(): void {
    this.#ended = true;
    this.#arrived();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) yield chunk;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#arrived = resolve;
        });
      }
    }
  }
}

/** A program that tells an agent in this process what to do. */
export class AgentClient {
  readonly #up = new Pipe();
  readonly #down = new Pipe();
  readonly #source = new ByteSource(this.#down);
  readonly #stop = new AbortController();
  /** Settles when the agent has ended. */
  readonly ended: Promise<void>;
  /** What the agent takes for defects. */
  readonly defects: unknown[] = [];

  constructor(party: AgentParty) {
    const channel: Channel = { chunks: this.#up, write: (bytes) => this.#down.write(bytes) };
    const log = (error: unknown): void => {
      this.defects.push(error);
    };
    this.ended = new Agent(party, channel, { about: {}, log }).serve(this.#stop.signal);
    void this.ended.finally(() => {
      this.#down.end();
    });
  }

  /** Sends a message, and what follows it. */
  async send(message: object, frames: readonly NamedBytes[] = []): Promise<void> {
    const entries = frames.map(({ name, content }) => ({ name, bytes: content.length }));
    await this.raw(jsonFrame(frames.length > 0 ? { ...message, frames: entries } : message));
    for (const { content } of frames) {
      await this.raw(frameHeader('binary', content.length));
      await this.raw(content);
    }
  }

  /** Sends bytes as they are. */
  raw(bytes: Uint8Array): Promise<void> {
    return this.#up.write(bytes);
  }

  /** The next message; `undefined` once the agent has ended. */
  async next(): Promise<AgentMessage | undefined> {
    const content = await this.#frame();
    if (content === undefined) return undefined;
    const message = readJson(content);
    const frames = new Map<string, Uint8Array>();
    for (const { name } of (message['frames'] ?? []) as readonly { readonly name: string }[]) {
      frames.set(name, (await this.#frame())!);
    }
    return { content: message, frames };
  }

  /** The answer to a request; the client says that it has an outcome, and waits until the agent is done with it. */
  async answer(id: number): Promise<AgentMessage | undefined> {
    let outcome: AgentMessage | undefined;
    for (;;) {
      const message = await this.next();
      if (message === undefined) return outcome;
      const { content } = message;
      if (content['id'] !== id && content['id'] !== 0) continue;
      if (content['event'] === 'settled') return outcome;
      if (content['event'] !== undefined) continue;
      if (content['keep'] !== true) return message;
      outcome = message;
      await this.send({ id, do: 'kept', request: id });
    }
  }

  /** Sends a request, and waits for its answer. */
  async ask(
    request: { readonly id: number } & Readonly<Record<string, unknown>>,
    frames: readonly NamedBytes[] = [],
  ): Promise<AgentMessage | undefined> {
    await this.send(request, frames);
    return this.answer(request.id);
  }

  /** Goes away without a word. */
  async leave(): Promise<void> {
    this.#up.end();
    await this.ended;
  }

  /** Ends the agent, as a signal does. */
  async interrupt(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }

  async #frame(): Promise<Uint8Array | undefined> {
    const header = await this.#source.read(HEADER_BYTES);
    return header && this.#source.read(readHeader(header).length);
  }
}
