import type { Attachment, Engagement } from '../../core/engagement';
import type { ConnectorContext, DeliveryItem, Traces } from '../crm-connector';
import { clean } from '../plain-text';
import { must, stop } from '../stop';
import { FileSchema, FileStatSchema } from './answers';
import { askHubSpot, paths } from './api';

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

/** The files of a delivery that was begun, also one whose answer was lost. */
export async function listFiles(context: ConnectorContext, { engagement, ref, saga }: Traces): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, { name, sha256 }] of engagement.attachments.entries()) {
    const id = saga[`${STEP}${index}`];
    if (typeof id === 'string') ids.push(id);
    // Of what is logged the record itself tells.
    else if (id === undefined && sha256 && !ref) ids.push(...(await findFile(context, `${folderOf(engagement, index)}/${fileName(name)}`)));
  }
  return ids;
}

async function findFile(context: ConnectorContext, path: string): Promise<string[]> {
  const answer = await askHubSpot(context, { method: 'GET', path: `${paths.files}/stat/${encodeURIComponent(path)}` }, FileStatSchema);
  if (!answer.ok && (answer.status === 404 || answer.status === 403)) return [];
  const { file } = must(answer);
  return file ? [String(file.id)] : [];
}

/** A name of its own that is written over: a file whose answer was lost is sent again and still there once. */
const folderOf = ({ id }: Engagement, index: number) => `/Threadline/${id}/${index + 1}`;
const fileName = (name: string) => clean(name).replace(/[/\\]/g, '-').trim() || 'file';

function formOf(engagement: Engagement, { name, type }: Attachment, index: number, bytes: Uint8Array): FormData {
  const form = new FormData();
  form.set('file', new Blob([bytes as Uint8Array<ArrayBuffer>], { type }), fileName(name));
  form.set('fileName', fileName(name));
  form.set('folderPath', folderOf(engagement, index));
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
    // The permission was withdrawn since: said of this mail, which stays as it is, and of no other.
    if (!answer.ok && answer.status === 403) stop({ kind: 'rejected', code: 'permission_missing' });
    if (!answer.ok && answer.status !== 404) must(answer);
  }
}
