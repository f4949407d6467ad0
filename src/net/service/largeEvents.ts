import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { equalBytes, sha256Bulk } from '../../crypto/tupleHash.ts';
import { type Codec, fixedBytes, integer, struct } from '../../wire/codec.ts';
import { syncFolder } from '../disk/durable.ts';
import { makeFolder } from '../disk/folders.ts';
import { MAX_EVENT_BYTES } from './event.ts';

/** Where the bytes of an event are in the file of its session. */
export interface Extent {
  readonly from: number;
  readonly length: number;
  /** SHA-256 of the bytes. */
  readonly digest: Uint8Array;
}

/** Encoding of an extent. */
export const extentCodec: Codec<Extent> = struct({
  from: integer(0, Number.MAX_SAFE_INTEGER),
  length: integer(1, MAX_EVENT_BYTES),
  digest: fixedBytes(32),
});

/** Bytes of an extent: those from one on, and below another. */
export interface Piece {
  readonly extent: Extent;
  readonly from: number;
  readonly to: number;
}

/**
 * Large encoded events, one after another in a file for each session. LevelDB writes every value
 * several times, first to its log and then to ever larger tables.
 *
 * What was appended counts once its extent is kept elsewhere. What a crash left without one stays
 * in the file, unused. Every method throws the file system's error, or an Error if a file lacks what
 * an extent promises.
 */
export class LargeEvents {
  readonly #folder: string;
  /** Sessions whose file this process has made sure is on the disk. */
  readonly #synced = new Set<string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the files in a folder, which is created if it does not exist. */
  static async open(folder: string): Promise<LargeEvents> {
    await makeFolder(folder, 0o700);
    await syncFolder(dirname(folder));
    return new LargeEvents(folder);
  }

  /** Appends bytes, durably. One call at a time for a session. */
  async append(session: string, bytes: Uint8Array): Promise<Extent> {
    const file = await open(this.#path(session), 'a', 0o600);
    try {
      const { size } = await file.stat();
      try {
        await file.writeFile(bytes);
        await file.datasync();
      } catch (error) {
        // A full disk has less use for a part of an event than for the space.
        await file.truncate(size).catch(() => undefined);
        throw error;
      }
      // Also where an earlier process created it, which may have crashed before this.
      if (!this.#synced.has(session)) await syncFolder(this.#folder);
      this.#synced.add(session);
      return { from: size, length: bytes.length, digest: await sha256Bulk(bytes) };
    } finally {
      await file.close();
    }
  }

  /** The bytes of an extent, which have its digest. */
  async read(session: string, extent: Extent): Promise<Uint8Array> {
    const [bytes] = await this.pieces(session, [{ extent, from: 0, to: extent.length }]);
    if (!equalBytes(await sha256Bulk(bytes!), extent.digest)) throw this.#damaged(session);
    return bytes!;
  }

  /** Pieces of extents, in the order given. Their bytes are not compared with a digest. */
  async pieces(session: string, wanted: readonly Piece[]): Promise<Uint8Array[]> {
    if (wanted.length === 0) return [];
    const file = await open(this.#path(session), 'r').catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? this.#damaged(session) : error;
    });
    try {
      const found: Uint8Array[] = [];
      for (const { extent, from, to } of wanted) {
        const bytes = new Uint8Array(Math.max(0, Math.min(to, extent.length) - from));
        for (let done = 0; done < bytes.length;) {
          const { bytesRead } = await file.read(
            bytes,
            done,
            bytes.length - done,
            extent.from + from + done,
          );
          if (bytesRead === 0) throw this.#damaged(session);
          done += bytesRead;
        }
        found.push(bytes);
      }
      return found;
    } finally {
      await file.close();
    }
  }

  #path(session: string): string {
    return join(this.#folder, `${session}.events`);
  }

  #damaged(session: string): Error {
    return new Error(
      `${this.#path(session)} lacks events of the session: this is an incomplete copy, or damaged; copy the whole folder again, or restore it`,
    );
  }
}
