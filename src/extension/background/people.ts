import { parseAddress } from '../../core/address';
import { isAtDomain } from '../../core/own-domains';
import type { PersonCard } from '../protocol';
import type { ConnectionStates } from './connection-states';
import type { Connections } from './connections';
import type { Planning } from './planning';
import type { Rules } from './rules';
import type { SettingsStore } from './settings-store';

/** R2. */
const HISTORY = 5;

export interface PeopleSetting {
  settings: SettingsStore;
  connections: Connections;
  states: ConnectionStates;
  rules: Rules;
  planning: Planning;
  isOnline(): boolean;
}

/** R2: what the CRM knows of somebody whose mail is read. */
export function makePeople({ settings, connections, states, rules, planning, isOnline }: PeopleSetting) {
  const nobody = (address: string): PersonCard => ({ address, contacts: [], leads: [], history: [], code: null, rule: null });

  /** The address, and whom may be asked about it; `card` is all there is to say of it otherwise. */
  async function open(account: string, named: string): Promise<{ address: string; connectionId: string } | { card: PersonCard }> {
    const address = parseAddress(named);
    const { accounts } = await settings.read();
    const mine = accounts.find((one) => one.address === parseAddress(account));
    if (address === null) return { card: nobody(named.slice(0, 320)) };
    if (!mine?.connectionId) return { card: { ...nobody(address), code: 'not_connected' } };
    const rule = (await rules.findFor(mine.connectionId, [address]))(address);
    if (rule) return { card: { ...nobody(address), code: 'never_log', rule: rule.key } };
    const isOurs = accounts.some((one) => one.address === address) || (mine.leaveOutColleagues && isAtDomain(address, mine.ownDomains));
    return isOurs ? { card: nobody(address) } : { address, connectionId: mine.connectionId };
  }

  async function read(account: string, named: string): Promise<PersonCard> {
    const opened = await open(account, named);
    if ('card' in opened) return opened.card;
    const { address, connectionId } = opened;
    const [known] = await planning.findKnown(connectionId, [address], () => true);
    if (!known) return { ...nobody(address), code: isOnline() ? ((await states.healthOf(connectionId)).code ?? 'unreachable') : 'offline' };
    const card = { ...nobody(address), contacts: known.contacts, leads: known.leads };
    const [contact] = known.contacts;
    if (!contact) return card;
    const connector = isOnline() ? await connections.connectorFor(connectionId) : null;
    const history = await connector?.readHistory(contact.id, HISTORY);
    if (history?.ok) return { ...card, history: history.value };
    return { ...card, code: history ? history.outcome.code : isOnline() ? 'not_connected' : 'offline' };
  }

  return {
    read,
    async create(account: string, person: { address: string; name: string }): Promise<PersonCard> {
      const opened = await open(account, person.address);
      if ('card' in opened) return opened.card;
      const { address, connectionId } = opened;
      const connector = isOnline() ? await connections.connectorFor(connectionId) : null;
      const answer = await connector?.createContact({ address, name: person.name.slice(0, 500) });
      if (!answer) return { ...nobody(address), code: isOnline() ? 'not_connected' : 'offline' };
      if (!answer.ok) return { ...nobody(address), code: answer.outcome.code };
      await planning.keepKnown(connectionId, [answer.value]);
      return read(account, address);
    },
    async search(account: string, query: string) {
      const mine = (await settings.read()).accounts.find(({ address }) => address === parseAddress(account));
      const connector = query.trim() === '' ? null : await connections.connectorFor(mine?.connectionId ?? '');
      const answer = await connector?.search(query.trim());
      return answer?.ok ? answer.value : [];
    },
  };
}
