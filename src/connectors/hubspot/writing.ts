import type { Engagement } from '../../core/engagement';
import type { ConnectorContext } from '../crm-connector';
import { must, stop } from '../stop';
import { RowSchema } from './answers';
import { type Answer, askHubSpot, paths } from './api';
import { emailProperties, isLong, MESSAGE_ID, NAMED_BY, type Tie, type Tied, tie } from './fields';
import { readRows } from './surroundings';

interface Parts {
  ties: Tie[];
  fileIds: string[];
  owner: string | null;
}

type Written = Pick<Parts, 'ties'> & { id: string };

/**
 * Writes the mail with all its ties. Refused, it is asked why: a record that was merged into another is replaced by that
 * one; one that is gone is the rep's to replace; a body that is too long is cut.
 */
export async function writeEmail(context: ConnectorContext, engagement: Engagement, parts: Parts): Promise<Written> {
  const first = await post(context, engagement, parts, false);
  if (first.ok) return { id: String(first.value.id), ties: parts.ties };
  if (!isAboutContent(first)) return stop(first.outcome);
  if (engagement.messageId && first.problem?.message.includes(MESSAGE_ID))
    return writeEmail(context, { ...engagement, messageId: null }, parts);
  const ties = await followMerges(context, parts.ties);
  const isSame = ties.every(({ id }) => parts.ties.some((one) => one.id === id));
  if (isSame && !isLong(engagement)) return stop(first.outcome);
  return { id: String(must(await post(context, engagement, { ...parts, ties }, isSame)).id), ties };
}

function post(context: ConnectorContext, engagement: Engagement, { ties, fileIds, owner }: Parts, short: boolean) {
  const properties = {
    ...emailProperties(engagement, short),
    ...(owner ? { hubspot_owner_id: owner } : {}),
    ...(fileIds.length > 0 ? { hs_attachment_ids: fileIds.join(';') } : {}),
  };
  const json = { properties, associations: ties.map(tie) };
  return askHubSpot(context, { method: 'POST', path: paths.objects('emails'), json }, RowSchema);
}

/** HubSpot read it and did not like it: nothing was written. */
const isAboutContent = ({ status }: Exclude<Answer<unknown>, { ok: true }>): boolean => status !== null && [400, 404, 413].includes(status);

/** The records under the ids that they have by now, each once. Ends with `record_gone` where one is no longer there. */
async function followMerges(context: ConnectorContext, ties: readonly Tie[]): Promise<Tie[]> {
  const followed = new Map<string, Tie>();
  for (const type of Object.keys(NAMED_BY) as Tied[]) {
    const some = ties.filter((one) => one.type === type);
    const ids = some.map(({ id }) => id);
    const there = ids.length > 0 ? must(await readRows(context, type, ids, NAMED_BY[type])).map(({ id }) => String(id)) : [];
    for (const one of some) {
      const id = there.includes(one.id) ? one.id : await survivorOf(context, one);
      followed.set(`${type} ${id}`, { ...one, id });
    }
  }
  return [...followed.values()];
}

async function survivorOf(context: ConnectorContext, { type, id, name }: Tie): Promise<string> {
  const path = paths.objects(type, `/${encodeURIComponent(id)}?properties=${NAMED_BY[type].join(',')}`);
  const answer = await askHubSpot(context, { method: 'GET', path }, RowSchema);
  if (!answer.ok && answer.status === 404) return stop({ kind: 'rejected', code: 'record_gone', detail: name || id });
  return String(must(answer).id);
}
