import { KEY } from './activecampaign/seed.mjs';
import { startActiveCampaign } from './activecampaign/server.mjs';
import { TOKEN as HUBSPOT_TOKEN, startHubSpot } from './hubspot/server.mjs';
import { TOKEN as SELL_TOKEN, startZendeskSell } from './zendesk-sell/server.mjs';

/** @typedef {import('../internet/internet.mjs').Site} Site */
/**
 * A mail as a CRM holds it: the names of the records it is tied to, sorted. `times`: how often it stands at the record
 * where it stands most often.
 * @typedef {{ subject: string, contact: string[], company: string[], deal: string[], lead: string[], times: number }} HeldMail
 */
/**
 * A practice CRM under the host names of the real one.
 * @typedef {object} PracticeCrm
 * @property {string} name
 * @property {string} host of its API
 * @property {string} appHost of the pages that links lead to
 * @property {string} seen what the options page shows of its connection
 * @property {Record<string, string>} values what is typed into the options page to connect it
 * @property {Record<string, Site>} sites
 * @property {Awaited<ReturnType<typeof startHubSpot>> | Awaited<ReturnType<typeof startActiveCampaign>> | Awaited<ReturnType<typeof startZendeskSell>>} server
 * @property {() => HeldMail[]} mails
 * @property {() => string[]} contacts the address of each
 * @property {(isAway: boolean) => void} setAway
 * @property {() => Promise<unknown>} close
 */

const AC_HOST = 'acme.api-us1.com';

const KINDS = {
  hubspot: {
    ...{ name: 'HubSpot', host: 'api.hubapi.com', appHost: 'app-eu1.hubspot.com', seen: 'HubSpot 4711001' },
    values: { token: HUBSPOT_TOKEN },
    start: startHubSpot,
    read: readHubSpot,
  },
  activecampaign: {
    ...{ name: 'ActiveCampaign', host: AC_HOST, appHost: 'acme.activehosted.com', seen: `https://${AC_HOST}` },
    values: { baseUrl: `https://${AC_HOST}`, token: KEY },
    start: startActiveCampaign,
    read: readActiveCampaign,
  },
  'zendesk-sell': {
    ...{ name: 'Zendesk Sell', host: 'api.getbase.com', appHost: 'app.futuresimple.com', seen: 'Northwind Sales' },
    values: { token: SELL_TOKEN },
    start: startZendeskSell,
    read: readZendeskSell,
  },
};

/** @typedef {keyof typeof KINDS} CrmName */
export const CRMS = /** @type {CrmName[]} */ (Object.keys(KINDS));

/** @param {CrmName} crm @param {{ clock?: () => number }} [options] @returns {Promise<PracticeCrm>} */
export async function startPracticeCrm(crm, options) {
  const { name, host, appHost, seen, values, start, read } = KINDS[crm];
  const server = await start(options);
  let away = false;
  const now = () => read(/** @type {never} */ (server.state()));
  return {
    ...{ name, host, appHost, seen, values, server },
    sites: { [host]: apiSite(server.url, () => away), [appHost]: pageSite(name, () => now().mails) },
    mails: () => now().mails,
    contacts: () => now().contacts,
    setAway: (isAway) => {
      away = isAway;
    },
    close: server.close,
  };
}

/**
 * The API under its real name. As with the real one a browser gets nowhere by CORS: who has no permission for the host
 * sends a preflight, which is refused, and reads no answer.
 * @param {string} url @param {() => boolean} isAway @returns {Site}
 */
