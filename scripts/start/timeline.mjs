/** @typedef {import('@playwright/test').Page} Page @typedef {import('../../src/core/endpoint-api').TimelineItem} TimelineItem */

/**
 * The endpoint's API as the signed-in timeline page may call it.
 * @param {Page} page signed in by the endpoint's link
 * @param {string} url the endpoint's
 */
export function timelineApi(page, url) {
  const get = async (path) => {
    const answer = await page.request.get(`${url}/api/v1${path}`);
    if (!answer.ok()) throw new Error(`the endpoint answered ${answer.status()} to ${path}`);
    return answer.json();
  };
  return {
    /** Where the list of changes ends now. */
    async end() {
      let page = await get('/changes');
      while (page.more) page = await get(`/changes?cursor=${encodeURIComponent(page.cursor)}`);
      return page.cursor;
    },
    /**
     * Mails logged since, oldest first.
     * @param {string} cursor
     * @returns {Promise<TimelineItem[]>}
     */
    async loggedSince(cursor) {
      const { changes } = await get(`/changes?cursor=${encodeURIComponent(cursor)}`);
      const logged = changes.filter(({ change }) => change === 'logged');
      return Promise.all(logged.map(async ({ engagementId }) => (await get(`/engagements/${engagementId}`)).item));
    },
  };
}
