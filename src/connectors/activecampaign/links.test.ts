import { expect, test } from 'vitest';
import { parseApiUrl } from './connector';
import { recordUrl } from './links';

test.each([
  ['https://acme.api-us1.com', 'https://acme.api-us1.com'],
  [' https://acme.api-us1.com/api/3/ ', 'https://acme.api-us1.com'],
  ['acme.activehosted.com/app/settings/developer', 'https://acme.activehosted.com'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['http://acme.api-us1.com', null],
  ['https://user:pass@acme.api-us1.com', null],
  ['', null],
])('the API URL %j', (typed, expected) => {
  expect(parseApiUrl(typed)).toBe(expected);
});

test('a record opens in the app, whose address is not the API’s', () => {
  expect(recordUrl('https://acme.api-us1.com', 'contact', '5')).toBe('https://acme.activehosted.com/app/contacts/5');
  expect(recordUrl('https://acme.activehosted.com', 'deal', '40')).toBe('https://acme.activehosted.com/app/deals/40');
});
