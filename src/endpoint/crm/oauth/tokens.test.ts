import { expect, test } from 'vitest';
import type { CrmConnections, Secret } from '../../store/crm-connections';
import { providerOf } from './provider';
import { makeTokenKeeper } from './tokens';

const HOUR = 3_600_000;
type OAuth = Extract<Secret, { kind: 'oauth' }>;

/** A store that a full disk may befall, and a CRM whose refresh token changes with each use. */
function openKeeper() {
  const time = { now: HOUR };
  const stored = { id: 'c', version: 1, secret: { kind: 'oauth', access: 'a1', refresh: 'r1', expiresAt: 0 } as OAuth };
  const disk = { full: false };
  const events: string[] = [];
  const connections = {
    read: async () => ({ id: stored.id, connector: 'zendesk-sell' }),
    readSecret: async () => ({ ...stored }),
    async replaceSecret(_tenant: string, version: number, secret: OAuth) {
      if (disk.full) throw new Error('SQLITE_FULL');
      if (version !== stored.version) return false;
      Object.assign(stored, { version: version + 1, secret });
      return true;
    },
  } as unknown as CrmConnections;
  let good = 1;
  const asked: string[] = [];
  let meanwhile = () => {};
  const fetchIt: typeof fetch = async (_url, init) => {
    const refresh = new URLSearchParams(String(init?.body)).get('refresh_token') ?? '';
    asked.push(refresh);
    meanwhile();
    if (refresh !== `r${good}`) return Response.json({ error: 'invalid_grant' }, { status: 400 });
    good += 1;
    return Response.json({ access_token: `a${good}`, refresh_token: `r${good}`, expires_in: 3600 });
  };
  const provider = providerOf('zendesk-sell', 'https://sell.example');
  const client = { clientId: 'id', clientSecret: 'secret' };
  const clientOf = () => (provider ? { provider, client } : null);
  const log = ({ event }: { event: string }) => void events.push(event);
  const inTurn = async (_tenant: string, work: () => Promise<void>) => work().then(() => true);
  const keeper = makeTokenKeeper({ connections, clientOf, inTurn, fetch: fetchIt, clock: () => time.now, log });
  const during = (happens: () => void) => {
    meanwhile = happens;
  };
  return { time, stored, disk, events, asked, during, current: (used?: string) => keeper.current({ tenant: 't', id: 'c' }, used ?? null) };
}

test('K8: a new token that the disk had no room for is kept, used, and stored as soon as there is', async () => {
  const { time, stored, disk, events, asked, current } = openKeeper();
  disk.full = true;
  expect(await current()).toEqual({ ok: true, value: 'a2' });
  expect(await current()).toEqual({ ok: true, value: 'a2' });
  expect([asked, stored.secret.refresh]).toEqual([['r1'], 'r1']);
  expect(events).toContain('crm_token_not_stored');
  disk.full = false;
  expect(await current()).toEqual({ ok: true, value: 'a2' });
  expect(stored.secret.refresh).toBe('r2');
  time.now += HOUR;
  expect(await current()).toEqual({ ok: true, value: 'a3' });
  expect(asked).toEqual(['r1', 'r2']);
});

test('K8: where another process was quicker with the same refresh token, its tokens are taken', async () => {
  const { stored, events, during, current } = openKeeper();
  stored.secret.refresh = 'r0';
  during(() => Object.assign(stored, { version: 2, secret: { kind: 'oauth', access: 'theirs', refresh: 'r9', expiresAt: 9 * HOUR } }));
  expect(await current()).toEqual({ ok: true, value: 'theirs' });
  expect(events).toEqual([]);
});

test('K8: whoever reconnects while a refresh is under way is right', async () => {
  const { stored, during, current } = openKeeper();
  during(() => Object.assign(stored, { version: 5, secret: { kind: 'token', token: 'new key' } }));
  expect(await current()).toEqual({ ok: true, value: 'new key' });
  expect(stored).toEqual({ id: 'c', version: 5, secret: { kind: 'token', token: 'new key' } });
});

test('K8: a refresh that was refused is not asked for again with the same token', async () => {
  const { stored, asked, current } = openKeeper();
  stored.secret.refresh = 'r0';
  for (let count = 0; count < 3; count++) expect(await current()).toMatchObject({ ok: false, outcome: { code: 'token_refused' } });
  expect(asked).toEqual(['r0']);
});

test('K8: the key of another account is never given to the former one, not even in the middle of a refresh', async () => {
  const { stored, during, current } = openKeeper();
  during(() => Object.assign(stored, { id: 'd', version: 5, secret: { kind: 'token', token: 'new key' } }));
  expect(await current()).toMatchObject({ ok: false, outcome: { code: 'token_refused' } });
  expect(await current('a1')).toMatchObject({ ok: false, outcome: { code: 'token_refused' } });
});
