/**
 * Main-thread time that goes to scripts of extensions while `act` runs, in ms: samples whose nearest function with an
 * address is an extension's, in whatever world it runs. What the page and the browser do themselves is not counted.
 * @param {import('@playwright/test').CDPSession} session of the page
 * @param {() => Promise<void>} act
 */
export async function scriptTime(session, act) {
  await session.send('Profiler.start');
  await act();
  const { profile } = await session.send('Profiler.stop');
  const parents = new Map();
  for (const node of profile.nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const owners = new Map();
  const ownerOf = (id) => {
    if (id === undefined) return '';
    if (!owners.has(id)) owners.set(id, nodes.get(id).callFrame.url || ownerOf(parents.get(id)));
    return owners.get(id);
  };
  let microseconds = 0;
  profile.samples?.forEach((id, at) => {
    if (ownerOf(id).startsWith('chrome-extension:')) microseconds += profile.timeDeltas?.[at] ?? 0;
  });
  return microseconds / 1000;
}

/** @param {import('@playwright/test').Page} page */
export async function profiler(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.setSamplingInterval', { interval: 100 });
  return session;
}
