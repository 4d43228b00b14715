import { load } from './load.mjs';

const MAILS = 1_000;
/** HubSpot's are the project's budgets; what the others need is told: a note on each record, as their API has no e-mail. */
const MOST_REQUESTS = {
  'looked up, the first after a start': 4,
  'looked up, warm': 2,
  'not looked up': 4,
  'looked after some minutes later': 2,
};
const LEAST_RATE = 0.9;

/** Connectors and outbox as they are, beside each practice CRM with its real limits, on a clock that nobody waits for. */
export async function run() {
  const { countRequests, drain, CRMS } = await load('bench/crm/desks.ts');
  const figures = [];
  for (const crm of CRMS) {
    const { needed, counts } = await countRequests(crm);
    for (const [which, value] of Object.entries(counts)) figures.push(requestFigure(crm, which, value, needed));
    figures.push(...drainFigures(crm, await drain(crm, MAILS)));
  }
  return figures;
}

function requestFigure({ name, isBudgeted }, which, value, needed) {
  const budget = (isBudgeted && MOST_REQUESTS[which]) || null;
  return {
    ...{ name: `${name}: requests for a logged mail to a contact with company and deals, ${which}`, value, unit: 'requests' },
    ...{ baseline: needed, ratio: value / needed, budget, met: budget === null ? null : value <= budget },
  };
}

function drainFigures({ name }, { perSecond, allowed, refused }) {
  const ratio = perSecond / allowed;
  const what = `${name}: ${MAILS.toLocaleString('en')} queued mails on a virtual clock`;
  return [
    {
      ...{ name: `${what}, requests`, value: perSecond, unit: '/s', baseline: allowed, ratio },
      ...{ budget: LEAST_RATE, budgetOf: 'ratio', atLeast: true, met: ratio >= LEAST_RATE },
    },
    { name: `${what}, refused with 429`, value: refused, unit: 'requests', baseline: null, ratio: null, budget: 0, met: refused === 0 },
  ];
}
