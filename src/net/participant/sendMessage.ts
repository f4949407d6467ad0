import { toHex } from '../../crypto/hex.ts';
import type { Rejection } from '../../session/outcome.ts';
import { envelopeDigest } from '../../wire/envelope.ts';
import type { Message } from '../../wire/transcript.ts';
import type { CoordinatorApi, Upload, UploadState } from './coordinatorApi.ts';
import { frameOf } from '../wire/frame.ts';
import { withRetry } from './withRetry.ts';
import type { ApiOptions } from './requests.ts';

/** How a client's messages are sent. */
export interface SendOptions extends Pick<ApiOptions, 'now' | 'signal'> {
  /**
   * Largest chunk, in bytes: 1 to 4 MiB (2^22), default 1 MiB. Messages up to this size are sent in
   * one request, larger ones in chunks.
   */
  readonly chunkBytes?: number | undefined;
}

/** Default of `chunkBytes`, and the size below which chunks are not made smaller. */
const DEFAULT_CHUNK_BYTES = 2 ** 20;
const LEAST_CHUNK_BYTES = 2 ** 14;

/**
 * Chunks that take longer than the first are halved, and those that take less than the second are
 * doubled; in milliseconds.
 */
const SLOW_MS = 10_000;
const FAST_MS = 2000;

/**
 * Number of times that an upload may lose ground. After that the message is sent in one request,
 * because the server does not keep its chunks.
 */
const MOST_SETBACKS = 3;

/**
 * Sends a client's message, large ones in chunks. Chunks that the coordinator has acknowledged are
 * not sent again after a connection breaks. Chunks get smaller on a slow or unreliable network.
 *
 * @returns `undefined` if the message was accepted, otherwise the rejection
 * @throws CoordinatorUnreachable if retries do not help; the reason of `signal`
 */
export async function sendMessage(
  api: CoordinatorApi,
  options: SendOptions,
  target: Pick<Upload, 'session' | 'identity' | 'phase'>,
  message: Message,
): Promise<Rejection | undefined> {
  const { chunkBytes = DEFAULT_CHUNK_BYTES, signal } = options;
  const frame = frameOf(message);
  if (frame.length > chunkBytes) {
    const envelope = toHex(envelopeDigest(message.envelope));
    const upload = { ...target, envelope, total: frame.length };
    const state = await new ChunkedUpload(api, options, upload, frame, chunkBytes).run();
    if (state !== 'not kept') return state.kind === 'rejection' ? state : undefined;
  }
  return withRetry(signal, () => api.send(target.session, target.identity, message));
}

/** The outcome of a message that was sent in chunks. */
type Settled = Exclude<UploadState, { kind: 'receiving' }>;

/** The upload of one message: asks how far it has got, and sends chunks from there. */
class ChunkedUpload {
  readonly #api: CoordinatorApi;
  readonly #options: SendOptions;
  readonly #upload: Upload;
  readonly #frame: Uint8Array;
  readonly #most: number;
  #size: number;
  /**
   * The offset to continue from; `undefined` if it must be asked for, at first (an earlier process
   * may have begun the upload) and after a failure.
   */
  #offset: number | undefined;

  constructor(
    api: CoordinatorApi,
    options: SendOptions,
    upload: Upload,
    frame: Uint8Array,
    chunkBytes: number,
  ) {
    this.#api = api;
    this.#options = options;
    this.#upload = upload;
    this.#frame = frame;
    this.#most = chunkBytes;
    this.#size = chunkBytes;
  }

  /** Uploads the message; resolves to its outcome, or to `not kept` if the server loses chunks. */
  async run(): Promise<Settled | 'not kept'> {
    let [before, setbacks] = [0, 0];
    while (setbacks < MOST_SETBACKS) {
      const state = await withRetry(this.#options.signal, () => this.#step());
      if (state.kind !== 'receiving') return state;
      this.#offset = state.offset;
      if (state.offset <= before) setbacks += 1;
      before = state.offset;
    }
    return 'not kept';
  }

  /** Sends the next chunk, after asking for the offset if it is unknown. */
  async #step(): Promise<UploadState> {
    if (this.#offset === undefined) {
      const state = await this.#api.uploaded(this.#upload);
      if (state.kind !== 'receiving') return state;
      this.#offset = state.offset;
    }
    const offset = this.#offset;
    const chunk = this.#frame.subarray(offset, offset + this.#size);
    const began = this.#options.now();
    this.#offset = undefined;
    try {
      const state = await this.#api.sendChunk(this.#upload, offset, chunk);
      const took = this.#options.now() - began;
      if (took > SLOW_MS) this.#resize(1 / 2);
      else if (took < FAST_MS) this.#resize(2);
      return state;
    } catch (error) {
      this.#resize(1 / 2);
      throw error;
    }
  }

  #resize(factor: number): void {
    const size = Math.max(this.#size * factor, LEAST_CHUNK_BYTES);
    this.#size = Math.min(Math.floor(size), this.#most);
  }
}
