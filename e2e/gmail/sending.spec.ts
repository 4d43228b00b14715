import { compose, expect, send, test, write } from './probe-fixture';

test('C5: a mail that was sent is confirmed once, with what Gmail calls it', async ({ openGmail, practice }) => {
  const log = await openGmail();
  expect((await log.lines('client'))[0]?.account).toBe('anna@northwind.example');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  const { sign } = await log.sign(0, 'confirmed');
  await log.waitFor('closed');
  const [sent] = [...(practice.boxes[0]?.messages.values() ?? [])].filter((message) => message.subject === 'Hello');
  expect(sign).toMatchObject({ messageId: sent?.messageId, hostThreadId: sent?.threadHex, hostMessageId: sent?.hex });
  // InboxSDK tells the same a moment later: that must not count.
  await expect(log.page.locator('.vh').first()).toBeVisible();
  await compose(log.page);
  await log.waitFor('compose', 2);
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'confirmed']);
  expect(practice.internet.hosts(), 'E3: nobody but Gmail is asked').toEqual(['mail.google.com']);
});

test('C1: who was typed but never became a chip is among the final recipients', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page, { to: '"Lovelace, Ada" <Ada@ACME.example>' });
  await log.page.locator('.pE').click();
  await log.page.keyboard.type('bob@acme.example');
  await expect.poll(async () => (await log.read(0)).recipients.length).toBe(2);
  await log.page.keyboard.press('Control+Enter');
  const { sign } = await log.sign(0, 'leaving');
  expect(sign.recipients).toEqual([
    { field: 'to', address: 'ada@acme.example', name: 'Lovelace, Ada', known: true },
    { field: 'cc', address: 'bob@acme.example', name: '', known: true },
  ]);
  expect(sign).toMatchObject({ subject: 'Hello', html: '<div dir="ltr">Hi there</div>' });
  await log.sign(0, 'confirmed');
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C5: an undone send says so after it was confirmed, and sending again is a send of its own', async ({ openGmail }) => {
  const log = await openGmail('?seconds=30');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  await log.sign(0, 'confirmed');
  await log.page.locator('.vh .ag').click();
  await log.sign(0, 'undone');
  await log.waitFor('compose', 2);
  await send(log.page);
  await log.sign(1, 'confirmed');
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'confirmed', 'undone']);
  expect(await log.signs(1)).toEqual(['pressed', 'leaving', 'confirmed']);
  const [first, second] = await log.lines('compose');
  expect(second?.header.hostDraftId).not.toBe('');
  expect((await log.read(1)).hostDraftId).toBe((await log.read(0)).hostDraftId);
  expect(first?.kind).toBe('new');
});

test('C5: undone before anything left: no request, and the draft is known to be back', async ({ openGmail, practice }) => {
  const log = await openGmail('?undo=held&seconds=30');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  await log.sign(0, 'pressed');
  await log.page.locator('.vh .ag').click();
  await log.sign(0, 'undone');
  expect(await log.signs(0)).toEqual(['pressed', 'undone']);
  expect([...(practice.boxes[0]?.messages.values() ?? [])].some((message) => message.labels.includes('^pfg'))).toBe(false);
});

test('C5: held and not undone, it is confirmed when it has left', async ({ openGmail }) => {
  const log = await openGmail('?undo=held&seconds=1');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  await log.sign(0, 'confirmed');
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C5: a send that Gmail refused (HTTP 500) has failed, and the next one is confirmed', async ({ openGmail }) => {
  const log = await openGmail('?fail=500');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  expect((await log.sign(0, 'failed')).sign).toEqual({ kind: 'failed', status: 500 });
  await log.waitFor('compose', 2);
  await send(log.page);
  await log.sign(1, 'confirmed');
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'failed']);
  expect(await log.signs(1)).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C5: what Gmail will not send as it is goes back to being a draft', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await send(log.page);
  await log.page.locator('.refusal button').click();
  await log.sign(0, 'failed');
  expect(await log.signs(0)).toEqual(['pressed', 'failed']);
});

test('C5: two mails in one request are both confirmed', async ({ openGmail }) => {
  const log = await openGmail('?batch=2');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page, { subject: 'One' });
  await compose(log.page);
  await log.waitFor('compose', 2);
  await write(log.page, { subject: 'Two', to: 'bob@acme.example' });
  await send(log.page);
  await send(log.page);
  const [one, two] = [await log.sign(0, 'confirmed'), await log.sign(1, 'confirmed')];
  expect([one.subject, two.subject]).toEqual(['One', 'Two']);
  expect(one.sign.messageId).not.toBe(two.sign.messageId);
});

test('C5: a send by fetch is seen like any other', async ({ openGmail }) => {
  const log = await openGmail('?transport=fetch');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  expect((await log.sign(0, 'confirmed')).sign.messageId).toMatch(/^<.+>$/);
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'confirmed']);
});

test('C5: a scheduled send is scheduled, for the time that was chosen', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await log.page.locator('[role=dialog] .hG').click();
  await log.page.locator('[selector=scheduledSend]').click();
  const { sign } = await log.sign(0, 'scheduled');
  expect(new Date(sign.at).getHours()).toBe(8);
  expect(await log.signs(0)).toEqual(['leaving', 'scheduled']);
});

test('C5: a discarded draft says so', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await log.page.locator('[role=dialog] .oh').click();
  await log.sign(0, 'discarded');
  await log.waitFor('closed');
  expect(await log.signs(0)).toEqual(['discarded']);
});

test('a forged event is believed of no draft that is not there, and never breaks anything', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  const { header } = await log.waitFor('compose');
  await log.page.evaluate((draft) => {
    const claim = (detail: unknown) => document.dispatchEvent(new CustomEvent('threadline:gmail-claim', { detail }));
    claim(JSON.stringify({ kind: 'accepted', draft: 'msg-a:r666', order: 1e9, messageId: '<x@y>', hostMessageId: null, hostThreadId: '' }));
    for (const nonsense of [
      null,
      {},
      'no json',
      '[]',
      '{"kind":"accepted"}',
      '{"kind":"saved","draft":"<img>","order":1}',
      `{"kind":"refused","draft":"${draft}","order":1.5}`,
    ])
      claim(nonsense);
  }, header.hostDraftId);
  expect((await log.waitFor('stray')).draft).toBe('msg-a:r666');
  await write(log.page);
  await send(log.page);
  await log.sign(0, 'confirmed');
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'confirmed']);
  expect(await log.lines('stray')).toHaveLength(1);
});
