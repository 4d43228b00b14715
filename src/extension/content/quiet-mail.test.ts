import { expect, test } from 'vitest';
import type { MessageHeader } from '../../mail/mail-reader';
import { QuietMail } from './quiet-mail';

const ANNA = 'anna@northwind.example';
const mail = (from: string, ...to: string[]): MessageHeader => ({
  ...{ hostMessageId: 'h', hostThreadId: 't', subject: '' },
  from: { address: from, name: '', known: from !== '' },
  recipients: to.map((address) => ({ address, name: '', field: 'to', known: true })),
});

test('R1: a colleague’s mail is expected to need no line after one of it needed none', () => {
  const quiet = new QuietMail(ANNA);
  expect(quiet.expects(mail('tom@northwind.example', ANNA))).toBe(false);
  quiet.learn(mail('tom@northwind.example', ANNA));
  expect(quiet.expects(mail('lisa@northwind.example', ANNA, 'tom@northwind.example'))).toBe(true);
  expect(quiet.expects(mail(ANNA, ANNA))).toBe(true);
});

test('R1: one with anybody else on it, or somebody unknown, is not', () => {
  const quiet = new QuietMail(ANNA);
  quiet.learn(mail('tom@northwind.example', ANNA));
  expect(quiet.expects(mail('tom@northwind.example', ANNA, 'ada@acme.example'))).toBe(false);
  expect(quiet.expects(mail('', ANNA))).toBe(false);
});
