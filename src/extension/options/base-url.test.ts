import { expect, test } from 'vitest';
import { connectorKinds } from '../../connectors/registry';
import { readBaseUrl } from './base-url';

const read = (typed: string) => {
  const [kind] = connectorKinds;
  if (!kind) throw new Error('No connector is registered');
  return readBaseUrl(kind, typed);
};

test('an address is taken as people type it', () => {
  expect(read(' crm.example.com/ ')).toEqual({ url: 'https://crm.example.com' });
  expect(read('127.0.0.1:8787')).toEqual({ url: 'http://127.0.0.1:8787' });
});

test('what is wrong with an address is said in the right words', () => {
  expect(read('')).toEqual({ fault: 'options_url_missing' });
  expect(read('http://crm.example.com')).toEqual({ fault: 'options_url_insecure' });
  expect(read('ht tp')).toEqual({ fault: 'options_url_invalid' });
  expect(read('javascript://alert(1)')).toEqual({ fault: 'options_url_invalid' });
});
