import type { ConnectorContext, DoublesOutcome, Written } from '../crm-connector';
import { inPieces } from '../in-pieces';
import { must, unlessStopped } from '../stop';
import { type Row, RowsSchema } from './answers';
import { askHubSpot, paths } from './api';
import { removeMail, withMarkerOf } from './written';

/** HubSpot takes so many filter groups. */
const MAILS_AT_ONCE = 5;
/** Of a time in a filter nobody says how exactly it is kept. */
const EXACT_MS = 1_000;

/**
 * A search for five mails, by their time and by no words: it is some minutes since they were written, which is longer than the
 * index lags. A mail whose own record is not found keeps all that is there: somebody may have deleted that one by hand.
 */
export async function removeDoubles(context: ConnectorContext, mails: readonly Written[]): Promise<DoublesOutcome> {
  const answer = await unlessStopped(async () => {
    const unseen: string[] = [];
    for (const some of inPieces(mails, MAILS_AT_ONCE)) {
      const rows = await searchByTime(
        context,
        some.map(({ engagement }) => engagement.at),
      );
      for (const { engagement, ref } of some) {
        const ids = withMarkerOf(engagement, rows);
        if (!ids.includes(ref.id)) unseen.push(engagement.id);
        else for (const id of ids) if (id !== ref.id) await removeMail(context, id);
      }
    }
    return unseen;
  });
  return answer.ok ? { kind: 'checked', unseen: answer.value } : answer.outcome;
}

async function searchByTime(context: ConnectorContext, times: readonly number[]): Promise<Row[]> {
  const filterGroups = times.map((at) => ({
    filters: [{ propertyName: 'hs_timestamp', operator: 'BETWEEN', value: `${at - EXACT_MS}`, highValue: `${at + EXACT_MS}` }],
  }));
  const json = { filterGroups, properties: ['hs_email_text'], sorts: [], limit: 100, after: '0' };
  return must(await askHubSpot(context, { method: 'POST', path: paths.objects('emails', '/search'), json }, RowsSchema)).results;
}
