import { describe, expect, test } from 'vitest';
import { Trouble } from '../trouble';
import { readOperations } from './config';

test('without a word nobody reads the metrics, no proxy is trusted and it ends at once', () => {
  const config = readOperations({});
  expect(config).toMatchObject({ metricsToken: null, drainMs: 0, limits: { connections: 10_000, connectionsPerAddress: 1000 } });
  expect(config.isTrusted('127.0.0.1')).toBe(false);
});

describe('proxies', () => {
  const { isTrusted } = readOperations({ THREADLINE_TRUST_PROXY: '127.0.0.1, 10.1.0.0/16 2001:db8::/32' });
  test.each(['127.0.0.1', '::ffff:127.0.0.1', '10.1.2.3', '2001:db8:7::1'])('%s is one of ours', (address) => {
    expect(isTrusted(address)).toBe(true);
  });
  test.each(['127.0.0.2', '10.2.0.1', '2001:db9::1', '', 'unknown', '10.1.2.3:80'])('%j is none', (address) => {
    expect(isTrusted(address)).toBe(false);
  });
});

test.each<Record<string, string>>([
  { THREADLINE_TRUST_PROXY: 'haproxy.internal' },
  { THREADLINE_TRUST_PROXY: '10.0.0.0/33' },
  { THREADLINE_TRUST_PROXY: '10.0.0.0/' },
  { THREADLINE_TRUST_PROXY: '10.0.0.0/8/8' },
  { THREADLINE_TRUST_PROXY: 'true' },
  { THREADLINE_METRICS_TOKEN: 'short' },
  { THREADLINE_METRICS_TOKEN: 'a token with spaces in it' },
  { THREADLINE_DRAIN_SECONDS: '-1' },
  { THREADLINE_CONNECTIONS: 'many' },
])('%j is a sentence', (environment) => {
  expect(() => readOperations(environment)).toThrow(Trouble);
});
