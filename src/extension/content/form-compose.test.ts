import { expect, test } from 'vitest';
import type { SendSign } from '../../mail/mail-client';
import { FormCompose } from './form-compose';

const make = (to: string, text = '') =>
  new FormCompose({ address: 'anna@northwind.example', name: '' }, { to, cc: '', subject: 'S', text }, new AbortController().signal);

test('recipients are read as people write them; what is no address stays as typed', () => {
  const { recipients } = make('"Lovelace, Ada" <Ada@Acme.com>; bob@acme.com,\n bobby').readHeader();
  expect(recipients.map(({ address, name, known }) => [address, name, known])).toEqual([
    ['ada@acme.com', 'Lovelace, Ada', true],
    ['bob@acme.com', '', true],
    ['', 'bobby', false],
  ]);
});

test('the text becomes a body in which nothing is markup', () => {
  expect(make('', 'a <b> & c\nd').read().html).toBe('<div>a &lt;b&gt; &amp; c<br>d</div>');
});

test('C5: what the rep says was sent is pressed and confirmed', () => {
  const compose = make('ada@acme.com');
  const signs: SendSign[] = [];
  compose.onSend((sign) => signs.push(sign));
  compose.send(5);
  expect(signs.map(({ kind }) => kind)).toEqual(['pressed', 'confirmed']);
});
