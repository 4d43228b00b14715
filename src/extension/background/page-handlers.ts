import { parseAddress } from '../../core/address';
import { openOptionsPage, openPopupWindow, readShortcuts, type Sender } from '../browser-api';
import { type Handlers, tellPages } from '../messaging';
import type { DeliveryNews, FromPage } from '../protocol';
import { noteAccount } from './account-hints';
import { pageOriginOf } from './audiences';
import { makeStrays } from './strays';
import { makePageTracking } from './tracking/handlers';
import type { Worker } from './worker';

/** Sections of the options page that a mail page may open; of accounts also at one that is to be set up. */
const SECTION = /^[a-z-]{0,30}$/;
const MAX_PROBES = 200;

const tabOf = ({ tab }: Sender): number => tab?.id ?? -1;

/** What a mail page may ask for. Each handler that names a draft checks that this tab opened it. */
export function makePageHandlers(ready: Promise<Worker>): Handlers<FromPage> {
  const strays = makeStrays(ready);
  return {
    ...makePageTracking(ready),
    async openPage(sender, account) {
      await noteAccount(sender, account);
      const [state, keys] = await Promise.all([(await ready).accounts.read(account), readShortcuts()]);
      return { state, shortcuts: { log: keys['toggle-log'] ?? '', track: keys['toggle-track'] ?? '' } };
    },
    async accountState(sender, account) {
      await noteAccount(sender, account);
      return (await ready).accounts.read(account);
    },
    async accounts() {
      const { accounts } = await (await ready).settings.read();
      return accounts.filter(({ connectionId }) => connectionId !== null).map(({ address }) => address);
    },
    async openDraft(sender, account, hostDraftId, hostThreadId, knownId) {
      return (await ready).drafts.open({ account, hostDraftId, hostThreadId, knownId, tab: tabOf(sender), origin: pageOriginOf(sender) });
    },
    async setSwitches(sender, id, switches) {
      return (await ready).drafts.setSwitches(id, tabOf(sender), switches);
    },
    async setChoices(sender, id, choices) {
      return (await ready).drafts.setChoices(id, tabOf(sender), choices);
    },
    async plan(sender, id, header) {
      const { drafts, planning } = await ready;
      return planning.plan(await drafts.get(id, tabOf(sender)), header);
    },
    async describe(sender, id, draft) {
      const { drafts, planning, connections, clock } = await ready;
      const row = await drafts.get(id, tabOf(sender));
      const { engagement, plan, account } = await planning.engage(row, draft, { messageId: null, hostThreadId: '', at: clock() });
      const connector = plan.verdict === 'will-log' ? await connections.connectorFor(account?.connectionId ?? '') : null;
      return connector?.describe(engagement) ?? [];
    },
    async search(sender, id, query) {
      const { drafts, settings, connections } = await ready;
      const { account } = await drafts.get(id, tabOf(sender));
      const { accounts } = await settings.read();
      const connector = await connections.connectorFor(accounts.find(({ address }) => address === account)?.connectionId ?? '');
      const answer = query.trim() === '' ? undefined : await connector?.search(query.trim());
      return answer?.ok ? answer.value : [];
    },
    async keepFile(sender, id, piece) {
      const { drafts, files } = await ready;
      await drafts.get(id, tabOf(sender));
      return files.keep(id, piece);
    },
    async intend(sender, id, draft) {
      const { drafts, sends } = await ready;
      return sends.intend(await drafts.get(id, tabOf(sender)), draft);
    },
    async sign(sender, id, sign) {
      const { drafts, sends } = await ready;
      return sends.sign(await drafts.get(id, tabOf(sender)), sign);
    },
    async signStray(sender, account, hostDraftId, sign) {
      return strays.sign(sender, account, hostDraftId, sign);
    },
    async unlog(sender, id) {
      const { drafts, outbox, sends, changed } = await ready;
      const row = await drafts.get(id, tabOf(sender));
      await outbox.unlog(row.engagementId, 0);
      changed();
      return sends.newsOf(row);
    },
    async news(sender, ids) {
      const { drafts, sends } = await ready;
      const news: DeliveryNews[] = [];
      for (const id of ids.slice(0, 100)) {
        const one = await drafts
          .get(id, tabOf(sender))
          .then(sends.newsOf)
          .catch(() => null);
        if (one) news.push(one);
      }
      return news;
    },
    async openOptions(_, section) {
      const [name = '', account = ''] = section.split('/', 2);
      const address = name === 'accounts' ? parseAddress(account) : null;
      await openOptionsPage(!SECTION.test(name) ? '' : address === null ? name : `${name}/${encodeURIComponent(address)}`);
    },
    async openPopup() {
      if (!(await openPopupWindow())) await openOptionsPage('');
    },
    async reportSelfCheck(_, { host, at, probes }) {
      const { db } = await ready;
      const short = (text: string) => text.slice(0, 300);
      const kept = probes
        .slice(0, MAX_PROBES)
        .map(({ id, state, evidence }) => ({ id: short(id), state: short(state), evidence: short(evidence) }));
      await db.reports.put({ host: short(host), at, probes: kept });
      void tellPages.changed('self-check');
    },
  };
}
