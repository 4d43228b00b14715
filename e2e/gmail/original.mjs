/** @typedef {import('./mailbox.mjs').Mailbox} Mailbox @typedef {import('./mailbox.mjs').Message} Message */

/** @type {Record<string, string>} */
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (/** @type {string} */ text) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/**
 * "Show original": the message as it came, escaped. InboxSDK maps its two kinds of ids by the links in that page.
 * @param {Mailbox} box @param {URLSearchParams} query @returns {import('../internet/internet.mjs').Answer}
 */
export function showOriginal(box, query) {
  const all = [...box.messages.values()];
  const message = all.find((one) => one.id === query.get('permmsgid') || one.hex === query.get('th'));
  if (!message || !query.get('ik')) return { status: 404, type: 'text/html; charset=utf-8', body: 'not found' };
  const body = `<!doctype html><html lang="en"><title>Original</title>
<table><tr><th>Subject:</th><td>${escaped(message.subject)}</td></tr></table>
<a href="/mail/u/0?ik=practice&amp;view=att&amp;th=${message.hex}&amp;attid=0">Download</a>
<div class="raw_message"><pre class="raw_message_text" id="raw_message_text">${escaped(source(message))}</pre></div></html>`;
  return { type: 'text/html; charset=utf-8', body };
}

/** @param {Message} message */
function source({ messageId, at, from, to, cc, bcc, subject, html, inReplyTo }) {
  const lines = [
    'Delivered-To: anna@northwind.example',
    'Received: by 2002:a05:6a20:3d1a:b0:1f5:practice with SMTP id practice;',
    `        ${new Date(at).toUTCString()}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000 (UTC)')}`,
    `From: ${people([from])}`,
    `To: ${people(to)}`,
    ...(cc.length ? [`Cc: ${people(cc)}`] : []),
    ...(bcc.length ? [`Bcc: ${people(bcc)}`] : []),
    `Subject: ${word(subject)}`,
    `Message-ID:${messageId.length > 60 ? '\r\n' : ''} ${messageId}`,
    ...(inReplyTo ? [`In-Reply-To: ${inReplyTo}`] : []),
    'Content-Type: text/html; charset="UTF-8"',
  ];
  return `${lines.join('\r\n')}\r\n\r\n${html}\r\n`;
}

/** @param {import('./mailbox.mjs').WirePerson[]} list */
const people = (list) => list.map(([, address, name]) => (name ? `${word(name)} <${address}>` : address)).join(',\r\n\t');

/** As RFC 2047 carries what is no ASCII. @param {string} text */
const word = (text) => (/^[\x20-\x7e]*$/.test(text) ? text : `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`);
