import { expect, test } from 'vitest';
import { ask } from './http';

test.each(['{"message":"Bad header: Bearer a-key-of-mine"}', '["a-key-of-mine", {"a-key-of-mine": 1}]', '"a-key-of-mine"'])(
  'E3: a key that an answer repeats is not in what is heard of it: %s',
  async (body) => {
    const context = { fetch: async () => new Response(body, { status: 400 }), token: 'a-key-of-mine' };
    const heard = await ask(context, { method: 'GET', url: 'https://crm.example/', headers: { authorization: context.token } });
    expect(heard).toMatchObject({ ok: true, answer: { status: 400 } });
    expect(JSON.stringify(heard)).toContain('•••');
    expect(JSON.stringify(heard)).not.toContain(context.token);
  },
);

test('without a key an answer is heard as it is', async () => {
  const heard = await ask({ fetch: async () => Response.json({ name: 'Ada' }), token: '' }, { method: 'GET', url: 'https://crm.example/' });
  expect(heard).toMatchObject({ ok: true, answer: { body: { name: 'Ada' } } });
});
