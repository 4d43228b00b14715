import { load } from './load.mjs';

const FEW = 10;
const MANY = 100_000;
const LOOK_UPS = 20_000;
const BUDGET_US = 10;

/** Half of the rules are domains, half are addresses; half of the look-ups hit, some only through a parent domain. */
export async function run() {
  const { makeRuleBook } = await load('src/core/never-log.ts');
  const few = measure(makeRuleBook(rules(FEW)), FEW);
  const many = measure(makeRuleBook(rules(MANY)), MANY);
  return [
    {
      name: `Never-log look-up, ${MANY.toLocaleString('en')} rules beside ${FEW}`,
      value: many,
      unit: 'µs',
      baseline: few,
      ratio: many / few,
      budget: BUDGET_US,
      met: many <= BUDGET_US,
    },
  ];
}

const rules = (count) =>
  Array.from({ length: count }, (_, n) => ({
    key: n % 2 === 0 ? `company${n}.example` : `person${n}@company${n}.example`,
    scope: 'everyone',
    neverTrack: false,
    addedBy: 'Tom Keller',
    addedAt: 0,
  }));

/** Microseconds for one look-up: the median of rounds, after one to warm up. */
function measure(find, count) {
  const addresses = Array.from({ length: LOOK_UPS }, (_, n) => {
    const rule = (n * 7919) % (count * 2);
    return n % 3 === 0 ? `jane+news@mail.eu.company${rule}.example` : `person${rule}@company${rule}.example`;
  });
  const rounds = Array.from({ length: 8 }, () => {
    const start = performance.now();
    let hits = 0;
    for (const address of addresses) if (find(address)) hits++;
    if (hits === 0 || hits === LOOK_UPS) throw new Error('the benchmark asks for nothing sensible');
    return ((performance.now() - start) * 1000) / LOOK_UPS;
  });
  return rounds.slice(1).sort((a, b) => a - b)[3];
}
