import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseOriginal } from './original';

const page = (source: string) =>
  `<html><table><tr><td>Message-ID: &lt;summary@page.example&gt;</td></tr></table><pre class="raw_message_text" id="raw_message_text">${source}</pre></html>`;
const HEAD = [
  'Delivered-To: anna@northwind.example',
  'DATE: Fri, 20 Nov 2026 09:15:00 +0100 (CET)',
  'From: Ada &lt;ada@acme.example&gt;',
  'To: =?UTF-8?B?QW5uYSBCw6RyZ2Vy?= &lt;anna@northwind.example&gt;,',
  '\tBob &lt;bob@acme.example&gt;',
  'Cc: carol@acme.example',
  'Subject: Re: =?utf-8?Q?Gr=C3=B6=C3=9Fe?=',
  'Message-Id:',
  ' &lt;CA+one@mail.example&gt;',
];

test('what a message’s own header says is read, folded and encoded as it is', () => {
  expect(parseOriginal(page(`${HEAD.join('\r\n')}\r\n\r\nHello`))).toEqual({
    subject: 'Re: Größe',
    messageId: '<CA+one@mail.example>',
    at: Date.UTC(2026, 10, 20, 8, 15),
    people: [
      { address: 'anna@northwind.example', name: 'Anna Bärger', field: 'to' },
      { address: 'bob@acme.example', name: 'Bob', field: 'to' },
      { address: 'carol@acme.example', name: '', field: 'cc' },
    ],
  });
});

test('nothing that stands in a body is taken for a header', () => {
  const body = 'Message-ID: &lt;forged@evil.example&gt;\r\nTo: x@evil.example';
  expect(parseOriginal(page(`Subject: Hi\r\n\r\n${body}`))).toEqual({ subject: 'Hi', messageId: null, at: null, people: [] });
  expect(parseOriginal(`<p>${body}</p>`)).toBeNull();
});

test('whatever comes instead of such a page, nothing throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseOriginal(page(text))));
});
