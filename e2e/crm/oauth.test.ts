import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectProblem } from '../../src/endpoint/testing';
import { mailTo } from '../../src/endpoint/testing-mails';
import { CLIENT } from './oauth.mjs';
import { CRMS, type OAuthHouse, openOAuthHouse } from './oauth-house';

const HOUR = 3_600_000;

describe.each(CRMS)('K8: OAuth with %s', (crm) => {
  let house: OAuthHouse;
  beforeEach(async () => {
    house = await openOAuthHouse(crm);
  });
  afterEach(() => house.stop());

  const current = () => house.db.read.selectFrom('crm_connections').selectAll().executeTakeFirstOrThrow();
  const mail = () => mailTo(['ada@acme.example'], { subject: 'By way of consent' });
  const log = (one: unknown) => house.endpoint.log(one);
  const countMails = () => house.countMails('By way of consent');

  describe('consent', () => {
    test('connects, in the browser of an admin, and everything goes through', async () => {
      expect(await house.consent()).toBe('connected');
      expect(await house.connection()).toMatchObject({ connector: crm, failure: null });
      expect((await house.lookUp()).json.known[0].contacts).toHaveLength(1);
      expect(await log(mail())).toMatchObject({ result: 'created', ref: { url: expect.any(String) } });
      expect(countMails()).toBeGreaterThan(0);
    });

    test('is asked for with a state and a challenge of its own each time, and nothing secret', async () => {
      const [one, other] = [await house.begin(), await house.begin()];
      const query = new URL(one.url).searchParams;
      expect(query.get('redirect_uri')).toBe(`http://endpoint.example/oauth/${crm}/callback`);
      expect(query.get('code_challenge_method')).toBe('S256');
      for (const name of ['state', 'code_challenge']) {
        expect(query.get(name)?.length).toBeGreaterThanOrEqual(43);
        expect(query.get(name)).not.toBe(new URL(other.url).searchParams.get(name));
      }
      expect(one.url).not.toContain(CLIENT.secret);
    });

    test('that is declined connects nothing, and says so', async () => {
      house.oauth.habits.saysYes = false;
      expect(await house.consent()).toBe('declined');
      expect(await house.connection()).toBeNull();
      expect(house.oauth.asked).toEqual([]);
    });

    test('is an admin’s, signed in', async () => {
      expectProblem(await house.call('GET', `/oauth/${crm}/start`), 401, 'not_signed_in');
      expectProblem(await house.call('GET', `/oauth/${crm}/start`, { token: house.tokens.tom }), 403, 'sign_in_needed');
      expectProblem(
        await house.call('GET', `/oauth/${crm}/start`, { headers: { cookie: await house.signIn(house.anna) } }),
        403,
        'admin_only',
      );
      expectProblem(await house.call('GET', '/oauth/activecampaign/start', { headers: { cookie: house.admin } }), 404, 'not_found');
    });

    test.each<[string, (back: URL, browser: string) => Promise<[URL, string]> | [URL, string]]>([
      ['with another state', (back, browser) => [changed(back, 'state', `${back.searchParams.get('state')}x`), browser]],
      ['without a state', (back, browser) => [changed(back, 'state', null), browser]],
      ['in another browser', (back) => [back, 'threadline_consent=another']],
      ['without the browser’s own part', (back) => [back, '']],
      [
        'by another CRM’s way',
        (back, browser) => [new URL(back.href.replace(crm, crm === 'hubspot' ? 'zendesk-sell' : 'hubspot')), browser],
      ],
      [
        'too late',
        (back, browser) => {
          house.time.now += 10 * 60_000;
          return [back, browser];
        },
      ],
      [
        'by somebody who is signed out by now',
        async (back, browser) => {
          await house.db.write((tx) => tx.deleteFrom('sessions').execute());
          return [back, browser];
        },
      ],
      [
        'by somebody who is no admin any longer',
        async (back, browser) => {
          await house.db.write((tx) => tx.updateTable('users').set({ role: 'rep' }).execute());
          return [back, browser];
        },
      ],
    ])('that comes back %s is none, and no token is asked for', async (_, meddle) => {
      const { url, browser } = await house.begin();
      const [back, cookie] = await meddle(await house.decide(url), browser);
      expect(await house.comeBack(back, cookie)).toBe('expired');
      expect(house.oauth.asked).toEqual([]);
      expect(await house.db.read.selectFrom('crm_connections').select('id').execute()).toEqual([]);
    });

    test('is good once: the same way back again does nothing', async () => {
      const { url, browser } = await house.begin();
      const back = await house.decide(url);
      expect(await house.comeBack(back, browser)).toBe('connected');
      const { version } = await current();
      expect(await house.comeBack(back, browser)).toBe('expired');
      expect((await current()).version).toBe(version);
      expect(house.oauth.asked).toHaveLength(1);
    });

    test('a code that somebody used before, or of another client’s address, brings no token', async () => {
      const first = await house.begin();
      const used = await house.decide(first.url);
      expect(await house.comeBack(used, first.browser)).toBe('connected');
      const second = await house.begin();
      const back = changed(await house.decide(second.url), 'code', used.searchParams.get('code'));
      expect(await house.comeBack(back, second.browser)).toBe('token_refused');
      // A code that was meant for another verifier: the other one's own way began elsewhere.
      const [third, fourth] = [await house.begin(), await house.begin()];
      const stolen = (await house.decide(third.url)).searchParams.get('code');
      expect(await house.comeBack(changed(await house.decide(fourth.url), 'code', stolen), fourth.browser)).toBe('token_refused');
      expect(await house.connection()).toMatchObject({ failure: null });
    });
  });

  describe('a refresh', () => {
    beforeEach(async () => {
      expect(await house.consent()).toBe('connected');
    });

    test('is one for all who wait, and what came is stored', async () => {
      house.time.now += 2 * HOUR;
      const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => house.lookUp(`someone${index}@acme.example`)));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(house.countRefreshes()).toBe(1);
      house.time.now += 2 * HOUR;
      const line = await house.restart().lineOf(house.tom.tenant);
      expect((await line?.check())?.ok).toBe(true);
      expect(house.countRefreshes()).toBe(2);
    });

    test('comes before the token ends, and not before that', async () => {
      await house.lookUp('a@acme.example');
      expect(house.countRefreshes()).toBe(0);
      house.time.now += (crm === 'hubspot' ? 1800 : 3600) * 1000 - 4 * 60_000;
      await house.lookUp('b@acme.example');
      expect(house.countRefreshes()).toBe(1);
    });

    test('mends a token that is refused in the middle of a delivery, at once and unseen', async () => {
      const { secret } = await current();
      house.server.order({ kind: 401, when: /\/(emails|notes)/ });
      expect(await log(mail())).toMatchObject({ result: 'created' });
      expect(house.countRefreshes()).toBe(1);
      expect((await current()).secret).not.toBe(secret);
      expect((await house.connection()).failure).toBeNull();
    });

    test.each(['new words', 'old words'])(
      'that is refused (%s) holds everything back until somebody reconnects; then it goes, once',
      async (words) => {
        house.oauth.habits.oldWords = words === 'old words';
        const { id } = await current();
        house.oauth.withdraw();
        const waiting = mail();
        expect(await log(waiting)).toMatchObject({ result: 'accepted', delivery: { state: 'waiting', code: 'crm_reconnect' } });
        expect(await house.connection()).toMatchObject({ failure: 'token_refused' });
        house.time.now += 3 * HOUR;
        expectProblem(await house.lookUp(), 502, 'crm_reconnect');
        await log(waiting);
        expect(house.countRefreshes()).toBe(1);
        expect(await house.consent()).toBe('connected');
        expect((await current()).id).toBe(id);
        expect(await log(waiting)).toMatchObject({ result: 'duplicate', ref: { id: expect.any(String) } });
        const mails = countMails();
        await log(waiting);
        expect(countMails()).toBe(mails);
      },
    );

    test('that nobody answers is asked again later; nobody is told to reconnect', async () => {
      house.time.now += 2 * HOUR;
      house.server.order({ kind: 503, when: /\/token/ });
      const waiting = mail();
      expect((await log(waiting)).delivery.code).not.toBe('crm_reconnect');
      house.time.now += HOUR;
      expect(await log(waiting)).toMatchObject({ result: 'duplicate', ref: { id: expect.any(String) } });
    });

    test('whose answer was lost is asked for again by the next process, where the CRM allows that', async () => {
      house.oauth.habits.graceful = true;
      house.time.now += 2 * HOUR;
      house.server.order({ kind: 'drop-after', when: /\/token/ });
      expect((await house.lookUp()).status).toBe(502);
      const line = await house.restart().lineOf(house.tom.tenant);
      expect((await line?.check())?.ok).toBe(true);
    });

    test('whose answer was lost at a CRM that allows it once only ends in "reconnect", and no mail is lost', async () => {
      house.oauth.habits.rotates = true;
      house.time.now += 2 * HOUR;
      house.server.order({ kind: 'drop-after', when: /\/token/ });
      const waiting = mail();
      expect(await log(waiting)).toMatchObject({ result: 'accepted', delivery: { state: 'waiting' } });
      house.time.now += HOUR;
      expect(await log(waiting)).toMatchObject({ delivery: { code: 'crm_reconnect' } });
      expect(await house.consent()).toBe('connected');
      expect(await log(waiting)).toMatchObject({ result: 'duplicate' });
    });

    test('is given back when the endpoint is disconnected', async () => {
      expect(house.oauth.live()).toHaveLength(1);
      expect((await house.disconnect()).status).toBe(204);
      expect(house.oauth.live()).toEqual([]);
      expect((await current()).secret).toBeNull();
    });
  });

  test('no token, code, verifier or client secret stands in the database, an answer or a log', async () => {
    const { url, browser } = await house.begin();
    const back = await house.decide(url);
    await house.comeBack(back, browser);
    house.oauth.withdraw();
    const answers = [
      await house.lookUp(),
      await house.connection(),
      await log(mail()),
      await house.call('GET', '/docs/json'),
      await house.begin(),
    ];
    const tables = ['crm_connections', 'oauth_requests', 'outbox', 'crm_holds'] as const;
    const rows = await Promise.all(tables.map((table) => house.db.read.selectFrom(table).selectAll().execute()));
    const everything = JSON.stringify([answers, rows, house.logged]);
    expect(everything).not.toMatch(/(access|refresh|code)\d+x[0-9a-f]/);
    expect(everything).not.toContain(CLIENT.secret);
    expect(everything).not.toContain(back.searchParams.get('state'));
  });
});

function changed(url: URL, name: string, value: string | null): URL {
  const other = new URL(url);
  if (value === null) other.searchParams.delete(name);
  else other.searchParams.set(name, value);
  return other;
}
