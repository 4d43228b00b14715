import { expect, test } from 'vitest';
import { tapFetch } from './tap-fetch';

const SEND = 'https://mail.example/send';

test('T4: by address or as a Request, what is sent leaves with its new body, and all else as it was', async () => {
  const left: [body: string, payload: string | null, other: string | null][] = [];
  const heard: string[] = [];
  const note = async (...args: Parameters<typeof fetch>) => {
    const request = new Request(...args);
    left.push([await request.text(), request.headers.get('x-payload'), request.headers.get('other')]);
    return new Response('ok');
  };
  const tapped = tapFetch({ fetch: note, Request, Headers, XMLHttpRequest: undefined as never } as never, {
    isWanted: (url) => url === SEND,
    hear: ({ body }) => {
      heard.push(body);
      return null;
    },
    change: ({ body }) => (body.startsWith('clean') ? Promise.resolve(body === 'clean' ? 'tracked' : null) : null),
    carrier: 'x-payload',
  });
  const init = { method: 'POST', body: 'clean', headers: { 'x-payload': '1', other: '2' } };
  await tapped(SEND, init);
  await tapped(new Request(SEND, init));
  await tapped(SEND, { ...init, body: 'clean enough' });
  await tapped(SEND, { ...init, body: 'not mine' });
  await tapped('https://mail.example/other', init);
  expect(left).toEqual([
    ['tracked', null, '2'],
    ['tracked', null, '2'],
    ['clean enough', '1', '2'],
    ['not mine', '1', '2'],
    ['clean', '1', '2'],
  ]);
  expect(heard).toEqual(['clean', 'clean', 'clean enough', 'not mine']);
});
