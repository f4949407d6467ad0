import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The outcome of a chunk; `offset` is the number of bytes that have arrived. */
export type ChunkOutcome =
  | { readonly kind: 'receiving'; readonly offset: number }
  /** The chunk does not start at `offset`, where the upload continues; it was not stored. */
  | { readonly kind: 'elsewhere'; readonly offset: number }
  /** Another chunk of this owner is being written, or its complete message is being processed. */
  | { readonly kind: 'busy' }
  /** The upload is complete. */
  | { readonly kind: 'whole'; readonly bytes: Uint8Array };

/** A chunk of an upload. */
export interface Chunk {
  /** Identifies the upload. A chunk at offset 0 with another name replaces the owner's upload. */
  readonly name: string;
  /** Length of the whole upload, in bytes. */
  readonly total: number;
  /** Where the chunk starts, in bytes. */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

interface Upload {
  readonly name: string;
  readonly total: number;
  readonly path: string;
  offset: number;
  busy: boolean;
}

/**
 * Stores incomplete uploads on disk: one per owner in each group, so that the number of owners
 * limits the space. Nothing outlives the process; clients restart their uploads.
 */
export class UploadSpool {
  readonly #folder: string;
  readonly #groups = new Map<string, Map<string, Upload>>();
  #files = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Creates a spool in a new folder inside `parent`, readable by its owner only.
   *
   * @throws Error if the folder cannot be created
   */
  static async open(parent: string): Promise<UploadSpool> {
    return new UploadSpool(await mkdtemp(join(parent, 'veilsum-uploads-')));
  }

  /**
   * The number of bytes of an upload that have arrived; `busy` while a chunk is being written or
   * the complete message is being processed, 0 if the owner has no such upload.
   */
  progress(group: string, owner: string, name: string, total?: number): number | 'busy' {
    const upload = this.#groups.get(group)?.get(owner);
    if (upload?.name !== name || (total !== undefined && upload.total !== total)) return 0;
    return upload.busy ? 'busy' : upload.offset;
  }

  /**
   * Stores a chunk. An upload that it completes stays, busy, until `drop` is called.
   *
   * @throws Error if the file cannot be written or read
   */
  async add(group: string, owner: string, chunk: Chunk): Promise<ChunkOutcome> {
    const { name, total, offset, bytes } = chunk;
    const before = this.#groups.get(group)?.get(owner);
    if (before?.busy) return { kind: 'busy' };
    const here = this.progress(group, owner, name, total);
    if (here !== offset || offset + bytes.length > total) {
      return { kind: 'elsewhere', offset: here === 'busy' ? 0 : here };
    }
    const upload = before && offset > 0 ? before : await this.#begin(group, owner, name, total);
    upload.busy = true;
    try {
      await writeAt(upload.path, offset, bytes);
      upload.offset += bytes.length;
      if (upload.offset === total) return { kind: 'whole', bytes: await readFile(upload.path) };
      return { kind: 'receiving', offset: upload.offset };
    } catch (error) {
      upload.offset = 0;
      if (this.#isHere(group, owner, upload)) throw error;
      return { kind: 'elsewhere', offset: 0 };
    } finally {
      upload.busy = upload.offset === total;
      // If the upload was dropped during the write, the file may exist again.
      if (!this.#isHere(group, owner, upload)) await rm(upload.path, { force: true });
    }
  }

  /** Removes an owner's upload, if there is one. */
  async drop(group: string, owner: string): Promise<void> {
    const owners = this.#groups.get(group);
    const upload = owners?.get(owner);
    if (!owners || !upload) return;
    owners.delete(owner);
    if (owners.size === 0) this.#groups.delete(group);
    await rm(upload.path, { force: true });
  }

  /** Removes all uploads of a group. */
  async dropAll(group: string): Promise<void> {
    const owners = [...(this.#groups.get(group)?.keys() ?? [])];
    await Promise.all(owners.map((owner) => this.drop(group, owner)));
  }

  /** Removes all uploads, and the folder. */
  async close(): Promise<void> {
    this.#groups.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #isHere(group: string, owner: string, upload: Upload): boolean {
    return this.#groups.get(group)?.get(owner) === upload;
  }

  async #begin(group: string, owner: string, name: string, total: number): Promise<Upload> {
    const dropped = this.drop(group, owner);
    const path = join(this.#folder, String(this.#files++));
    const upload = { name, total, path, offset: 0, busy: true };
    const owners = this.#groups.get(group) ?? new Map<string, Upload>();
    this.#groups.set(group, owners.set(owner, upload));
    await dropped;
    return upload;
  }
}

async function writeAt(path: string, offset: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, offset === 0 ? 'w' : 'r+', 0o600);
  try {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, at, bytes.length - at, offset + at);
      at += bytesWritten;
    }
  } finally {
    await file.close();
  }
}
