import { join } from 'node:path';
import { makeOwners } from './gmail/owners.mjs';
import { PHASES, visit, visitCompose } from './outlook/scenario.mjs';
import { inPractice } from './support/desk.mjs';
import { makeEmpty, makeThreadline } from './support/extensions.mjs';
import { figure, median } from './support/figures.mjs';

const ROUNDS = 3;
/** Ms of ours over an empty extension; of the scan, the longest while without a pause. */
const BUDGETS = { load: 1.8, compose: 5, rows: 0.5, save: null, typing: 1, idle: 0, scan: 10 };
/** The profiler looks every 0.2 ms: one look is nothing. */
const RESOLUTION_MS = 0.2;
const WORDS = {
  load: 'load',
  compose: 'a compose',
  rows: '300 row changes',
  save: 'the first draft that is saved',
  typing: '200 keys',
  idle: '1 s idle',
  scan: 'longest scan, 40,000 nodes',
};

/** The same visits with two extensions in turn: one that does nothing, and ours, paired. */
export function run() {
  return inPractice(async ({ folder, open, openDesk }) => {
    const [emptyDir, oursDir] = [
      makeEmpty(join(folder, 'empty'), ['https://outlook.office.com/*']),
      await makeThreadline(join(folder, 'threadline')),
    ];
    const browsers = [
      { ...(await open('empty', emptyDir)), folder: emptyDir, times: [] },
      { ...(await openDesk('threadline', { extensionDir: oursDir })), folder: oursDir, times: [] },
    ];
    for (let round = 0; round < ROUNDS; round++)
      for (const { context, extensionUrl, folder: dir, times } of browsers) times.push(await visit(context, makeOwners(dir, extensionUrl)));
    const [, ours] = browsers;
    await ours.trackByDefault();
    const tracked = [];
    for (let round = 0; round < ROUNDS; round++) tracked.push(await visitCompose(ours.context, makeOwners(ours.folder, ours.extensionUrl)));
    return [
      ...PHASES.map((phase) => figureOf(phase, ...browsers.map(({ times }) => times.map((time) => time[phase])))),
      figure('Outlook, a compose with Track on: our scripts', median(tracked.map((time) => time.ours)), null, 'ms', BUDGETS.compose),
    ];
  });
}

function figureOf(phase, empty, threadline) {
  const kind = phase === 'scan' ? 'longest' : 'ours';
  const [nothing, value] = [empty, threadline].map((times) => median(times.map((time) => time[kind])));
  const layout = median(threadline.map((time) => time.layout));
  const about = layout > 0 && kind === 'ours' ? ` (${layout.toFixed(1)} of layout brought forward)` : '';
  const told = figure(`Outlook, ${WORDS[phase]}: our scripts beside an empty extension${about}`, value, nothing, 'ms', BUDGETS[phase]);
  return { ...told, met: BUDGETS[phase] === null ? null : value <= BUDGETS[phase] + RESOLUTION_MS };
}
