import type { LoggedMail, MailQuery } from '../../core/logged-mail';
import type { Checked, ConnectorContext } from '../crm-connector';
import { foundMail } from '../found-mail';
import { inPieces } from '../in-pieces';
import { must, unlessStopped } from '../stop';
import { type Row, RowsSchema } from './answers';
import { askHubSpot, paths } from './api';
import { contactName } from './contacts';
import { refOf } from './delivery';
import { MESSAGE_ID, NAMED_BY, type Tie, type Tied } from './fields';
import { isForeign, MAIL_PROPERTIES, readMail } from './mail';
import { orNothing, readLinks, readRows } from './surroundings';

/** HubSpot takes so many filter groups. */
const IDS_AT_ONCE = 5;
/** Of a longer conversation the rest stays unknown. */
const MOST_ASKED = 25;
/** A search is 3,000 characters at most. */
const LONGEST_ID = 400;

/** R1: which of these mails HubSpot holds, whoever logged them: we, at another computer, or its own inbox. */
export const findMails = (context: ConnectorContext, { messageIds }: MailQuery): Promise<Checked<LoggedMail[]>> =>
  unlessStopped(async () => {
    const asked = [...new Set(messageIds)].filter((id) => id.length <= LONGEST_ID).slice(0, MOST_ASKED);
    const rows: Row[] = [];
    for (const ids of inPieces(asked, IDS_AT_ONCE)) rows.push(...(await searchMessageIds(context, ids)));
    return rows.length === 0 ? [] : withTies(context, rows);
  });

async function searchMessageIds(context: ConnectorContext, ids: readonly string[]): Promise<Row[]> {
  const filterGroups = ids.map((value) => ({ filters: [{ propertyName: MESSAGE_ID, operator: 'EQ', value }] }));
  const json = { filterGroups, properties: MAIL_PROPERTIES, sorts: [], limit: 100, after: '0' };
  const answer = await askHubSpot(context, { method: 'POST', path: paths.objects('emails', '/search'), json }, RowsSchema);
  // A search folds upper and lower case, which tell two Message-IDs apart.
  return must(answer).results.filter((row) => ids.includes(readMail(row).messageId ?? ''));
}

/** With what each is tied to; three requests and one more for each kind of record, however many mails. */
async function withTies(context: ConnectorContext, rows: readonly Row[]): Promise<LoggedMail[]> {
  const mailIds = rows.map(({ id }) => String(id));
  const ties = new Map<string, Tie[]>(mailIds.map((id) => [id, []]));
  const addresses = new Map<string, string>();
  for (const type of Object.keys(NAMED_BY) as Tied[]) {
    const links = await readLinks(context, 'emails', type, mailIds);
    const ids = [...new Set([...links.values()].flat().map(({ id }) => id))];
    const records = new Map(orNothing(await readRows(context, type, ids, NAMED_BY[type]), []).map((row) => [String(row.id), row]));
    for (const [mailId, linked] of links)
      for (const { id } of linked) ties.get(mailId)?.push({ type, id, name: nameOf(type, records.get(id)) });
    if (type === 'contacts') for (const [id, { properties }] of records) addresses.set(id, properties.email?.toLowerCase() ?? '');
  }
  return Promise.all(
    rows.map(async (row) => {
      const { id, messageId, direction, at, from } = readMail(row);
      const ref = await refOf(context, String(row.id), ties.get(String(row.id)) ?? []);
      const mail = foundMail({ id, messageId, direction, at, from }, ref, addresses);
      return isForeign(id) ? { ...mail, byOthers: true } : mail;
    }),
  );
}

function nameOf(type: Tied, row: Row | undefined): string {
  if (!row) return '';
  return type === 'contacts' ? contactName(row) : (row.properties[NAMED_BY[type][0] ?? ''] ?? '');
}
