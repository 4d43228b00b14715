/** The demonstration's people in HubSpot. All addresses are under `.example`, which nobody can own (RFC 2606). */

const DAY = 86_400_000;

/** @param {import('./account.mjs').Account} account @param {number} now */
export function seed(account, now) {
  const { records } = account;
  const before = (/** @type {number} */ days) => now - days * DAY;
  account.owners.push(
    { id: '47550177', email: 'anna@northwind.example', firstName: 'Anna', lastName: 'Berger', userId: 1296619, archived: false },
    { id: '47550178', email: 'tom@northwind.example', firstName: 'Tom', lastName: 'Keller', userId: 1296620, archived: false },
    { id: '47550179', email: 'gone@northwind.example', firstName: 'Former', lastName: 'Colleague', userId: 1296621, archived: true },
  );
  for (const [id, name, domain] of COMPANIES) records.add('companies', { name, domain }, before(400), id);
  for (const { id, address, first, last, secondary = '', companies = [] } of CONTACTS) {
    const properties = {
      email: address,
      firstname: first,
      lastname: last,
      hubspot_owner_id: '47550177',
      hs_additional_emails: secondary || null,
    };
    records.add('contacts', properties, before(300), id);
    // The primary one comes last, so that nobody takes the first for it.
    const [primary, ...others] = companies;
    for (const company of others) records.link(['contacts', id], ['companies', company], 279);
    for (const typeId of primary ? [279, 1] : []) records.link(['contacts', id], ['companies', primary ?? ''], typeId);
  }
  for (const { id, name, amount, daysAgo, stage, company, contacts } of DEALS) {
    const isClosed = stage.startsWith('closed');
    const state = {
      dealstage: stage,
      pipeline: 'default',
      hs_is_closed: String(isClosed),
      hs_is_closed_won: String(stage === 'closedwon'),
    };
    records.add('deals', { dealname: name, amount, ...state, hubspot_owner_id: '47550177' }, before(daysAgo), id);
    if (company) records.link(['deals', id], ['companies', company], 5);
    for (const contact of contacts) records.link(['contacts', contact], ['deals', id], 4);
  }
  records.add('contacts', { email: 'ada.old@acme.example', firstname: 'Ada', lastname: 'L.' }, before(350), '520');
  records.merge('contacts', '520', '501');
}

const COMPANIES = [
  ['901', 'Acme', 'acme.example'],
  ['902', 'Brightwater Foods', 'brightwater.example'],
  ['903', 'Müller & Söhne Maschinenbau', 'mueller-soehne.example'],
  ['904', 'Orbital Freight', 'orbital.example'],
];

/** `companies`: the first is the primary one. @type {{ id: string, address: string, first: string, last: string, secondary?: string, companies?: string[] }[]} */
const CONTACTS = [
  {
    id: '501',
    address: 'ada@acme.example',
    first: 'Ada',
    last: 'Lovelace',
    secondary: 'ada.lovelace@acme.example;ada.old@acme.example',
    companies: ['901', '902'],
  },
  { id: '502', address: 'grace@acme.example', first: 'Grace', last: 'Hopper', companies: ['901'] },
  { id: '503', address: 'j.mueller@mueller-soehne.example', first: 'Jürgen', last: 'Müller', companies: ['903'] },
  { id: '504', address: 'jose@orbital.example', first: 'José', last: 'Álvarez', secondary: 'sales@orbital.example', companies: ['904'] },
  {
    id: '505',
    address: 'priya@orbital.example',
    first: 'Priya',
    last: 'Natarajan',
    secondary: 'sales@orbital.example',
    companies: ['904'],
  },
  { id: '506', address: 'wei.chen@consulting.example', first: 'Wei', last: 'Chen' },
];

/** @type {{ id: string, name: string, amount: string | null, daysAgo: number, stage: string, company: string | null, contacts: string[] }[]} */
const DEALS = [
  {
    id: '801',
    name: 'Acme: forty seats',
    amount: '12500.00',
    daysAgo: 20,
    stage: 'contractsent',
    company: '901',
    contacts: ['501', '502'],
  },
  {
    id: '802',
    name: 'Acme: onboarding package',
    amount: '3200',
    daysAgo: 6,
    stage: 'appointmentscheduled',
    company: '901',
    contacts: ['501'],
  },
  { id: '803', name: 'Acme: pilot', amount: '1800', daysAgo: 210, stage: 'closedwon', company: '901', contacts: ['501'] },
  { id: '804', name: 'Acme: on-site training', amount: '900', daysAgo: 2, stage: 'closedlost', company: '901', contacts: ['502'] },
  // Seven open deals of one contact: a mail to him is tied to the five most recent.
  ...['Werk Nord', 'Werk Süd', 'Ersatzteile', 'Wartung 2026', 'Lager', 'Schulung', 'Messe'].map((part, index) => ({
    id: String(811 + index),
    name: `Müller: ${part}`,
    amount: String(4500 + index * 750),
    daysAgo: 70 - index * 9,
    stage: index % 2 ? 'appointmentscheduled' : 'contractsent',
    company: '903',
    contacts: ['503'],
  })),
  { id: '821', name: 'Wei Chen: advisory', amount: null, daysAgo: 3, stage: 'appointmentscheduled', company: null, contacts: ['506'] },
];
