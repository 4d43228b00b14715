import { logSwitch } from '../compose/compose-test';
import { expect, handsOf } from '../fixture';
import { chipOf, chipsIn, said, saysOf } from './message';
import { read, refresh, test } from './reading-test';

test.setTimeout(150_000);

const ADA = { name: 'Ada Lovelace', address: 'ada@acme.example' };
const of = (records: { kind: string; name: string }[] | undefined, kind: string) =>
  (records ?? []).filter((record) => record.kind === kind).map(({ name }) => name);

test('C9: a reply inherits what is ticked in its thread; a reply that comes in is logged when it is seen, once, to the same', async ({
  desk,
  receive,
}) => {
  receive({ from: ADA, subject: 'Seats in May' });
  const page = await desk.open();
  await read(page, 'Seats in May');
  const chip = await chipOf(page);
  await saysOf(chip, /^Not logged$/);
  await chip.click('button', 'Choose records');
  await chip.click('checkbox', /Acme: forty seats/);
  await chip.find('checkbox', /Acme: forty seats/, ({ checked }) => !checked);
  await chip.click('button', 'Log this message');
  await saysOf(chip, /^Logged · .*Acme.*, 1 deal$/);

  await handsOf(page).reply(page);
  await logSwitch(page);
  await page.keyboard.type('Of course.');
  await handsOf(page).sendInline(page);
  await desk.becomes('Re: Seats in May', 'logged');
  const [answer] = await desk.held('Re: Seats in May');
  expect(of(answer?.records, 'deal')).toEqual(['Acme: onboarding package']);

  // From another address of hers, while the thread is open.
  receive({ from: { name: 'Ada Lovelace', address: 'ada@home.example' }, subject: 'Re: Re: Seats in May', answers: 'Seats in May' });
  await refresh(page);
  await expect.poll(async () => (await desk.held('Re: Re: Seats in May')).length, { timeout: 30_000 }).toBe(1);
  await refresh(page);
  await expect.poll(async () => Promise.all((await chipsIn(page)).map(said))).toContainEqual(expect.stringMatching(/^Logged/));
  const heard = await desk.held('Re: Re: Seats in May');
  expect(heard).toHaveLength(1);
  expect(of(heard[0]?.records, 'contact')).toEqual(['Ada Lovelace']);
  expect(of(heard[0]?.records, 'deal')).toEqual(['Acme: onboarding package']);
  expect((await desk.ask('counts')).logged).toBe(3);
});

test('C9: with “log replies” off a reply that comes in is left to the rep', async ({ desk, receive }) => {
  receive({ from: ADA, subject: 'By hand, please' });
  const page = await desk.open();
  await read(page, 'By hand, please');
  const chip = await chipOf(page);
  await chip.click('button', 'Log');
  await saysOf(chip, /^Logged/);
  for (const account of (await desk.ask('getSettings')).accounts) await desk.ask('saveAccount', { ...account, logReplies: false });
  receive({ from: ADA, subject: 'Re: By hand, please', answers: 'By hand, please' });
  await refresh(page);
  await expect.poll(async () => Promise.all((await chipsIn(page)).map(said)), { timeout: 30_000 }).toContain('Not logged');
  expect(await desk.held('Re: By hand, please')).toEqual([]);
});
