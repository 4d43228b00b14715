import { afterEach, describe, expect, test } from 'vitest';
import { EVENT_ACCOUNT, EVENT_KEY, KEY, KEY_WITHOUT_DEALS } from './seed.mjs';
import { startActiveCampaign } from './server.mjs';

let service: Awaited<ReturnType<typeof startActiveCampaign>>;
afterEach(() => service.close());

type Sent = { json?: unknown; text?: string; type?: string; token?: string | null };
async function open(modes: Parameters<typeof startActiveCampaign>[0] = {}) {
  service = await startActiveCampaign({ perSecond: 0, ...modes });
  return async (line: string, { json, text, type = 'application/json', token = KEY }: Sent = {}) => {
    const [method, path] = line.split(' ');
    const body = json === undefined ? text : JSON.stringify(json);
    const headers = { ...(token === null ? {} : { 'Api-Token': token }), ...(body === undefined ? {} : { 'content-type': type }) };
    const response = await fetch(`${service.url}${path}`, { method, headers, body });
    return { status: response.status, body: await response.json(), type: response.headers.get('content-type') };
  };
}
const note = (fields: object) => ({ json: { note: { note: 'Hello', relid: 5, reltype: 'Subscriber', ...fields } } });

describe('what the practice ActiveCampaign refuses', () => {
  const refused: [string, string, Sent, number][] = [
    ['no key', 'GET /api/3/users/me', { token: null }, 403],
    ['another key', 'GET /api/3/users/me', { token: 'no' }, 403],
    ['a path without the API', 'GET /users/me', {}, 404],
    ['another version', 'GET /api/4/users/me', {}, 404],
    ['an unknown path', 'GET /api/3/emails', {}, 404],
    ['an unknown query', 'GET /api/3/contacts?mail=a@b.example', {}, 400],
    ['a query twice', 'GET /api/3/contacts?limit=1&limit=2', {}, 400],
    ['a body that is no JSON', 'POST /api/3/notes', { text: 'note=1' }, 400],
    ['a form', 'POST /api/3/notes', { text: 'note=1', type: 'application/x-www-form-urlencoded' }, 400],
    ['no wrapper', 'POST /api/3/notes', { json: { note: 'Hello', relid: 5, reltype: 'Subscriber' } }, 422],
    ['an unknown field', 'POST /api/3/notes', note({ userid: 2 }), 400],
    ['no text', 'POST /api/3/notes', note({ note: '' }), 422],
    ['NUL', 'POST /api/3/notes', note({ note: 'a\0b' }), 422],
    ['half a character', 'POST /api/3/notes', note({ note: 'a\uD83D' }), 422],
    ['a text that is too long', 'POST /api/3/notes', note({ note: 'ä'.repeat(33_000) }), 422],
    ['an id in a string', 'POST /api/3/notes', note({ relid: '5' }), 422],
    ['an unknown kind', 'POST /api/3/notes', note({ reltype: 'Contact' }), 422],
    ['a record that is not there', 'POST /api/3/notes', note({ relid: 6 }), 404],
    ['a contact without an address', 'POST /api/3/contacts', { json: { contact: { firstName: 'Noa' } } }, 422],
    ['an address that is none', 'POST /api/3/contacts', { json: { contact: { email: 'noa' } } }, 422],
    ['an address that is there', 'POST /api/3/contacts', { json: { contact: { email: 'ADA@acme.example' } } }, 422],
    ['a second account', 'POST /api/3/accountContacts', { json: { accountContact: { account: 10, contact: 5 } } }, 422],
    ['a note that is not there', 'PUT /api/3/notes/99', note({}), 403],
    ['a user that is not there', 'GET /api/3/users/email/x@y.example', {}, 400],
    ['deals without the right', 'GET /api/3/deals', { token: KEY_WITHOUT_DEALS }, 403],
    ['a note on a deal without the right', 'POST /api/3/notes', { ...note({ relid: 40, reltype: 'Deal' }), token: KEY_WITHOUT_DEALS }, 403],
  ];
  test.each(refused)('%s', async (_, line, sent, status) => {
    const ask = await open();
    const before = service.state();
    expect((await ask(line, sent)).status).toBe(status);
    expect(service.state()).toEqual(before);
  });

  test('in the service’s own words, also where they come as plain text', async () => {
    const ask = await open({ plainErrors: true });
    expect(await ask('POST /api/3/notes', note({ relid: 6 }))).toEqual({
      status: 404,
      body: { message: 'No Result found for Subscriber with id 6' },
      type: 'text/plain;charset=UTF-8',
    });
    expect((await ask('POST /api/3/contacts', { json: { contact: { email: 'ada@acme.example' } } })).body).toEqual({
      errors: [
        {
          title: 'Email address already exists in the system',
          detail: '',
          code: 'duplicate',
          source: { pointer: '/data/attributes/email' },
        },
      ],
    });
  });
});

