import { afterEach, expect, test } from 'vitest';
import { startFaultServer } from './fault-server.mjs';

let server: Awaited<ReturnType<typeof startFaultServer>> | undefined;
afterEach(() => server?.close());

async function serve() {
  const written: unknown[] = [];
  server = await startFaultServer(
    {
      answer: ({ json }) => ({ status: 201, json: { written: written.push(json) } }),
      refuse: (status) => ({ status, json: { refused: status } }),
    },
    { clock: () => 1000 },
  );
  const post = (body: unknown) => fetch(`${server?.url}/notes?x=1`, { method: 'POST', body: JSON.stringify(body) });
  return { server, written, post };
}

test('faults strike the requests they are meant for, as often as ordered, before or after the work', async () => {
  const { server, written, post } = await serve();
  server.order({ kind: '500-before', when: /^POST \/notes\?x=1$/ });
  server.order({ kind: '500-after' });
  server.order({ kind: 429, retryAfter: 7, skip: 1 });
  expect((await post('a')).status).toBe(500);
  expect(written).toEqual([]);
  expect(await (await post('b')).json()).toEqual({ refused: 500 });
  expect(written).toEqual(['b']);
  expect((await post('c')).status).toBe(201);
  expect((await post('d')).headers.get('retry-after')).toBe('7');
  expect((await post('e')).status).toBe(201);
  expect(server.asked.map(({ status, fault }) => [status, fault])).toEqual([
    [500, '500-before'],
    [500, '500-after'],
    [201, null],
    [429, 429],
    [201, null],
  ]);
});

test('a connection is cut before or after the work, and a page is served in place of an answer', async () => {
  const { server, written, post } = await serve();
  server.order({ kind: 'drop-before' });
  server.order({ kind: 'drop-after' });
  server.order({ kind: 'html-after' });
  await expect(post('a')).rejects.toThrow();
  expect(written).toEqual([]);
  await expect(post('b')).rejects.toThrow();
  expect(written).toEqual(['b']);
  const page = await post('c');
  expect([page.status, page.headers.get('content-type')]).toEqual([500, 'text/html; charset=utf-8']);
  expect(written).toEqual(['b', 'c']);
});

test('a form of files is read as it was sent', async () => {
  const form = new FormData();
  form.set('file', new Blob(['bytes']), 'offer.pdf');
  let name = '';
  server = await startFaultServer({
    async answer({ form }) {
      const file = (await form()).get('file');
      name = file instanceof File ? `${file.name} ${await file.text()}` : '';
      return { status: 204 };
    },
    refuse: (status) => ({ status }),
  });
  expect((await fetch(server.url, { method: 'POST', body: form })).status).toBe(204);
  expect(name).toBe('offer.pdf bytes');
});
