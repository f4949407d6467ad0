import type { EnabledChecks } from '../../session/checks/enabledChecks.ts';
import { AgentError } from './agentError.ts';
import { ByteSource } from './byteSource.ts';
import {
  frameHeader,
  HEADER_BYTES,
  jsonFrame,
  MAX_JSON_BYTES,
  readHeader,
  readJson,
} from './frames.ts';
import { type FrameEntry, framesIn, idIn, readRequest, type Request } from './requests.ts';

/** How an agent and its client are connected: stdin and stdout, or a socket. */
export interface Channel {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Resolves once more can be written. */
  write(bytes: Uint8Array): Promise<void>;
}

/** A binary frame with the name under which it is announced. */
export interface NamedBytes {
  readonly name: string;
  readonly content: Uint8Array;
}

/** A request with the frames that followed it. */
export interface Received {
  readonly request: Request;
  readonly frames: ReadonlyMap<string, Uint8Array>;
}

/** A request that is answered with an error at once: its frames were passed over. */
export interface Unread {
  readonly id: number;
  readonly error: unknown;
}

/** The most bytes that each frame of a request may have. @throws where the request cannot be worked on */
export type FrameLimits = (request: Request) => Readonly<Record<string, number>>;

/** Messages between an agent and its client: JSON, each followed by the binary frames that it announces. */
export class Connection {
  readonly #channel: Channel;
  readonly #checks: EnabledChecks;
  readonly #source: ByteSource;
  #writing: Promise<void> = Promise.resolve();

  constructor(channel: Channel, checks: EnabledChecks) {
    this.#channel = channel;
    this.#checks = checks;
    this.#source = new ByteSource(channel.chunks);
  }

  /**
   * The next request; `undefined` at the end.
   *
   * @throws AgentError `bad-frame`, CheckFailure `frame-bounds`: what follows cannot be read
   */
  async receive(limits: FrameLimits): Promise<Received | Unread | undefined> {
    const content = await this.#json();
    if (content === undefined) return undefined;
    const announced = framesIn(content);
    let request: Request;
    try {
      request = readRequest(content);
      const most = limits(request);
      for (const entry of announced) this.#requireWithin(entry, most);
    } catch (error) {
      for (const { bytes } of announced) await this.#passOver(bytes);
      return { id: idIn(content), error };
    }
    const frames = await this.#frames(announced);
    return frames && { request, frames };
  }

  /** Sends a message, after those before it. */
  send(message: object, frames: readonly NamedBytes[] = []): Promise<void> {
    const entries = frames.map(({ name, content }) => ({ name, bytes: content.length }));
    const json = jsonFrame(frames.length > 0 ? { ...message, frames: entries } : message);
    const sent = this.#writing.then(async () => {
      await this.#channel.write(json);
      for (const { content } of frames) {
        await this.#channel.write(frameHeader('binary', content.length));
        await this.#channel.write(content);
      }
    });
    this.#writing = sent.catch(() => undefined);
    return sent;
  }

  async #json(): Promise<Readonly<Record<string, unknown>> | undefined> {
    const length = await this.#header('json');
    if (length === undefined) return undefined;
    this.#checks.require('frame-bounds', length <= MAX_JSON_BYTES, () => ({
      message: `a JSON frame of ${length} bytes was announced, and has at most ${MAX_JSON_BYTES}`,
    }));
    const bytes = await this.#source.read(length);
    return bytes && readJson(bytes);
  }

  #requireWithin({ name, bytes }: FrameEntry, limits: Readonly<Record<string, number>>): void {
    const most = Object.hasOwn(limits, name) ? limits[name]! : undefined;
    if (most === undefined) {
      throw new AgentError('bad-request', `this request is not followed by a frame "${name}"`);
    }
    this.#checks.require('frame-bounds', bytes <= most, () => ({
      message: `the frame "${name}" of ${bytes} bytes is larger than the ${most} that this request may have`,
    }));
  }

  async #frames(
    announced: readonly FrameEntry[],
  ): Promise<ReadonlyMap<string, Uint8Array> | undefined> {
    const frames = new Map<string, Uint8Array>();
    for (const { name, bytes } of announced) {
      await this.#binaryHeader(bytes);
      const content = await this.#source.read(bytes);
      if (content === undefined) return undefined;
      frames.set(name, content);
    }
    return frames;
  }

  async #passOver(bytes: number): Promise<void> {
    await this.#binaryHeader(bytes);
    await this.#source.skip(bytes);
  }

  /** @throws AgentError where the next frame is not the one that was announced */
  async #binaryHeader(bytes: number): Promise<void> {
    const length = await this.#header('binary');
    if (length === undefined || length === bytes) return;
    throw new AgentError(
      'bad-frame',
      `a binary frame of ${bytes} bytes was announced, and one of ${length} follows`,
    );
  }

  /** The length of the next frame, which must be of a kind; `undefined` at the end. */
  async #header(kind: 'json' | 'binary'): Promise<number | undefined> {
    const header = await this.#source.read(HEADER_BYTES);
    if (header === undefined) return undefined;
    const found = readHeader(header);
    if (found.kind === kind) return found.length;
    throw new AgentError('bad-frame', `a ${kind} frame was expected, not a ${found.kind} one`);
  }
}
