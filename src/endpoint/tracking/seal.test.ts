import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeSeal } from './seal';

test('T1: a seal is the HMAC-SHA256 that whoever made the token took', () => {
  const key = fc.uint8Array({ minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(key, fc.uint8Array({ maxLength: 300 }), (secret, bytes) => {
      const expected = createHmac('sha256', secret).update(bytes).digest('hex');
      expect(Buffer.from(makeSeal(secret)(bytes)).toString('hex')).toBe(expected);
    }),
  );
});
