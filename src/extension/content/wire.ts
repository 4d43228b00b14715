import type { Draft, DraftFile } from '../../mail/mail-client';
import type { WireDraft, WireHeader } from '../protocol';

export type Header = Omit<Draft, 'html' | 'text'>;

/** One file of a draft, the same after every reading of the draft. */
export const fileKey = ({ name, size, file }: DraftFile): string => `${size}:${file?.lastModified ?? 0}:${name}`;

const wireFiles = (files: readonly DraftFile[], hashes: ReadonlyMap<string, string>) =>
  files.map((file) => ({ name: file.name, type: file.type, size: file.size, sha256: hashes.get(fileKey(file)) ?? null }));

export function toWireDraft(draft: Draft, hashes: ReadonlyMap<string, string>): WireDraft {
  return { ...draft, files: wireFiles(draft.files, hashes) };
}

export function toWireHeader(header: Header, bodyBytes: number, hashes: ReadonlyMap<string, string>): WireHeader {
  const { hostDraftId, hostThreadId, from, recipients, subject, files } = header;
  return { hostDraftId, hostThreadId, from, recipients, subject, files: wireFiles(files, hashes), bodyBytes };
}

/** UTF-8 bytes. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
