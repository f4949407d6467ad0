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
  /** Messages larger than this many bytes go in chunks of at most as many; 1 MiB where it is left out, 4 MiB at most. */
  readonly chunkBytes?: number | undefined;
}

const DEFAULT_CHUNK_BYTES = 2 ** 20;
const LEAST_CHUNK_BYTES = 2 ** 14;

/** A chunk that takes longer than this is too large for the network, and one that takes less than that is small. */
const SLOW_MS = 10_000;
const FAST_MS = 2000;

/**
 * An upload that was reset this often is sent in one piece: the server does not keep its chunks.
 */
const MOST_SETBACKS = 3;

/**
 * Sends a client's message, large ones in chunks: what the coordinator has acknowledged is not sent again when a connection
 * breaks. Chunks are smaller where the network breaks or is slow.
 *
 * @returns the rejection, where it was refused
 * @throws CoordinatorUnreachable; the reason of `signal`
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

class ChunkedUpload {
  readonly #api: CoordinatorApi;
  readonly #options: SendOptions;
  readonly #upload: Upload;
  readonly #frame: Uint8Array;
  readonly #most: number;
  #size: number;
  /** Where the coordinator is known to be; not known at first, since an earlier process may have begun, nor after a failure. */
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

  /** Sends the next chunk, once it is known which that is. */
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
