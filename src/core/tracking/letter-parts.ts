/** How mail programs mark what is not the sender's own text. Names of classes and ids, never words; each is the program's own. */

/** The element is a quotation. */
const QUOTING_CLASSES = new Set([
  // Gmail
  'gmail_quote',
  'gmail_quote_container',
  'gmail_attr',
  // Yahoo, Thunderbird, Proton, Tuta, Zoho, Spark, Airmail, Mailbird
  'yahoo_quoted',
  'moz-cite-prefix',
  'moz-forward-container',
  'moz-email-headers-table',
  'protonmail_quote',
  'tutanota_quote',
  'zmail_extra',
  'spark_quote',
  'airmail_on',
  'mailbird-quote',
]);

/** All that follows is a quotation. */
const QUOTING_MARKS = new Set([
  // Outlook on the web, for the desktop, for the Mac, for telephones
  'divrplyfwdmsg',
  'appendonsend',
  'mail-editor-reference-message-container',
  'stopspelling',
  'replysplit',
  'olk_src_body_section',
  'isreplycontent',
  'isforwardcontent',
  'ms-outlook-mobile-body-separator-line',
  'outlookmessageheader',
  // Apple, Zimbra, QQ
  'reply-intro',
  '__divider__',
  '__quoted_text__',
  'orimsghtmlseperator',
]);

/** The element is a signature. */
const SIGNING = new Set([
  'gmail_signature',
  'gmail_signature_prefix',
  'moz-signature',
  'protonmail_signature_block',
  'signature',
  'ms-outlook-mobile-signature',
  'applemailsignature',
  'tutanota_signature',
  'zmail_signature',
]);

/** Word's bookmark at the head of a signature. */
const SIGNING_MARK = '_mailautosig';

export type Part = 'quote' | 'quote-from-here' | 'signature' | 'signature-from-here';

/** It is what the element holds, and ends with it. */
export const isElementsOwn = (part: Part): boolean => part === 'quote' || part === 'signature';

/** Attributes that say it. */
export const TELLING_ATTRIBUTES = ['class', 'id', 'name', 'type', 'data-marker', 'data-smartmail'] as const;

/** What an element is, by its name and by what it is called. Null: the sender's own text, as far as it says. */
export function partOf(tagName: string, called: Partial<Record<(typeof TELLING_ATTRIBUTES)[number], string>>): Part | null {
  if (tagName === 'blockquote' || called.type === 'cite' || called.name === 'quote') return 'quote';
  const names = [called.class, called.id, called.name, called['data-marker'], called['data-smartmail']].flatMap(namesIn);
  if (names.some((name) => QUOTING_MARKS.has(name))) return 'quote-from-here';
  if (names.some((name) => QUOTING_CLASSES.has(name))) return 'quote';
  if (names.includes(SIGNING_MARK)) return 'signature-from-here';
  return names.some((name) => SIGNING.has(name)) ? 'signature' : null;
}

/** Without what hosts put before the names of others: Outlook `x_`, once more for each reply, and Gmail `m_` with a number. */
const namesIn = (value: string | undefined): string[] =>
  value === undefined
    ? []
    : value
        .toLowerCase()
        .split(/\s+/)
        .map((name) => name.replace(/^(?:x_)+|^m_-?\d+_?/, ''));
