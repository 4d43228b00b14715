/**
 * Where things are in Gmail's page. Class names are Gmail's minified ones and mean nothing; none of these is in a human
 * language. Each says what proves it: SDK = InboxSDK 2.2.26 looks for it, 2020 = a saved compose window of October 2020,
 * [?] = from memory, so everything has to work without it.
 */
export const SELECTORS = {
  /** Pop-ups hang below it. SDK (MOLE_PARENT_SELECTOR). */
  composeArea: '.dw .nH > .nH > .no',
  /** The form of one compose window, with the draft's ids in hidden fields. SDK, 2020. */
  form: 'form.bAs',
  /** SDK, 2020. */
  draftId: 'input[name="draft"]',
  /** `#thread-a:r…`. 2020. */
  syncThreadId: 'input[name="rt"]',
  /** The thread's hex id; empty for a new message. SDK, 2020. */
  threadHexId: 'input[name="lts"]',
  /** The message that is answered. SDK, 2020. */
  answered: 'input[name="rm"]',
  /** The address it goes from; empty: the account's own. SDK, 2020. */
  from: 'input[name="from"]',
  subject: 'input[name="subjectbox"]',
  /** SDK, 2020. */
  body: '[g_editable="true"]',
  /** Everything about recipients. SDK, 2020. */
  recipients: '.GS',
  /** Since October 2021. `$` stands for to, cc or bcc. SDK. */
  chips: '.anm[name="$"] [role="listbox"] [role="option"]',
  /** What is typed there and no chip yet. SDK ([name]), practice. */
  typed: '.anm[name="$"] input[type="text"]',
  /** Before October 2021: hidden fields that hold `"Name" <address>`. SDK. */
  oldChips: '.vR input[type="hidden"][name="$"]',
  /** 2020. */
  oldTyped: 'textarea[name="$"]',
  /** Send, and not the arrow beside it. SDK, 2020. */
  send: '.IZ .Up div > div[role="button"]:not(.Uo):not([aria-haspopup="true"]):not([class^="inboxsdk_"])',
  /** SDK, 2020. */
  discard: '.gU .oh',
  /** The foot of the window, where a line of ours goes. SDK, 2020. */
  statusArea: '.aDg .aDj > .aDh',
  /** A forward, not a reply. SDK. */
  forward: '.Un.J-JN-M-I .mI',
  /** A reply in a pop-up. SDK. */
  reply: '.HQ',
  /** Under a message: an inline reply or forward. SDK. */
  inline: '.ip',
  /** A thread in the page. SDK. */
  thread: '[data-legacy-thread-id]',
  /** SDK (alert when a message cannot be sent as it is). */
  refusal: '[role="alertdialog"]',
  /** Attached files. 2020 (the area); [?] the parts of each. */
  files: '.GM',
  file: '.dL',
  fileName: '.vI',
  fileSize: '.vJ',
  /** [?] A file on its way to Gmail; where it is not so, Gmail itself sends nothing before it has it. */
  uploading: '.GM [role=progressbar]',
} as const;

/** Where things are in an open message and in a list. */
export const READING = {
  main: '[role="main"]',
  /** Bodies, and replies being written under a message: nothing in them tells of the message. SDK. */
  notFrame: '.a3s, .ip, form',
  /** Has the message's ids, in either form. SDK. */
  message: '[data-message-id]',
  /** The subject's line of an open thread: with a reading pane there are threads in the list too. SDK. */
  threadHead: 'h2[data-legacy-thread-id]',
  /** SDK. */
  subject: 'h2.hP',
  /** SDK (messageView.senderSpan). */
  sender: '.gD[email]',
  /** SDK. */
  recipients: '.hb [email]',
  /** The names and the date, above the text. [?] */
  head: '.gE',
  /** SDK (messageView.body). */
  body: '.a3s',
  /** What Gmail puts into a body to fold its quote. [?] */
  quoteToggle: '.yj6qo, .ajR',
  /** SDK (attachment cards). */
  attachment: '[download_url]',
  /** [?] */
  attachmentSize: '.SaH2Ve',
  /** One thread in a list. SDK (thread rows). */
  row: 'tr.zA',
  rowSubject: '.bog',
  /** How many messages it has, where that is more than one. SDK. */
  rowCount: '.yW .bx0',
  /** SDK. */
  rowPeople: '.yW [email]',
} as const;

/** The window around a form: the dialog of a pop-up, the frame of an inline reply. SDK, 2020. */
export const COMPOSE_ROOTS = ['[role="dialog"]', '.M9', '.aoI'] as const;

export const inField = (selector: string, field: 'to' | 'cc' | 'bcc') => selector.replace('$', field);
