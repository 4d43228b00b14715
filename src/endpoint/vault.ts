import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Seals what must not lie readable on a disk. `place` names where it belongs: sealed text that was moved elsewhere does not open. */
export interface Vault {
  seal(text: string, place: string): string;
  /** Null: sealed with another key, for another place, or not by us. */
  open(sealed: string, place: string): string | null;
}

/** The file inside the data folder that holds the key, where the environment does not. */
export const KEY_FILE = 'threadline.key';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** Names the form, so that another can come after it. */
const FORM = 'v1.';

/** AES-256-GCM with a nonce of its own for each text. `key`: 32 bytes. `before`: another key, that opens and does not seal. */
export function makeVault(key: Buffer, before: Buffer | null = null): Vault {
  return {
    seal(text, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return FORM + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: (sealed, place) => openWith(key, sealed, place) ?? (before && openWith(before, sealed, place)),
  };
}

function openWith(key: Buffer, sealed: string, place: string): string | null {
  if (!sealed.startsWith(FORM)) return null;
  const bytes = Buffer.from(sealed.slice(FORM.length), 'base64url');
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  if (tag.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES)).setAAD(Buffer.from(place)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** A key as the environment gives it: 32 bytes in base64 or hexadecimal; null: it is neither. */
export function parseKey(text: string): Buffer | null {
  const plain = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(plain) ? Buffer.from(plain, 'hex') : Buffer.from(plain, 'base64');
  return key.length === KEY_BYTES ? key : null;
}

/** The key in the data folder, made at the first start, for the owner of the process only. Null: the file holds no key. */
export function readKeyFile(folder: string): Buffer | null {
  const path = join(folder, KEY_FILE);
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
    // Secrets will be sealed with it: it must not be lost when the power is.
    fsyncSync(file);
    closeSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return parseKey(readFileSync(path, 'utf8'));
}