function apiSite(url, isAway) {
  return async ({ method, url: { pathname, search }, headers, body }) => {
    if (isAway()) return { drop: true };
    if (method === 'OPTIONS') return { status: 405, type: 'text/plain', body: 'No' };
    const sent = Object.entries(headers).filter(([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name));
    const hasBody = method !== 'GET' && body.length > 0;
    try {
      const answer = await fetch(url + pathname + search, {
        ...{ method, redirect: 'manual', ...(hasBody ? { body: new Uint8Array(body) } : {}) },
        headers: sent.map(([name, value]) => [name, String(value)]),
      });
      const kept = [...answer.headers].filter(
        ([name]) => !/^(access-control-|content-length$|content-encoding$|transfer-encoding$|connection$|keep-alive$)/.test(name),
      );
      return { status: answer.status, headers: Object.fromEntries(kept), body: Buffer.from(await answer.arrayBuffer()) };
    } catch {
      return { drop: true };
    }
  };
}

/** The page that every link into the CRM leads to: what it holds of ours. @param {string} name @param {() => HeldMail[]} mails @returns {Site} */
function pageSite(name, mails) {
  const text = (/** @type {string} */ raw) => raw.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return () => {
    const rows = mails().map(
      ({ subject, contact, company, deal, lead }) =>
        `<li><h2>${text(subject)}</h2><p>${[...contact, ...lead, ...company, ...deal].map(text).join(' · ')}</p></li>`,
    );
    const body = rows.length > 0 ? `<ol>${rows.join('')}</ol>` : '<p>No mail has been logged yet.</p>';
    return {
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3"><title>Practice ${name}</title>
<style>body{font:15px system-ui;margin:32px;color-scheme:light dark}h2{font-size:15px;margin:16px 0 0}p{margin:4px 0}</style>
<h1>Practice ${name}</h1>${body}</html>`,
    };
  };
}

/** @param {{ subject: string, kind: 'contact' | 'company' | 'deal' | 'lead', name: string }[]} ties grouped by mail @returns {Omit<HeldMail, 'subject'>} */
function tied(ties) {
  const named = (/** @type {string} */ kind) =>
    ties
      .filter((tie) => tie.kind === kind)
      .map(({ name }) => name)
      .sort();
  const counts = new Map();
  for (const { kind, name } of ties) counts.set(`${kind} ${name}`, (counts.get(`${kind} ${name}`) ?? 0) + 1);
  return {
    contact: named('contact'),
    company: named('company'),
    deal: named('deal'),
    lead: named('lead'),
    times: Math.max(0, ...counts.values()),
  };
}

/** @param {ReturnType<Awaited<ReturnType<typeof startHubSpot>>['state']>} state */
function readHubSpot({ emails, contacts, companies, deals }) {
  const person = ({ firstname, lastname, email }) => [firstname, lastname].filter(Boolean).join(' ') || email;
  const nameIn = (rows, id, name) => name(rows.find((row) => row.id === id)?.properties ?? {});
  const mails = emails.map(({ properties, ...ids }) => {
    const ties = [
      ...ids.contacts.map((id) => ({ kind: 'contact', name: nameIn(contacts, id, person) })),
      ...ids.companies.map((id) => ({ kind: 'company', name: nameIn(companies, id, ({ name }) => name) })),
      ...ids.deals.map((id) => ({ kind: 'deal', name: nameIn(deals, id, ({ dealname }) => dealname) })),
    ];
    return { subject: properties.hs_email_subject ?? '', ...tied(ties) };
  });
  return { mails, contacts: contacts.map(({ properties }) => properties.email) };
}

/** Notes of ours, one for each record of a mail, grouped by the mail. */
function groupNotes(notes) {
  const byMail = new Map();
  for (const { text, ...tie } of notes) {
    const id = /\bref: ([0-9a-f-]{36})$/.exec(text)?.[1];
    const subject = /^Subject: (.*)$/m.exec(text)?.[1] ?? '';
    if (id) byMail.set(id, { subject, ties: [...(byMail.get(id)?.ties ?? []), tie] });
  }
  return [...byMail.values()].map(({ subject, ties }) => ({ subject, ...tied(ties) }));
}

/** @param {import('./activecampaign/seed.mjs').State} state */
function readActiveCampaign({ notes, contacts, accounts, deals }) {
  const at = (rows, id) => rows.find((row) => row.id === `${id}`) ?? {};
  const tieOf = {
    Subscriber: (id) => {
      const { firstName, lastName, email } = at(contacts, id);
      return { kind: 'contact', name: [firstName, lastName].filter(Boolean).join(' ') || email };
    },
    CustomerAccount: (id) => ({ kind: 'company', name: at(accounts, id).name }),
    Deal: (id) => ({ kind: 'deal', name: at(deals, id).title }),
  };
  const ours = notes.map(({ note, reltype, relid }) => ({ text: note, ...tieOf[reltype]?.(relid) }));
  return { mails: groupNotes(ours), contacts: contacts.map(({ email }) => email) };
}

/** @param {ReturnType<Awaited<ReturnType<typeof startZendeskSell>>['state']>} state */
function readZendeskSell({ notes, contacts, leads, deals }) {
  const at = (rows, id) => rows.find((row) => row.id === id) ?? {};
  const person = ({ name, first_name: first, last_name: last, email }) => name || [first, last].filter(Boolean).join(' ') || email;
  const tieOf = {
    contact: (id) => ({ kind: at(contacts, id).is_organization ? 'company' : 'contact', name: person(at(contacts, id)) }),
    lead: (id) => ({ kind: 'lead', name: person(at(leads, id)) }),
    deal: (id) => ({ kind: 'deal', name: at(deals, id).name }),
  };
  const ours = notes.map(({ content, resource_type: type, resource_id: id }) => ({ text: content, ...tieOf[type](id) }));
  return { mails: groupNotes(ours), contacts: contacts.flatMap(({ email }) => email ?? []) };
}
