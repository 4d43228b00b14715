import { table } from '../report/table.mjs';

/** @typedef {import('../../src/core/endpoint-api').TimelineItem} TimelineItem */

const WHY_TIED = {
  recipient: 'recipient',
  created: 'new contact',
  'primary-company': "the contact's company",
  'open-deal': 'open deal',
  lead: 'lead',
  chosen: 'chosen by hand',
};

const WHY_LEFT_OUT = {
  'never-log': (exclusion) => `never-log: ${exclusion.rule} (${exclusion.scope === 'me' ? 'only me' : 'everyone'})`,
  'own-address': () => 'own address',
  colleague: () => 'colleague',
  'no-record': () => 'no record, and none is to be made',
  'bcc-without-record': () => 'Bcc without a record',
  unticked: () => 'ticked off',
  unreadable: () => 'no address could be read',
};

/**
 * What was logged where, and who was left out and why.
 * @param {TimelineItem[]} items
 */
export function reportOf(items) {
  const rows = items.map((item) => [
    `${item.subject}\n${new Date(item.loggedAt).toLocaleTimeString('en-GB')} by ${item.loggedBy.name}`,
    item.records.map(({ kind, name, rule }) => `${kind} ${name} (${WHY_TIED[rule]})`).join('\n'),
    item.excluded.map((exclusion) => `${exclusion.address}: ${WHY_LEFT_OUT[exclusion.reason](exclusion)}`).join('\n') || 'nobody',
  ]);
  return table(['Mail', 'Logged on the timelines of', 'Left out, and why'], rows);
}
