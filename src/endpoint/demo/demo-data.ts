import type { NewUser } from '../store/users';

/** An invented organisation. All addresses are under `.example`, which nobody can own (RFC 2606). */

export const ORGANISATION = 'Northwind Sales';

export const USERS = {
  anna: { name: 'Anna Berger', role: 'rep', addresses: ['anna@northwind.example'] },
  tom: { name: 'Tom Keller', role: 'admin', addresses: ['tom@northwind.example'] },
} satisfies Record<string, NewUser>;
export type DemoUser = keyof typeof USERS;

export const COMPANIES = {
  acme: { name: 'Acme', domain: 'acme.example' },
  brightwater: { name: 'Brightwater Foods', domain: 'brightwater.example' },
  mueller: { name: 'Müller & Söhne Maschinenbau', domain: 'mueller-soehne.example' },
  colibri: { name: 'Colibrì Viaggi', domain: 'colibri.example' },
  lumiere: { name: 'Atelier Lumière', domain: 'lumiere.example' },
  orbital: { name: 'Orbital Freight', domain: 'orbital.example' },
} as const;
export type DemoCompany = keyof typeof COMPANIES;

/** Each with its addresses, the first being the primary one. */
export const CONTACTS: { name: string; addresses: string[]; company: DemoCompany | null; owner: DemoUser }[] = [
  { name: 'Ada Lovelace', addresses: ['ada@acme.example', 'ada.lovelace@acme.example'], company: 'acme', owner: 'anna' },
  { name: 'Grace Hopper', addresses: ['grace@acme.example'], company: 'acme', owner: 'anna' },
  { name: 'Jonas Lindqvist', addresses: ['jonas@brightwater.example'], company: 'brightwater', owner: 'anna' },
  { name: 'Maria Ferreira', addresses: ['maria@brightwater.example'], company: 'brightwater', owner: 'tom' },
  { name: 'Jürgen Müller', addresses: ['j.mueller@mueller-soehne.example'], company: 'mueller', owner: 'anna' },
  { name: 'Sabine Kraus', addresses: ['s.kraus@mueller-soehne.example'], company: 'mueller', owner: 'tom' },
  { name: 'Giulia Conti', addresses: ['giulia@colibri.example'], company: 'colibri', owner: 'anna' },
  { name: 'Élodie Martin', addresses: ['elodie@lumiere.example'], company: 'lumiere', owner: 'anna' },
  { name: 'José Álvarez', addresses: ['jose@orbital.example'], company: 'orbital', owner: 'tom' },
  { name: 'Priya Natarajan', addresses: ['priya@orbital.example'], company: 'orbital', owner: 'anna' },
  { name: 'Wei Chen', addresses: ['wei.chen@consulting.example'], company: null, owner: 'anna' },
  { name: 'Fatima El Idrissi', addresses: ['fatima@freelance.example'], company: null, owner: 'anna' },
];

/** `daysAgo`: when it was created. `amount` in minor units. The first contact is the primary one. */
export const DEALS: {
  name: string;
  stage: string;
  open: boolean;
  amount: number | null;
  currency: string | null;
  company: DemoCompany | null;
  contacts: string[];
  daysAgo: number;
}[] = [
  deal('Acme: forty seats', 'Proposal', 1_250_000, 'acme', ['ada@acme.example', 'grace@acme.example'], 20),
  deal('Acme: onboarding package', 'Qualified', 320_000, 'acme', ['ada@acme.example'], 6),
  { ...deal('Acme: pilot', 'Won', 180_000, 'acme', ['ada@acme.example'], 210), open: false },
  { ...deal('Acme: on-site training', 'Lost', 90_000, 'acme', ['grace@acme.example'], 150), open: false },
  deal('Brightwater: renewal', 'Negotiation', 2_400_000, 'brightwater', ['jonas@brightwater.example', 'maria@brightwater.example'], 35),
  // Seven open deals of one contact: a mail to him is tied to the five most recent.
  ...['Werk Nord', 'Werk Süd', 'Ersatzteile', 'Wartung 2026', 'Lager', 'Schulung', 'Messe'].map((part, index) =>
    deal(
      `Müller: ${part}`,
      index % 2 ? 'Qualified' : 'Proposal',
      450_000 + index * 75_000,
      'mueller',
      ['j.mueller@mueller-soehne.example'],
      70 - index * 9,
    ),
  ),
  deal('Colibrì: spring campaign', 'Qualified', 640_000, 'colibri', ['giulia@colibri.example'], 12),
  deal('Lumière: studio licence', 'Proposal', 210_000, 'lumiere', ['elodie@lumiere.example'], 9),
  {
    ...deal('Orbital: fleet rollout', 'Negotiation', 9_900_000, 'orbital', ['jose@orbital.example', 'priya@orbital.example'], 44),
    currency: 'USD',
  },
  { ...deal('Wei Chen: advisory', 'Qualified', 0, null, ['wei.chen@consulting.example'], 3), amount: null, currency: null },
];

