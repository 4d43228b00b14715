import { parseAddress } from '../../core/address';
import { UNDO_UNLOG_MS } from '../../core/limits';
import type { EntryPage } from '../../core/outbox/outbox-store';
import { defaultOwnDomains } from '../../core/own-domains';
import { clearStorage, listMailTabs } from '../browser-api';
import { CallFailed, type Handlers, tellPages, tellTab } from '../messaging';
import type { FromUi } from '../protocol';
import { exportAll } from './export';
import { codeOf } from './failures';
import type { Worker } from './worker';

const MOST_ON_A_PAGE = 500;
/** How long somebody who connects waits for the never-log list. */
const LONGEST_CONNECTING_MS = 1_500;

/** What popup and options may ask for. */
export function makeUiHandlers(ready: Promise<Worker>): Handlers<FromUi> {
  /** Does it, and lets everybody know. */
  async function change<T>(to: (worker: Worker) => Promise<T>): Promise<T> {
    const worker = await ready;
    const result = await to(worker);
    worker.changed();
    return result;
  }

  return {
    async getSettings() {
      return (await ready).settings.read();
    },
    async saveAccount(_, account) {
      const address = parseAddress(account.address);
      if (address === null) throw new CallFailed('invalid');
      const ownDomains = account.ownDomains.length > 0 ? account.ownDomains : defaultOwnDomains(address);
      const saved = { ...account, address, ownDomains };
      return (await ready).settings.change((now) => {
        const isKnown = now.accounts.some((one) => one.address === address);
        const accounts = isKnown ? now.accounts.map((one) => (one.address === address ? saved : one)) : [...now.accounts, saved];
        return { ...now, accounts };
      });
    },
    async removeAccount(_, address) {
      return (await ready).settings.change((now) => ({ ...now, accounts: now.accounts.filter((account) => account.address !== address) }));
    },
    async pause(_, pausedUntil) {
      return (await ready).settings.change((now) => ({ ...now, pausedUntil }));
    },
    async connect(_, request) {
      const { connections, outbox, rules, tracking, changed } = await ready;
      const answer = await connections.connect(request);
      if (!answer.ok) return answer;
      await outbox.release(answer.connection.id);
      // The usual list is here at once, and the first mail is planned by it; a very long one goes on behind the answer.
      const reading = Promise.all([rules.sync(answer.connection.id), tracking.care()]).catch(codeOf);
      await Promise.race([reading, new Promise((done) => setTimeout(done, LONGEST_CONNECTING_MS))]);
      changed();
      return answer;
    },
    async checkConnection(_, connectionId) {
      const { connections, outbox, rules, changed } = await ready;
      const health = await connections.check(connectionId);
      if (health.state !== 'ok') return health;
      await outbox.release(connectionId);
      // A long list takes its time, and its own news say when it is there.
      void rules.sync(connectionId).catch(codeOf);
      changed();
      return health;
    },
    removeConnection: (_, connectionId) =>
      change(async ({ connections, rules, tracking }) => {
        await rules.forget(connectionId);
        const after = await connections.remove(connectionId);
        await tracking.forget(connectionId);
        return after;
      }),
    async health() {
      const { connections, states } = await ready;
      return Promise.all((await connections.listIds()).map(states.healthOf));
    },
    async counts() {
      const { store, sends } = await ready;
      return { ...(await store.counts()), unconfirmed: await sends.countUnconfirmed() };
    },
    async listOutbox(_, states, limit, cursor) {
      const { store, outbox } = await ready;
      const held = await outbox.listHeld();
      const page = await store.list(states, Math.min(limit, MOST_ON_A_PAGE), cursor ?? undefined);
      // A held connection's entries are due, and yet are not tried before the hold is over.
      const entries = page.entries.map((entry) => {
        const until = held.get(entry.connectionId);
        return until === undefined || entry.dueAt === null ? entry : { ...entry, dueAt: Math.max(entry.dueAt, until) };
      });
      return { ...page, entries };
    },
    async getEntry(_, id) {
      return (await (await ready).store.get(id)) ?? null;
    },
    retry: (_, id) => change(async ({ outbox }) => (await outbox.retry(id)) ?? null),
    retryAll: (_, codes) =>
      change(async ({ store, outbox }) => {
        const ids: string[] = [];
        let cursor: string | null | undefined;
        while (cursor !== null) {
          const page: EntryPage = await store.list(['failed'], MOST_ON_A_PAGE, cursor);
          for (const { id, failure } of page.entries) if (failure && codes.includes(failure.code)) ids.push(id);
          cursor = page.cursor;
        }
        for (const id of ids) await outbox.retry(id);
        return ids.length;
      }),
    edit: (_, id, associations) => change(async ({ outbox }) => (await outbox.edit(id, associations)) ?? null),
    drop: (_, id) => change(async ({ outbox }) => void (await outbox.drop(id))),
    unlogEntry: (_, id) => change(async ({ outbox }) => (await outbox.unlog(id, UNDO_UNLOG_MS)) ?? null),
    relog: (_, id) => change(async ({ outbox }) => (await outbox.relog(id)) ?? null),
    async listUnconfirmed() {
      return (await ready).sends.listUnconfirmed();
    },
    resolveUnconfirmed: (_, id, sent) => change(({ sends }) => sends.resolve(id, sent)),
    async listRules(_, connectionId, query, limit, cursor) {
      return (await ready).rules.list(connectionId, query, Math.min(limit, MOST_ON_A_PAGE), cursor);
    },
    async addRules(_, connectionId, lines, scope, neverTrack) {
      return (await ready).rules.add(connectionId, lines, scope, neverTrack);
    },
    async removeRule(_, connectionId, key, scope) {
      return (await ready).rules.remove(connectionId, key, scope);
    },
    async testRule(_, connectionId, address) {
      return (await ready).rules.test(connectionId, address);
    },
    async search(_, connectionId, query) {
      const connector = await (await ready).connections.connectorFor(connectionId);
      const answer = query.trim() === '' ? undefined : await connector?.search(query.trim());
      return answer?.ok ? answer.value : [];
    },
    async exportData() {
      const { db, settings, clock } = await ready;
      return exportAll(db, await settings.read(), clock());
    },
    async wipe() {
      const { db, connections, changed } = await ready;
      for (const connectionId of await connections.listIds()) await connections.remove(connectionId);
      await db.transaction('rw', db.tables, async () => {
        for (const table of db.tables) await table.clear();
      });
      await clearStorage();
      void tellPages.changed('settings');
      changed();
    },
    async selfCheck() {
      return (await ready).db.reports.toArray();
    },
    async lookAgain() {
      for (const tab of await listMailTabs()) void tellTab(tab).inspect();
    },
  };
}
