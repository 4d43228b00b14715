import type { Consent, FeedItem, TrackedMail, Tracking } from '../../../core/tracking-api';

/** What an endpoint in memory knows of tracking. */
export function makeFakeTracking() {
  const tracking: Tracking = {
    baseUrl: 'https://endpoint.example',
    keyRef: 7,
    key: 'A'.repeat(43),
    ground: { kind: 'consent' },
    footer: { required: false, text: null },
    retentionDays: 180,
  };
  const consents = new Map<string, Consent>();
  const mails = new Map<string, TrackedMail>();
  const erased: string[] = [];
  const hits: FeedItem[] = [];
  const ownOpens: unknown[] = [];
  const give = (address: string, state: Consent['state'] = 'given') =>
    void consents.set(address, { address, state, at: 1, by: 'Anna Berger', how: 'spoken', note: '' });

  /** Undefined: it is about something else. */
  function answer(route: string, body: never, query: URLSearchParams): Response | undefined {
    const { addresses = [], messages = [], consents: words = [] } = body as Record<string, never[]>;
    if (route === 'GET /tracking') return Response.json(tracking);
    if (route === 'PUT /tracking-settings') Object.assign(tracking, body);
    if (route.endsWith(' /tracking-settings')) {
      const { ground, footer, retentionDays } = tracking;
      return Response.json({ ground, groundBy: null, groundAt: null, footer, retentionDays });
    }
    if (route === 'POST /consents/look-up')
      return Response.json({ consents: addresses.map((address) => ({ address, consent: consents.get(address) ?? null })) });
    if (route === 'PUT /consents') {
      for (const { address, state } of words as Pick<Consent, 'address' | 'state'>[]) give(address, state);
      return new Response(null, { status: 204 });
    }
    if (route === 'POST /tracked-messages') {
      for (const mail of messages as TrackedMail[]) mails.set(mail.id, mail);
      return Response.json({ results: (messages as TrackedMail[]).map(({ id }) => ({ id, result: 'tracked', code: null })) });
    }
    if (route.startsWith('DELETE /tracked-messages/')) {
      erased.push(route.split('/').at(-1) ?? '');
      return new Response(null, { status: 204 });
    }
    if (route === 'GET /hits') {
      const from = Number(query.get('cursor') ?? 0);
      return Response.json({ hits: hits.slice(from), erased: [], cursor: String(hits.length), more: false });
    }
    if (route !== 'POST /own-opens') return undefined;
    ownOpens.push(body);
    return new Response(null, { status: 204 });
  }
  return { answer, tracking, consents, give, mails, erased, hits, ownOpens };
}