describe('what it answers', () => {
  test('ids as strings, a note’s record as a number when it is made and as a string when it is read', async () => {
    const ask = await open();
    const made = await ask('POST /api/3/notes', note({}));
    expect(made).toMatchObject({ status: 201, body: { note: { id: '101', relid: 5, reltype: 'Subscriber', userid: '1' } } });
    const read = await ask('GET /api/3/contacts/5/notes');
    expect(read.body.notes.at(-1)).toMatchObject({ id: '101', relid: '5' });
    expect(read.body.meta).toEqual({ total: '2' });
  });

  test('lists of 20, of 100 at the most', async () => {
    const ask = await open();
    service.change((state) => {
      const [first] = state.notes;
      for (let id = 200; id < 500; id++) if (first) state.notes.push({ ...first, id: `${id}` });
    });
    const lengths = await Promise.all(
      ['', '?limit=100', '?limit=500', '?limit=100&offset=250'].map((query) => ask(`GET /api/3/contacts/5/notes${query}`)),
    );
    expect(lengths.map(({ body }) => body.notes.length)).toEqual([20, 100, 100, 51]);
  });

  test('a deal that may not be seen says only that it is there', async () => {
    const ask = await open();
    expect((await ask('GET /api/3/deals/44')).body).toEqual({ deal: { id: '44', isDisabled: true, title: 'Hidden' } });
  });

  test('notes by the other paths, changed in place and removed', async () => {
    const ask = await open();
    expect((await ask('POST /api/3/deals/40/notes', { json: { note: { note: 'One' } } })).body.note).toMatchObject({
      relid: 40,
      reltype: 'Deal',
    });
    expect((await ask('POST /api/3/accounts/9/notes', { json: { note: { note: 'Two' } } })).body.note.reltype).toBe('CustomerAccount');
    expect((await ask('PUT /api/3/notes/101', note({ note: 'Changed', relid: 40, reltype: 'Deal' }))).status).toBe(200);
    expect((await ask('GET /api/3/notes/101')).body.note.note).toBe('Changed');
    expect((await ask('PUT /api/3/deals/40/notes/101', { json: { note: { note: 'Again' } } })).body.note.note).toBe('Again');
    expect((await ask('PUT /api/3/deals/41/notes/101', { json: { note: { note: 'Again' } } })).status).toBe(404);
    expect((await ask('DELETE /api/3/notes/101')).status).toBe(200);
    expect((await ask('DELETE /api/3/notes/101')).status).toBe(404);
  });

  test('an event is a form, of a name that was registered', async () => {
    const ask = await open();
    const track = (event: string, type = 'application/x-www-form-urlencoded') => {
      const form = { actid: EVENT_ACCOUNT, key: EVENT_KEY, event, eventdata: 'Offer', visit: '{"email":"ada@acme.example"}' };
      const text = type === 'application/json' ? JSON.stringify(form) : `${new URLSearchParams(form)}`;
      return ask('POST /event', { text, type, token: null });
    };
    expect((await track('email_opened')).body).toMatchObject({ success: 0 });
    expect((await ask('POST /api/3/eventTrackingEvents', { json: { eventTrackingEvent: { name: 'email_opened' } } })).status).toBe(201);
    expect((await ask('POST /api/3/eventTrackingEvents', { json: { eventTrackingEvent: { name: 'x'.repeat(33) } } })).status).toBe(422);
    expect((await track('email_opened')).body).toEqual({ success: 1, message: 'Event spawned' });
    expect((await track('email_opened', 'application/json')).body).toMatchObject({ success: 0 });
    expect(service.state().events).toEqual([{ event: 'email_opened', eventdata: 'Offer', email: 'ada@acme.example' }]);
  });
});
