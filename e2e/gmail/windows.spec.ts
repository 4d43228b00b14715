import { compose, expect, ProbeLog, send, test, undo, write } from './probe-fixture';

test('C1: inline reply and forward, in their thread', async ({ openGmail }) => {
  const log = await openGmail();
  await log.page.locator('.bog', { hasText: 'Quote for 40 seats' }).click();
  await log.page.locator('.practice-reply').click();
  const reply = await log.waitFor('compose');
  expect(reply).toMatchObject({
    kind: 'reply',
    hasSlot: true,
    header: { hostThreadId: '18b0000000000001', subject: 'Re: Quote for 40 seats' },
  });
  expect(reply.header.recipients).toEqual([{ field: 'to', address: 'ada@acme.example', name: 'Ada Lovelace', known: true }]);
  await log.page.keyboard.type('With pleasure');
  await log.page.locator('.M9 .aoO').click();
  const { sign } = await log.sign(0, 'confirmed');
  expect(sign.hostThreadId).toBe('18b0000000000001');
  expect((await log.sign(0, 'leaving')).sign.html).toMatch(/With pleasure.*gmail_quote/s);
  await log.page.locator('.practice-forward').click();
  expect(await log.waitFor('compose', 2)).toMatchObject({
    kind: 'forward',
    header: { subject: 'Fwd: Re: Quote for 40 seats', recipients: [] },
  });
});

test('C1: several windows at once, minimised and in full screen, each with its own line', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await compose(log.page);
  await log.waitFor('compose', 2);
  const lines = log.page.getByText(/^probe \d$/);
  await expect(lines).toHaveCount(2);
  await log.page.locator('[role=dialog] .Hq').last().click();
  await expect(log.page.locator('.aSt [role=dialog]')).toHaveCount(1);
  await log.page.locator('.aSt .Hq').click();
  await log.page.locator('[role=dialog] .Hl').last().click();
  await log.page.locator('[role=dialog] .Hl').last().click();
  await expect(lines).toHaveCount(2);
  expect(await log.lines('closed')).toEqual([]);
  for (const line of await lines.all()) expect((await line.boundingBox())?.height).toBeLessThanOrEqual(36);
  await log.page.locator('[role=dialog] .Ha').last().click();
  expect((await log.waitFor('closed')).n).toBe(1);
});

test('E1: the line is there with the window, and nothing moves when it is filled', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  const slot = log.page.getByText('probe 0');
  const before = await slot.boundingBox();
  await slot.evaluate((node) => {
    node.textContent = 'A plan that is much longer than it was, with many names in it';
  });
  const after = await log.page.getByText('A plan that').boundingBox();
  expect(after).toMatchObject({ x: before?.x, y: before?.y, height: 36 });
});

