/** @typedef {import('@playwright/test').Page} Page @typedef {{ role: string, name: string, backendNodeId: number, checked: boolean }} Heard */

/**
 * Our line in the compose window lives in closed shadow roots, out of reach of the page's scripts and of Playwright's
 * selectors. So it is found as a screen reader finds it, by role and name, and clicked with the mouse.
 * @param {Page} page
 */
export async function screenReader(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Accessibility.enable');

  /** @returns {Promise<Heard[]>} */
  const all = async () => {
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    return nodes.flatMap(({ ignored, role, name, properties = [], backendDOMNodeId: backendNodeId }) => {
      if (ignored || !backendNodeId) return [];
      const checked = properties.some((property) => property.name === 'checked' && property.value.value === 'true');
      return [{ role: role?.value ?? '', name: name?.value ?? '', backendNodeId, checked }];
    });
  };

  return {
    /**
     * Waits for the first that has this role and passes.
     * @param {string} role
     * @param {(heard: Heard) => boolean} passes
     * @param {string} what for the error
     * @returns {Promise<Heard>}
     */
    async find(role, passes, what, timeout = 15_000) {
      for (const end = Date.now() + timeout; ; await page.waitForTimeout(50)) {
        const heard = (await all()).find((one) => one.role === role && passes(one));
        if (heard) return heard;
        if (Date.now() > end) throw new Error(`${what} did not appear on ${page.url()}`);
      }
    },
    /** @param {Heard} heard */
    async click({ backendNodeId }) {
      await session.send('DOM.scrollIntoViewIfNeeded', { backendNodeId });
      const { quads } = await session.send('DOM.getContentQuads', { backendNodeId });
      const [x1 = 0, y1 = 0, , , x2 = 0, y2 = 0] = quads[0] ?? [];
      await page.mouse.click((x1 + x2) / 2, (y1 + y2) / 2);
    },
    /**
     * Reads something off the element.
     * @param {Heard} heard
     * @param {() => unknown} read with the element as `this`
     */
    async read({ backendNodeId }, read) {
      const { object } = await session.send('DOM.resolveNode', { backendNodeId });
      const { result } = await session.send('Runtime.callFunctionOn', {
        objectId: object.objectId,
        functionDeclaration: read.toString(),
        returnByValue: true,
      });
      return result.value;
    },
  };
}
