/** The profiler looks so often, in µs. */
const EVERY = 200;
/** A longer gap than this, in µs, is the computer doing something else meanwhile, not the page. */
const LONGEST_GAP = 1_000;

/** Here the browser lays out what it would lay out for the next frame anyway. */
const LAYOUT = new Set(['getBoundingClientRect']);
/** The page's own calls, which our witness hands on: they take their time without us too. */
const HANDED_ON = new Set(['fetch', 'send', 'open']);
const WITNESS = /-witness\.js$/;

/** @typedef {import('../gmail/owners.mjs').Owner} Owner @typedef {{ ours: number, inboxSdk: number, layout: number, longest: number }} Times ms; `layout` is asked for by ours, `longest` is our longest while without a pause */

/**
 * Main-thread time that goes to scripts of extensions while `act` runs, by whose they are, in whatever world they run. What
 * the page and the browser do themselves is not counted.
 * @param {import('@playwright/test').CDPSession} session of the page
 * @param {(frame: { url: string, lineNumber: number, columnNumber: number }) => Owner} ownerOf
 * @param {() => Promise<void>} act
 * @returns {Promise<Times>}
 */
export async function scriptTimes(session, ownerOf, act) {
  await session.send('Profiler.start');
  await act();
  const { profile } = await session.send('Profiler.stop');
  const parents = new Map();
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const kinds = new Map();
  const kindOf = (id) => {
    if (!kinds.has(id)) kinds.set(id, kindOfStack(stackOf(id, frames, parents), ownerOf));
    return kinds.get(id);
  };
  const times = { ours: 0, inboxSdk: 0, layout: 0, longest: 0 };
  let running = 0;
  profile.samples?.forEach((id, at) => {
    const kind = kindOf(id);
    const ms = Math.min(profile.timeDeltas?.[at] ?? 0, LONGEST_GAP) / 1000;
    if (kind) times[kind] += ms;
    running = kind === 'ours' || kind === 'layout' ? running + ms : 0;
    times.longest = Math.max(times.longest, running);
  });
  return times;
}

/** From the innermost frame outwards. */
function stackOf(id, frames, parents) {
  const stack = [];
  for (let at = id; at !== undefined; at = parents.get(at)) stack.push(frames.get(at));
  return stack;
}

/** @returns {'ours' | 'inboxSdk' | 'layout' | null} */
function kindOfStack(stack, ownerOf) {
  const owner = ownerOfStack(stack.map(ownerOf));
  const [{ url, functionName }, caller] = stack;
  if (owner !== 'ours' || url !== '') return owner;
  if (HANDED_ON.has(functionName) && WITNESS.test(caller?.url ?? '')) return null;
  return LAYOUT.has(functionName) ? 'layout' : owner;
}

/** What InboxSDK does because we ask it to is ours too; only the start of InboxSDK itself is its own. */
function ownerOfStack(owners) {
  const [nearest, ...others] = owners.filter((owner) => owner !== null);
  if (nearest === undefined) return null;
  if (nearest !== 'inboxSdk') return 'ours';
  return others.find((owner) => owner !== 'inboxSdk') === 'ours' ? 'ours' : 'inboxSdk';
}

/** @param {import('@playwright/test').Page} page */
export async function profiler(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: EVERY });
  return session;
}
