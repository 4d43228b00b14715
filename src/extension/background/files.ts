import { MAX_ATTACHMENTS_BYTES } from '../../core/limits';
import { CallFailed } from '../messaging';
import type { Database } from './database';

export interface Piece {
  key: string;
  index: number;
  last: boolean;
  /** Base64. */
  data: string;
}

/** Keys of everything under a draft. */
const of = (draftId: string): [[string, string], [string, string]] => [
  [draftId, ''],
  [draftId, '\uffff'],
];

export type Files = ReturnType<typeof makeFiles>;

/** The bytes of files, from the moment they are attached until their mail is logged. */
export function makeFiles(db: Database) {
  const sizes = new Map<string, number>();

  async function assemble(draftId: string, key: string): Promise<string> {
    const pieces = await db.pieces.where('[draftId+key+index]').between([draftId, key, 0], [draftId, key, Infinity]).toArray();
    if (pieces.some(({ index }, place) => index !== place)) throw new CallFailed('invalid');
    const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.bytes.length, 0));
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece.bytes, at);
      at += piece.bytes.length;
    }
    const sha256 = toHex(await crypto.subtle.digest('SHA-256', bytes));
    await db.files.put({ draftId, sha256, bytes });
    await db.pieces.bulkDelete(pieces.map(({ index }): [string, string, number] => [draftId, key, index]));
    return sha256;
  }

  return {
    /** Answers the hash after the last piece. Throws `too_large` when a draft brings more than is ever logged. */
    async keep(draftId: string, { key, index, last, data }: Piece): Promise<{ sha256: string | null }> {
      const bytes = fromBase64(data);
      const total = (sizes.get(draftId) ?? 0) + bytes.length;
      if (total > 2 * MAX_ATTACHMENTS_BYTES) throw new CallFailed('too_large');
      sizes.set(draftId, total);
      await db.pieces.put({ draftId, key, index, bytes });
      return { sha256: last ? await assemble(draftId, key) : null };
    },
    async read(draftId: string, sha256: string): Promise<Uint8Array | null> {
      return (await db.files.get([draftId, sha256]))?.bytes ?? null;
    },
    /** What was kept under one name goes on under another. */
    async move(from: string, to: string): Promise<void> {
      await db.transaction('rw', db.files, async () => {
        const kept = await db.files
          .where('[draftId+sha256]')
          .between(...of(from))
          .toArray();
        await db.files.bulkPut(kept.map((file) => ({ ...file, draftId: to })));
        await db.files.bulkDelete(kept.map(({ draftId, sha256 }): [string, string] => [draftId, sha256]));
      });
      sizes.delete(from);
    },
    async forget(draftId: string): Promise<void> {
      sizes.delete(draftId);
      await db.files
        .where('[draftId+sha256]')
        .between(...of(draftId))
        .delete();
      await db.pieces.where('[draftId+key+index]').between([draftId, '', 0], [draftId, '\uffff', Infinity]).delete();
    },
  };
}

const fromBase64 = (data: string): Uint8Array => Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
const toHex = (digest: ArrayBuffer): string => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