test('changes are told for recipients, subject and files, and not while the body is typed', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await expect
    .poll(async () => (await log.lines('change')).at(-1)?.header)
    .toMatchObject({ subject: 'Hello', recipients: [{ address: 'ada@acme.example' }] });
  // The draft's first save is over when the form is quiet.
  const quiet = (await log.lines('change')).length;
  await log.page.keyboard.type('Many more words than before');
  expect((await log.lines('change')).length).toBe(quiet);
  await log.page.locator('input[type=file]').setInputFiles({ name: 'quote.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(3000) });
  await expect.poll(async () => (await log.lines('change')).at(-1)?.header.files.length).toBe(1);
  expect((await log.read(0)).files).toEqual([{ name: 'quote.pdf', type: 'application/pdf', size: 3000, held: 3000 }]);
  await log.page.locator('.vq').click();
  await expect.poll(async () => (await log.read(0)).files).toEqual([]);
});

test('C2: a draft keeps its id over a reload, also when Gmail gives it late', async ({ openGmail, practice }) => {
  const log = await openGmail('?draftid=late');
  await compose(log.page);
  expect((await log.waitFor('compose')).header.hostDraftId).toBe('');
  await write(log.page);
  await expect.poll(async () => (await log.lines('change')).at(-1)?.header.hostDraftId).toMatch(/^msg-a:r/);
  const { hostDraftId } = await log.read(0);
  await expect.poll(() => practice.boxes[0]?.messages.get(hostDraftId)?.html).toContain('Hi there');
  const again = await openGmail('', '#drafts');
  await again.page.reload();
  await again.waitFor('client');
  await again.page.locator('tr.zA').click();
  expect((await again.waitFor('compose')).header).toMatchObject({
    hostDraftId,
    subject: 'Hello',
    recipients: [{ address: 'ada@acme.example' }],
  });
  await send(again.page);
  await again.sign(0, 'confirmed');
});

test('C1: a window that was open before the adapter came up', async ({ context, openGmail }) => {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto('https://mail.google.com/mail/u/0/');
  await compose(page);
  const log = new ProbeLog(page);
  await log.waitFor('compose');
  await write(page);
  await send(page);
  await log.sign(0, 'confirmed');
  expect(openGmail).toBeDefined();
});

test('C1: a pop-out window, which sends through the one that opened it', async ({ context, openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  const opened = context.waitForEvent('page');
  await log.page.locator('[role=dialog] .Hq').click({ modifiers: ['Shift'] });
  const popOut = new ProbeLog(await opened);
  const { header } = await popOut.waitFor('compose');
  expect(header).toMatchObject({
    subject: 'Hello',
    from: { address: 'anna@northwind.example' },
    recipients: [{ address: 'ada@acme.example' }],
  });
  await expect(popOut.page.getByText('probe 0')).toBeVisible();
  await send(popOut.page);
  await popOut.sign(0, 'pressed');
  await expect.poll(async () => (await log.lines('stray')).map((line) => line.sign.kind)).toEqual(['leaving', 'confirmed']);
  expect((await log.lines('stray'))[0]?.draft).toBe(header.hostDraftId);
});

test('C1: a pop-out window on its own sends by itself', async ({ context, practice }) => {
  const page = await context.newPage();
  await page.goto('https://mail.google.com/mail/u/1/popout');
  const log = new ProbeLog(page);
  expect((await log.waitFor('client')).account).toBe('anna.berger@freelance.example');
  await log.waitFor('compose');
  await send(page);
  await page.locator('.refusal button').click();
  await log.sign(0, 'failed');
  await write(page);
  await page.keyboard.press('Control+Enter');
  await log.sign(0, 'confirmed');
  expect(await log.signs(0)).toEqual(['pressed', 'failed', 'pressed', 'leaving', 'confirmed']);
  expect(practice.internet.hosts()).toEqual(['mail.google.com']);
});

test('E1: dark is seen where it is dark; the page may speak any language', async ({ openGmail }) => {
  const log = await openGmail('?dark&hl=de');
  await log.page.getByRole('button', { name: 'Schreiben' }).click();
  expect(await log.waitFor('compose')).toMatchObject({ isDark: true, hasSlot: true });
  await openGmail('?hl=it');
  await log.page.getByRole('button', { name: 'Scrivi' }).click();
  expect(await log.waitFor('compose')).toMatchObject({ isDark: false, hasSlot: true });
  await write(log.page);
  await send(log.page);
  await log.sign(0, 'confirmed');
});

test('E2: a page that nobody has seen before is told to be unreadable, with what was looked for', async ({ context }) => {
  const page = await context.newPage();
  await page.goto('https://mail.google.com/mail/u/0/?broken');
  const { name, probes } = await new ProbeLog(page).waitFor('unreadable');
  expect(name).toBe('MailPageUnreadable');
  expect(Object.fromEntries(probes.map((probe: { id: string; state: string }) => [probe.id, probe.state]))).toMatchObject({
    gmail_witness: 'found',
    gmail_account: 'missing',
    gmail_sdk: 'missing',
    gmail_send_button: 'not-needed-yet',
  });
});

test('E2: the self-check finds everything in an open window', async ({ openGmail }) => {
  const log = await openGmail();
  await compose(log.page);
  await log.waitFor('compose');
  await log.page.evaluate(() => document.dispatchEvent(new Event('probe:inspect')));
  const { probes } = await log.waitFor('inspect');
  const idsIn = (state: string) => probes.filter((probe: { state: string }) => probe.state === state).map(({ id }: { id: string }) => id);
  expect(idsIn('missing')).toEqual([]);
  // Nothing is being read here.
  expect(idsIn('not-needed-yet')).toEqual(['gmail_message_head', 'gmail_thread', 'gmail_sent_list']);
});

test('a notice at Gmail’s own place, which leaves Gmail’s “Undo” in reach', async ({ openGmail }) => {
  const log = await openGmail('?seconds=30');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  await log.sign(0, 'confirmed');
  await log.page.evaluate(() => document.dispatchEvent(new Event('probe:notify')));
  const [ours, gmails] = await log.page.evaluate(() =>
    [document.body.lastElementChild, document.querySelector('#notices > .vh')].map((node) => node?.getBoundingClientRect().toJSON()),
  );
  expect(ours.x).toBe(gmails.x);
  expect(ours.height).toBeGreaterThanOrEqual(48);
  expect(ours.bottom).toBeLessThan(gmails.top);
  await undo(log.page);
  await log.sign(0, 'undone');
});
