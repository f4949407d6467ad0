/**
 * AES-256-CTR over zeros (NIST SP 800-38A §6.5), to which mask keys expand. Uses Node's cipher if
 * available, as it is synchronous, and WebCrypto elsewhere; both give the same bytes.
 */
import { ELEMENT_BYTES, MASK_BLOCK_ELEMENTS } from './kernel.ts';
import { nodeCrypto, type NodeCrypto } from './platform.ts';

/**
 * Maximum size of one request: the candidates of a block, those likely to be rejected, and a
 * margin.
 */
export const MOST_BYTES: number = ELEMENT_BYTES * (MASK_BLOCK_ELEMENTS + MASK_BLOCK_ELEMENTS / 32);

const AES_BLOCK_BYTES = 16;

/** The zeros to encrypt. Shared by all streams and never written to. */
const ZEROS = new Uint8Array(MOST_BYTES);

/** One block of a key's stream, read from its beginning. */
export interface BlockStream {
  /**
   * The next bytes: a multiple of 32, at most `MOST_BYTES`. The caller owns, wipes and releases
   * them.
   */
  next(bytes: number): Uint8Array | Promise<Uint8Array>;
}

/** A key that is ready for use. */
export interface StreamKey {
  /** Block j: the stream with the initial counter block be64(j) ‖ be64(0). */
  block(j: number): BlockStream;
}

/** Makes a key ready for use. */
export type OpenKey = (key: Uint8Array) => StreamKey | Promise<StreamKey>;

/** be64(block) ‖ be64(counter) */
function counterBlock(block: number, counter: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(AES_BLOCK_BYTES);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(block));
  view.setBigUint64(8, BigInt(counter));
  return bytes;
}

/** Keys for Node's cipher. */
export function nodeKeys(crypto: NodeCrypto): OpenKey {
  return (key) => ({
    block: (j) => {
      const cipher = crypto.createCipheriv('aes-256-ctr', key, counterBlock(j, 0));
      return { next: (bytes) => cipher.update(ZEROS.subarray(0, bytes)) };
    },
  });
}

/** Keys for WebCrypto's cipher. */
export function webKeys({ subtle }: Crypto): OpenKey {
  return async (key) => {
    const raw = new Uint8Array(key);
    const imported = await subtle.importKey('raw', raw, 'AES-CTR', false, ['encrypt']);
    raw.fill(0);
    return {
      block: (j) => {
        let used = 0;
        return {
          next: async (bytes) => {
            const counter = counterBlock(j, used / AES_BLOCK_BYTES);
            used += bytes;
            const zeros = ZEROS.subarray(0, bytes);
            return new Uint8Array(
              await subtle.encrypt({ name: 'AES-CTR', counter, length: 64 }, imported, zeros),
            );
          },
        };
      },
    };
  };
}

/** The fastest cipher of the platform. */
export function platformKeys(): OpenKey {
  const node = nodeCrypto();
  return node === undefined ? webKeys(globalThis.crypto) : nodeKeys(node);
}