function deal(name: string, stage: string, amount: number, company: DemoCompany | null, contacts: string[], daysAgo: number) {
  return { name, stage, open: true, amount, currency: 'EUR', company, contacts, daysAgo };
}

export const LEADS = [
  { name: 'Oskar Nilsen', addresses: ['oskar@fjordbyte.example'] },
  { name: 'Chiara Russo', addresses: ['chiara.russo@stellacasa.example'] },
  { name: 'Noor de Vries', addresses: ['noor@tulpdesign.example'] },
];

export const EVERYONES_RULE = 'acme-legal.example';

/** Mails logged in the past. The last one is what a hostile sender would send: nothing of it may run or be fetched. */
export const MAILS: {
  by: DemoUser;
  received: boolean;
  with: string[];
  cc?: string[];
  subject: string;
  html: string;
  text: string;
  hoursAgo: number;
}[] = [
  {
    by: 'anna',
    received: false,
    with: ['Ada Lovelace <ada@acme.example>'],
    cc: ['Grace Hopper <grace@acme.example>'],
    subject: 'Forty seats: our proposal',
    html: '<p>Hello Ada,</p><p>as promised, the proposal for <b>forty seats</b>. The short version:</p><ul><li>onboarding in May</li><li>one price for two years</li></ul><p>Best regards<br>Anna</p>',
    text: 'Hello Ada,\n\nas promised, the proposal for forty seats. The short version: onboarding in May, one price for two years.\n\nBest regards\nAnna',
    hoursAgo: 52,
  },
  {
    by: 'anna',
    received: true,
    with: ['Ada Lovelace <ada@acme.example>'],
    subject: 'Re: Forty seats: our proposal',
    html: '<p>Hi Anna,</p><p>that reads well. Could we start with thirty?</p><p>Ada</p>',
    text: 'Hi Anna,\n\nthat reads well. Could we start with thirty?\n\nAda',
    hoursAgo: 47,
  },
  {
    by: 'anna',
    received: false,
    with: ['Jürgen Müller <j.mueller@mueller-soehne.example>'],
    subject: 'Angebot Wartung 2026',
    html: '<p>Sehr geehrter Herr Müller,</p><p>anbei wie besprochen unser Angebot für die Wartung.</p><p>Mit freundlichen Grüßen<br>Anna Berger</p>',
    text: 'Sehr geehrter Herr Müller,\n\nanbei wie besprochen unser Angebot für die Wartung.\n\nMit freundlichen Grüßen\nAnna Berger',
    hoursAgo: 30,
  },
  {
    by: 'tom',
    received: false,
    with: ['José Álvarez <jose@orbital.example>', 'Priya Natarajan <priya@orbital.example>'],
    subject: 'Fleet rollout: next steps',
    html: '<p>José, Priya,</p><p>three next steps from our call: depot list, two test vans, a date.</p><p>Tom</p>',
    text: 'José, Priya,\n\nthree next steps from our call: depot list, two test vans, a date.\n\nTom',
    hoursAgo: 9,
  },
  {
    by: 'anna',
    received: true,
    with: ['Wei Chen <wei.chen@consulting.example>'],
    subject: 'Invoice <img src=x onerror=alert(1)> overdue',
    html: '<style>body{display:none}</style><script>document.title="run"</script><p onclick="alert(1)">Please see <a href="javascript:alert(1)">the invoice</a>.</p><img src="https://tracker.example/open.gif" onerror="alert(1)"><iframe src="https://phish.example/"></iframe><form action="https://phish.example/"><input name="password"><button>Sign in</button></form><meta http-equiv="refresh" content="0;url=https://phish.example/"><p style="background:url(https://tracker.example/bg.png);position:fixed;inset:0">Your session has ended.</p><svg onload="alert(1)"></svg>',
    text: 'Please see the invoice.',
    hoursAgo: 3,
  },
];
