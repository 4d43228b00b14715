import { parseAddress } from '../../core/address';
import { readSession, type Sender, writeSession } from '../browser-api';
import { pageOriginOf } from './audiences';

const KEY = 'accounts of tabs';
type Seen = Record<string, { origin: string; account: string }>;

const seen = async (): Promise<Seen> => ({ ...((await readSession(KEY)) as Seen | undefined) });

/** Which account a tab shows, for windows that do not say: those that its page opened. */
export async function noteAccount(sender: Sender, named: string): Promise<void> {
  const account = parseAddress(named);
  const tab = sender.tab?.id;
  if (account === null || tab === undefined) return;
  const before = await seen();
  const origin = pageOriginOf(sender);
  if (before[tab]?.account !== account || before[tab]?.origin !== origin)
    await writeSession(KEY, { ...before, [tab]: { origin, account } });
}

/** The account of the page that opened this one; else of all pages of its origin, if they agree. */
export async function findAccount(sender: Sender): Promise<string | null> {
  const all = await seen();
  const origin = pageOriginOf(sender);
  const opener = all[sender.tab?.openerTabId ?? -1];
  if (opener?.origin === origin) return opener.account;
  const accounts = new Set(Object.values(all).flatMap((one) => (one.origin === origin ? [one.account] : [])));
  const [account] = accounts;
  return accounts.size === 1 ? (account ?? null) : null;
}
