// An invented account: the people of the demo, and what makes a CRM hard.

/** @param {number} number days before the account's "today" */
const daysAgo = (number) => new Date(Date.UTC(2026, 9, 30, 9) - number * 86_400_000).toISOString().replace('.000', '');

/** Tokens have 64 characters, as personal ones have. */
export const TOKEN = 'a1'.repeat(32);
export const READ_ONLY_TOKEN = 'b2'.repeat(32);
/** May read and write, but not who it is. */
export const NAMELESS_TOKEN = 'c3'.repeat(32);

export const ACCOUNT = { id: 77, name: 'Northwind Sales', currency: 'EUR', time_format: '24H', timezone: 'UTC', phone: null };
const user = (/** @type {number} */ id, /** @type {string} */ name, /** @type {string} */ email, role = 'user', status = 'active') => ({
  ...{ id, name, email, role, status, confirmed: true, invited: false, phone_number: null, group: null, reports_to: null },
  ...{ team_name: null, deleted_at: null, created_at: daysAgo(900), updated_at: daysAgo(30) },
});
export const USERS = [
  user(9, 'Anna Berger', 'anna@northwind.example'),
  user(10, 'Tom Keller', 'tom@northwind.example', 'admin'),
  user(11, 'Uli Ex', 'uli@northwind.example', 'user', 'inactive'),
];

/** Two of them: stages are only listed of the one that is asked for. */
export const PIPELINES = [
  { id: 701, name: 'Sales pipeline', disabled: false },
  { id: 702, name: 'Renewals', disabled: false },
].map((pipeline) => ({ ...pipeline, created_at: daysAgo(900), updated_at: daysAgo(900) }));
const stage = (
  /** @type {number} */ id,
  /** @type {number} */ pipeline_id,
  /** @type {string} */ name,
  category = 'in_progress',
  active = true,
) => ({
  ...{ id, pipeline_id, name, category, active, position: id % 10, likelihood: 10 * (id % 10) },
  ...{ created_at: daysAgo(900), updated_at: daysAgo(900) },
});
export const STAGES = [
  stage(1, 701, 'Incoming', 'incoming'),
  stage(2, 701, 'Qualified'),
  stage(3, 701, 'Proposal'),
  stage(4, 701, 'Won', 'won', false),
  stage(5, 701, 'Lost', 'lost', false),
  stage(6, 701, 'Unqualified', 'unqualified', false),
  stage(11, 702, 'Due', 'incoming'),
  stage(12, 702, 'Negotiation'),
  stage(13, 702, 'Renewed', 'won', false),
];

const company = (/** @type {number} */ id, /** @type {string} */ name, /** @type {string | null} */ website = null) => ({
  ...{ id, name, first_name: null, last_name: null, email: null, is_organization: true, contact_id: null, owner_id: 9, website },
  ...{ customer_status: 'none', prospect_status: 'none', created_at: daysAgo(400), updated_at: daysAgo(40) },
});
const person = (
  /** @type {number} */ id,
  /** @type {string} */ name,
  /** @type {string | null} */ email,
  /** @type {number | null} */ contact_id = null,
) => ({
  ...{ id, name, first_name: name.split(' ')[0], last_name: name.split(' ').slice(1).join(' '), email, is_organization: false },
  ...{
    contact_id,
    owner_id: 9,
    customer_status: 'none',
    prospect_status: 'current',
    created_at: daysAgo(300 - id),
    updated_at: daysAgo(20),
  },
});
export const CONTACTS = [
  company(501, 'Acme', 'https://www.acme.example/'),
  company(502, 'Müller & Söhne Maschinenbau'),
  company(503, 'Orbital Freight', 'orbital.example'),
  person(101, 'Ada Lovelace', 'ada@acme.example', 501),
  person(102, 'Grace Hopper', 'grace@acme.example', 501),
  person(103, 'Jürgen Müller', 'j.mueller@mueller-soehne.example', 502),
  person(104, 'José Álvarez', 'jose@orbital.example', 503),
  person(105, 'Wei Chen', 'wei.chen@consulting.example'),
  // Two records of one address: Sell does not forbid it.
  person(106, 'Sam Twice', 'sam@double.example', 503),
  person(107, 'Samuel Twice', 'sam@double.example'),
  // A contact and a lead of one address.
  person(108, 'Chiara Russo', 'chiara.russo@stellacasa.example'),
  // What is left of a merge: 109 went into it.
  person(110, 'Maria Ferreira', 'maria@brightwater.example'),
];
const lead = (/** @type {number} */ id, /** @type {string} */ name, /** @type {string} */ email, organization_name = '') => ({
  ...{ id, first_name: name.split(' ')[0], last_name: name.split(' ').slice(1).join(' '), organization_name, email, status: 'New' },
  ...{ owner_id: 9, created_at: daysAgo(60), updated_at: daysAgo(5) },
});
export const LEADS = [
  lead(201, 'Oskar Nilsen', 'oskar@fjordbyte.example', 'Fjordbyte'),
  lead(202, 'Chiara Russo', 'chiara.russo@stellacasa.example', 'Stella Casa'),
];

/** @param {number} id @param {string} name @param {number | string} value @param {number} contact_id @param {number | null} organization_id @param {number} stage_id @param {number} days */
const deal = (id, name, value, contact_id, organization_id, stage_id, days, currency = 'EUR') => ({
  ...{ id, name, value, currency, contact_id, organization_id, stage_id, owner_id: 9, hot: false, estimated_close_date: null },
  ...{ dropbox_email: `dropbox@${(0xe43e1104 + id).toString(16)}.deals.futuresimple.com`, last_stage_change_at: daysAgo(days) },
  ...{ created_at: daysAgo(days), updated_at: daysAgo(days), tags: [] },
});
export const DEALS = [
  deal(301, 'Acme: forty seats', 12_500, 101, 501, 3, 20),
  deal(302, 'Acme: onboarding package', '3200.50', 101, 501, 2, 6),
  deal(303, 'Acme: pilot', 1800, 101, 501, 4, 2),
  deal(304, 'Acme: on-site training', 900, 102, 501, 5, 150),
  // Seven open deals of one contact, among closed ones, the last two in the other pipeline.
  ...['Werk Nord', 'Werk Süd', 'Ersatzteile', 'Wartung 2026', 'Lager', 'Schulung', 'Messe'].map((part, index) =>
    deal(310 + index, `Müller: ${part}`, `${4500 + index * 750}.00`, 103, 502, index < 5 ? 1 + (index % 3) : 12, 70 - index * 9),
  ),
  deal(320, 'Müller: Altlast', 100, 103, 502, 13, 1),
  deal(321, 'Orbital: fleet rollout', 9_900_000, 104, 503, 12, 44, 'JPY'),
];
/** People on a deal beside its primary contact: nothing finds the deal by them. */
export const ASSOCIATED = [{ deal_id: 301, contact_id: 102, role: 'involved', created_at: daysAgo(20), updated_at: daysAgo(20) }];

export const NOTES = [
  {
    ...{ id: 401, resource_type: 'contact', resource_id: 101, content: 'Called her about the pilot. ref: none', creator_id: 10 },
    ...{ is_important: false, tags: [], created_at: daysAgo(200), updated_at: daysAgo(200) },
  },
];
