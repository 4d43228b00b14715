/** @typedef {{ name: string, address: string, subject: string, html: string, at: number, messageId: string }} Received `at` is epoch ms. */

const HOUR = 3_600_000;

/**
 * Mail to practise on, the same in every practice client: new people, known ones, a colleague, several languages.
 * Newest first.
 * @param {{ address: string }} me whose mailbox it is in
 * @returns {Received[]}
 */
export function receivedBy(me) {
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
  return mails.map(([name, address, subject, html, hours], index) => ({
    name,
    address,
    subject,
    html,
    at: now - hours * HOUR,
    messageId: `<${index}.practice@${address.slice(address.indexOf('@') + 1)}>`,
  }));
}
