import { compose, expect, send, test, write } from './probe-fixture';

test('C5: a mail that was sent is confirmed once, with what Gmail calls it', async ({ openGmail, practice }) => {
  const log = await openGmail();
  expect((await log.lines('client'))[0]?.account).toBe('mia@threadline.example');
  await compose(log.page);
  await log.waitFor('compose');
  await write(log.page);
  await send(log.page);
  const { sign } = await log.sign(0, 'confirmed');
  await log.waitFor('closed');
  expect(await log.signs(0)).toEqual(['pressed', 'leaving', 'confirmed']);
  const [sent] = [...(practice.boxes[0]?.messages.values() ?? [])].filter((message) => message.subject === 'Hello');
  expect(sign).toMatchObject({ messageId: sent?.messageId, hostThreadId: sent?.threadHex, hostMessageId: sent?.hex });
});
