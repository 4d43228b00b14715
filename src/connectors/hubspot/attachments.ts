import type { Attachment, Engagement } from '../../core/engagement';
import type { ConnectorContext, DeliveryItem } from '../crm-connector';
import { FileSchema } from './answers';
import { askHubSpot, paths } from './api';
import { clean } from './people';
import { must } from './stop';

const FOLDER = '/Threadline';
const STEP = 'file ';

/** Ids of the mail's files in HubSpot, each sent once. A file that HubSpot does not take is left out; the mail is logged without it. */
export async function sendFiles(context: ConnectorContext, item: DeliveryItem): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, attachment] of item.engagement.attachments.entries()) {
    if (attachment.sha256 === null) continue;
    const { sha256 } = attachment;
    const id = await item.saga.step(`${STEP}${index}`, async () => {
      const bytes = await item.readAttachment(sha256);
      return bytes && sendFile(context, formOf(item.engagement, attachment, index, bytes));
    });
    if (id) ids.push(id);
  }
  return ids;
}

/** The files of a delivery that was begun. */
export const filesOf = (saga: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(saga).flatMap(([name, id]) => (name.startsWith(STEP) && typeof id === 'string' ? [id] : []));

/** A name of its own that is written over: a file whose answer was lost is sent again and still there once. */
function formOf({ id }: Engagement, { name, type }: Attachment, index: number, bytes: Uint8Array): FormData {
  const form = new FormData();
  const plain = clean(name).replace(/[/\\]/g, '-').trim() || 'file';
  form.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), plain);
  form.set('fileName', plain);
  form.set('folderPath', `${FOLDER}/${id}/${index + 1}`);
  form.set('options', JSON.stringify({ access: 'PRIVATE', overwrite: true }));
  return form;
}

async function sendFile(context: ConnectorContext, form: FormData): Promise<string | null> {
  const answer = await askHubSpot(context, { method: 'POST', path: paths.files, form }, FileSchema);
  // Too large, of a kind that is refused, or no permission for files at all: the check of the connection says so.
  if (!answer.ok && (answer.outcome.kind === 'rejected' || answer.status === 403)) return null;
  return String(must(answer).id);
}

export async function removeFiles(context: ConnectorContext, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const answer = await askHubSpot(context, { method: 'DELETE', path: `${paths.files}/${encodeURIComponent(id)}` }, null);
    if (!answer.ok && answer.status !== 404 && answer.status !== 403) must(answer);
  }
}
