import { expect, test } from 'vitest';
import { accountDefaults, type Connection, defaults, type Settings } from '../../core/settings';
import type { Health } from '../protocol';
import { summariseHealth } from './health';

const connection = (id: string): Connection => ({
  id,
  connector: 'endpoint',
  label: id,
  baseUrl: 'https://crm.example',
  userId: 'u1',
  userName: 'Anna',
  userAddress: 'anna@northwind.example',
  role: 'rep',
  accountId: 'u1',
});
const settings: Settings = {
  ...defaults,
  connections: [connection('one'), connection('two')],
  accounts: [
    { ...accountDefaults, address: 'anna@northwind.example', connectionId: 'one' },
    { ...accountDefaults, address: 'service@northwind.example', connectionId: 'two' },
  ],
};
const health = (connectionId: string, state: Health['state']): Health => ({
  ...{ connectionId, state, code: null, checkedAt: null },
  missing: [],
});

test('D5: the connection that needs the rep is shown before those that work, with its own accounts', () => {
  const summary = summariseHealth(settings, [health('one', 'ok'), health('two', 'needs-reconnect')]);
  expect(summary).toMatchObject({ state: 'needs-reconnect', connection: { id: 'two' }, accounts: ['service@northwind.example'] });
});

test('everything in order names all accounts', () => {
  const summary = summariseHealth(settings, [health('one', 'ok'), health('two', 'ok')]);
  expect(summary).toMatchObject({ state: 'ok', accounts: ['anna@northwind.example', 'service@northwind.example'] });
});

test('a connection nobody has heard of yet counts as not checked, not as working', () => {
  expect(summariseHealth(settings, [health('one', 'ok')]).state).toBe('unknown');
});

test('K6: an account without a CRM is said, as is having no CRM at all', () => {
  const homeless = { ...settings, accounts: [...settings.accounts, { ...accountDefaults, address: 'x@y.example' }] };
  const summary = summariseHealth(homeless, [health('one', 'ok'), health('two', 'ok')]);
  expect(summary).toMatchObject({ state: 'account-without-crm', accounts: ['x@y.example'] });
  expect(summariseHealth(defaults, []).state).toBe('no-connection');
});

test('D5: a CRM that the browser does not let us ask is said as such, and a key that lacks a right before all is well', () => {
  const shut: Health = { ...health('two', 'permission-missing'), code: 'host_permission_missing' };
  expect(summariseHealth(settings, [health('one', 'ok'), shut])).toMatchObject({
    state: 'host-permission-missing',
    connection: { id: 'two' },
  });
  const behind: Health = { ...health('two', 'unreachable'), code: 'crm_reconnect' };
  expect(summariseHealth(settings, [health('one', 'ok'), behind])).toMatchObject({ state: 'admin-must-reconnect' });
  const limited: Health = { ...health('two', 'ok'), missing: ['crm.objects.deals.read'] };
  expect(summariseHealth(settings, [health('one', 'ok'), limited])).toMatchObject({ state: 'rights-missing', connection: { id: 'two' } });
});

test('D5: offline is said before what follows from it, and after what only the rep can mend', () => {
  expect(summariseHealth(settings, [health('one', 'unreachable'), health('two', 'ok')], false).state).toBe('offline');
  expect(summariseHealth(settings, [health('one', 'unreachable'), health('two', 'needs-reconnect')], false).state).toBe('needs-reconnect');
  expect(summariseHealth(defaults, [], false).state).toBe('no-connection');
});
