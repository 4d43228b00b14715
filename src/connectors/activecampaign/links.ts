/** The app's own address where the API has one of its own: `acme.api-us1.com` is `acme.activehosted.com` to people. */
const API_HOST = /^([a-z0-9-]+)\.api-[a-z0-9-]+\.com$/;

const PAGES = { contact: 'contacts', deal: 'deals', company: 'accounts' } as const;

/** Where a person sees the record. */
export function recordUrl(baseUrl: string, kind: keyof typeof PAGES, id: string): string {
  const account = API_HOST.exec(new URL(baseUrl).hostname)?.[1];
  return `${account ? `https://${account}.activehosted.com` : new URL(baseUrl).origin}/app/${PAGES[kind]}/${encodeURIComponent(id)}`;
}

/** The account by the name in its address. */
export const accountName = (baseUrl: string): string => new URL(baseUrl).hostname.split('.')[0] ?? '';
