import { MAX_ATTACHMENTS_BYTES } from '../../core/limits';
import type { DraftFile } from '../../mail/mail-client';
import { fileKey } from './wire';
import type { Worker } from './worker';

/** Bytes per message; one message may carry 64 MB at most, and a small one keeps the page responsive. */
const PIECE_BYTES = 1024 * 1024;

/** Takes files to the worker ahead of the send, one after the other, in pieces, and knows their hashes. */
export class FileKeeper {
  /** SHA-256 by `fileKey`. */
  readonly hashes = new Map<string, string>();
  readonly #worker: Pick<Worker, 'keepFile'>;
  readonly #taken = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  constructor(worker: Pick<Worker, 'keepFile'>) {
    this.#worker = worker;
  }

  /** Files over the limit are not logged (C6), so they are not read either. */
  keep(id: string, files: readonly DraftFile[]): void {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    if (total > MAX_ATTACHMENTS_BYTES) return;
    for (const draftFile of files) {
      const key = fileKey(draftFile);
      const file = draftFile.file;
      if (!file || this.#taken.has(key)) continue;
      this.#taken.add(key);
      this.#work = this.#work.then(() => this.#keepOne(id, key, file));
    }
  }

  /** Resolves when every file handed in so far is kept or given up. */
  settled(): Promise<void> {
    return this.#work;
  }

  async #keepOne(id: string, key: string, file: File): Promise<void> {
    try {
      for (let index = 0; ; index += 1) {
        const start = index * PIECE_BYTES;
        const last = start + PIECE_BYTES >= file.size;
        const data = await toBase64(file.slice(start, start + PIECE_BYTES));
        const { sha256 } = await this.#worker.keepFile(id, { key, index, last, data });
        if (!last) continue;
        if (sha256) this.hashes.set(key, sha256);
        return;
      }
    } catch {
      // Moved or changed on disk since it was attached, or the worker could not store it: it is logged by name and size.
      this.#taken.delete(key);
    }
  }
}

/** By the browser's own encoder, off our main-thread time. */
function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
