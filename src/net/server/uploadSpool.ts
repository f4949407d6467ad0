import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The outcome of a chunk, and how much of its upload has arrived. */
export type ChunkOutcome =
  | { readonly kind: 'receiving'; readonly offset: number }
  /** It does not begin where the upload has got to; nothing was kept of it. */
  | { readonly kind: 'elsewhere'; readonly offset: number }
  /** Another chunk of this owner is being kept, or its whole message is being judged. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'whole'; readonly bytes: Uint8Array };

/** A part of an upload. */
export interface Chunk {
  /** Which upload it belongs to; a chunk at offset 0 under another name takes the place of what was there. */
  readonly name: string;
  /** Bytes of the whole upload. */
  readonly total: number;
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
 * Messages that arrive in chunks, on disk until they are complete: one for each owner in a group,
 * so that the space is bounded by the number of owners. Nothing outlives the process: clients start
 * their uploads again.
 */
export class UploadSpool {
  readonly #folder: string;
  readonly #groups = new Map<string, Map<string, Upload>>();
  #files = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** A spool in a new folder, which only its owner can read. @throws if it cannot be created */
  static async open(parent: string): Promise<UploadSpool> {
    return new UploadSpool(await mkdtemp(join(parent, 'veilsum-uploads-')));
  }

  /** How much of an upload is here: `busy` while that is about to change. */
  progress(group: string, owner: string, name: string, total?: number): number | 'busy' {
    const upload = this.#groups.get(group)?.get(owner);
    if (upload?.name !== name || (total !== undefined && upload.total !== total)) return 0;
    return upload.busy ? 'busy' : upload.offset;
  }

  /** Keeps a chunk. What is then whole stays, busy, until it is dropped. @throws where the disk does */
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
      // Dropped while it was written: what was written after that goes as well.
      if (!this.#isHere(group, owner, upload)) await rm(upload.path, { force: true });
    }
  }

  /** Forgets an owner's upload. */
  async drop(group: string, owner: string): Promise<void> {
    const owners = this.#groups.get(group);
    const upload = owners?.get(owner);
    if (!owners || !upload) return;
    owners.delete(owner);
    if (owners.size === 0) this.#groups.delete(group);
    await rm(upload.path, { force: true });
  }

  /** Forgets all uploads of a group. */
  async dropAll(group: string): Promise<void> {
    const owners = [...(this.#groups.get(group)?.keys() ?? [])];
    await Promise.all(owners.map((owner) => this.drop(group, owner)));
  }

  /** Forgets everything, and removes the folder. */
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
