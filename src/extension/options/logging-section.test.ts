import { expect, test } from 'vitest';
import { readDomains } from './logging-section';

test('C8: domains of colleagues are taken as people write them', () => {
  expect(readDomains('Northwind.example, @northwind.de;northwind.example.')).toEqual({ domains: ['northwind.example', 'northwind.de'] });
  expect(readDomains('')).toEqual({ domains: [] });
});

test('C8: what is no domain is named', () => {
  expect(readDomains('northwind.example, sales team')).toEqual({ wrong: ['sales', 'team'] });
});
