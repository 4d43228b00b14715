import { expect, test } from 'vitest';
import { hashOf, parseRoute, SECTIONS } from './route';

test('every section is found again under its own link', () => {
  for (const section of SECTIONS) expect(parseRoute(hashOf(section))).toEqual({ section, account: null });
});

test('the short form that other pages use works too', () => {
  expect(parseRoute('#never-log').section).toBe('never-log');
});

test('K6: an account that asks to be set up comes along, cleaned', () => {
  expect(parseRoute('#accounts/Anna%40Acme.COM')).toEqual({ section: 'accounts', account: 'anna@acme.com' });
  expect(parseRoute('#accounts/anna@acme.com').account).toBe('anna@acme.com');
});

test('nonsense leads to the start', () => {
  for (const hash of ['', '#', '#/nowhere', '#<script>', '#accounts/%E0%A4%A', '#about/x@y.example']) {
    expect(parseRoute(hash).account).toBeNull();
  }
  expect(parseRoute('#/nowhere').section).toBeNull();
});
