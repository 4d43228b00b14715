import { makeExtensions } from './gmail/extensions.mjs';
import { makeOwners } from './gmail/owners.mjs';
import { PHASES, visit, visitCompose } from './gmail/scenario.mjs';
import { inPractice } from './support/desk.mjs';
import { figure, median } from './support/figures.mjs';

const ROUNDS = 3;
/** Ms of ours, with what InboxSDK does because of us. */
const BUDGETS = { load: 5, compose: 10, rows: 2, save: null, typing: 1, idle: 0 };
/** The profiler looks every 0.2 ms: one look is nothing. */
const RESOLUTION_MS = 0.2;
const WORDS = {
  load: 'load',
  compose: 'a compose',
  rows: '300 row changes',
  save: 'the first draft that is saved',
  typing: '200 keys',
  idle: '1 s idle',
};

/** The same visits with three extensions in turn: one that does nothing, one with InboxSDK alone, and ours, paired. */
export function run() {
  return inPractice(async ({ folder, open, openDesk }) => {
    const built = await makeExtensions(folder);
    const browsers = [];
    for (const [name, extensionDir] of Object.entries(built)) {
      const opened = name === 'threadline' ? await openDesk(name, { extensionDir }) : await open(name, extensionDir);
      browsers.push({ ...opened, ownerOf: makeOwners(extensionDir, opened.extensionUrl), times: [] });
    }
    for (let round = 0; round < ROUNDS; round++)
      for (const { context, ownerOf, times } of browsers) times.push(await visit(context, ownerOf));
    const [, , ours] = browsers;
    await ours.trackByDefault();
    const tracked = [];
    for (let round = 0; round < ROUNDS; round++) tracked.push(await visitCompose(ours.context, ours.ownerOf));
    return [
      ...PHASES.map((phase) => figureOf(phase, ...browsers.map(({ times }) => times.map((time) => time[phase])))),
      figure('Gmail, a compose with Track on: our scripts', median(tracked.map((time) => time.ours)), null, 'ms', BUDGETS.compose),
    ];
  });
}

function figureOf(phase, empty, inboxSdk, threadline) {
  const [nothing, alone, all] = [empty, inboxSdk, threadline].map((times) => median(times.map((time) => time.ours + time.inboxSdk)));
  const [value, layout] = ['ours', 'layout'].map((kind) => median(threadline.map((time) => time[kind])));
  const about = [`${all.toFixed(1)} with InboxSDK`, `${nothing.toFixed(1)} an empty extension`];
  if (layout > 0) about.push(`${layout.toFixed(1)} of layout brought forward`);
  return {
    name: `Gmail, ${WORDS[phase]}: our scripts beside InboxSDK alone (${about.join(', ')})`,
    value,
    unit: 'ms',
    baseline: alone,
    ratio: alone > 0 ? value / alone : null,
    budget: BUDGETS[phase],
    met: BUDGETS[phase] === null ? null : value <= BUDGETS[phase] + RESOLUTION_MS,
  };
}
