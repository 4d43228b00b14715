import type { APIRequestContext } from '@playwright/test';
import type { PairingAnswer } from '../../src/core/endpoint-api';
import { test as base, expect } from './fixture';
import { type RealEndpoint, startRealEndpoint } from './real-endpoint';

/** The built endpoint in place of the fake one. */
export const test = base.extend<object, { real: RealEndpoint }>({
  real: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const real = await startRealEndpoint();
      await use(real);
      await real.stop();
    },
    { scope: 'worker' },
  ],
  origin: ({ real }, use) => use(real.url),
});

/** The headers of an extension that was paired. */
export async function pair(request: APIRequestContext, url: string, code: string): Promise<Record<string, string>> {
  const origin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';
  const answer = await request.post(`${url}/api/v1/pairings`, { data: { code, device: 'A test' }, headers: { origin } });
  expect(answer.status()).toBe(201);
  const { token } = (await answer.json()) as PairingAnswer;
  return { authorization: `Bearer ${token}`, origin };
}
