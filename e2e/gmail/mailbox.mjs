/**
 * @typedef {[kind: 1, address: string, name: string | null]} WirePerson
 * @typedef {{ name: string, type: string, size: number }} StoredFile
 * @typedef {{
 *   id: string, threadId: string, hex: string, threadHex: string, messageId: string, inReplyTo: string | null,
 *   from: WirePerson, to: WirePerson[], cc: WirePerson[], bcc: WirePerson[],
 *   subject: string, html: string, labels: string[], at: number, files: StoredFile[]
 * }} Message
 * @typedef {{ address: string, name: string, messages: Map<string, Message>, files: Map<string, StoredFile[]> }} Mailbox
 */

let sequence = 0x10n;
const nextHex = () => (0x19a0000000000000n + sequence++).toString(16);

/** @param {{ address: string, name: string }} account @returns {Mailbox} */
export function makeMailbox(account) {
  /** @type {Mailbox} */
  const box = { ...account, messages: new Map(), files: new Map() };
  for (const mail of received(account)) box.messages.set(mail.id, mail);
  return box;
}

/**
 * Keeps one message of a sync request. Later requests for the same id replace it, as a take-back replaces a send.
 * @param {Mailbox} box @param {string} threadId @param {any[]} wire @returns {Message}
 */
export function keepMessage(box, threadId, wire) {
  const before = box.messages.get(wire[0]);
  const inThread = [...box.messages.values()].find((one) => one.threadId === threadId);
  // Gmail's hex id changes when a draft is sent; the Message-ID changes at each save.
  const hex = nextHex();
  /** @type {Message} */
  const message = {
    id: wire[0],
    threadId,
    hex,
    threadHex: before?.threadHex ?? inThread?.threadHex ?? hex,
    messageId: `<CA+${hex}@mail.gmail.com>`,
    inReplyTo: wire[15] ?? null,
    from: wire[1],
    to: wire[2] ?? [],
    cc: wire[3] ?? [],
    bcc: wire[4] ?? [],
    subject: wire[7] ?? '',
    html: (wire[8]?.[1] ?? []).map((/** @type {any[]} */ part) => part[1]).join(''),
    labels: wire[10],
    at: wire[6],
    files: box.files.get(wire[0]) ?? [],
  };
  box.messages.set(message.id, message);
  return message;
}

/** What the page draws. @param {Mailbox} box */
export function describe(box) {
  return { address: box.address, name: box.name, messages: [...box.messages.values()].sort((a, b) => b.at - a.at) };
}

const HOUR = 3_600_000;

/** Mail to practise on: new people, known ones, a colleague, several languages. @param {{ address: string, name: string }} me @returns {Message[]} */
function received(me) {
  const domain = me.address.slice(me.address.indexOf('@') + 1);
  /** @type {[string, string, string, string, number][]} */
  const mails = [
    [
      'Ada Lovelace',
      'ada@acme.example',
      'Quote for 40 seats',
      'Hello,<br><br>could you send us a quote for 40 seats, starting in May?<br><br>Best,<br>Ada',
      2,
    ],
    [
      'Giulia Bianchi',
      'giulia.bianchi@rossi.example',
      'Demo di giovedì',
      'Ciao,<br><br>confermo la demo di giovedì alle 15. Saremo in quattro.<br><br>Giulia',
      5,
    ],
    [
      'Jürgen Groß',
      'juergen@gross-maschinenbau.example',
      'Rückfrage zum Angebot',
      'Guten Tag,<br><br>gilt der Rabatt auch bei zweijähriger Laufzeit?<br><br>Mit freundlichen Grüßen<br>Jürgen Groß',
      8,
    ],
    [
      'Camille Dubois',
      'camille@atelier-nord.example',
      'Contrat signé',
      'Bonjour,<br><br>voici le contrat signé. Merci pour votre patience.<br><br>Camille',
      26,
    ],
    ['Tom Reed', `tom@${domain}`, 'Pipeline review on Monday', 'Can you bring the Acme numbers?<br><br>Tom', 30],
    [
      'Lucía Fernández',
      'lucia@sol-energia.example',
      'Próximos pasos',
      'Hola,<br><br>¿cuándo podemos hablar de los próximos pasos?<br><br>Lucía',
      50,
    ],
    ['Grace Hopper', 'grace@navy-yard.example', 'Re: Security questionnaire', 'All answered, see inline.<br><br>Grace', 74],
    ['Contoso Billing', 'billing@contoso.example', 'Invoice 2041', 'Your invoice is attached.', 120],
  ];
  const now = Date.now();
  return mails.map(([name, address, subject, html, hours], index) => {
    const number = 1780000000000000001n + BigInt(index);
    const hex = (0x18b0000000000001n + BigInt(index)).toString(16);
    return {
      id: `msg-f:${number}`,
      threadId: `thread-f:${number}`,
      hex,
      threadHex: hex,
      messageId: `<${index}.practice@${address.slice(address.indexOf('@') + 1)}>`,
      inReplyTo: null,
      from: [1, address, name],
      to: [[1, me.address, me.name]],
      cc: [],
      bcc: [],
      subject,
      html: `<div dir="ltr">${html}</div>`,
      labels: ['^all', '^i', '^u'],
      at: now - hours * HOUR,
      files: [],
    };
  });
}
