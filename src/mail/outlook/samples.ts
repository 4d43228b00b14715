// Outlook's pages by year, as far as public code tells them: small, and our own. Tests take attributes away from them.

export const YEARS = [2021, 2022, 2024, 2025, 2026] as const;
export type Year = (typeof YEARS)[number];
export const SURFACES = ['full', 'inline', 'collapsed', 'pop-out'] as const;
export type Surface = (typeof SURFACES)[number];

export interface Words {
  send: string;
  key: string;
  to: string;
  cc: string;
  bcc: string;
  subject: string;
  body: string;
  discard: string;
}

export const WORDS: Record<'en' | 'de' | 'ar' | 'invented', Words> = {
  en: {
    send: 'Send',
    key: ' (Ctrl+Enter)',
    to: 'To',
    cc: 'Cc',
    bcc: 'Bcc',
    subject: 'Add a subject',
    body: 'Message body',
    discard: 'Discard',
  },
  de: {
    send: 'Senden',
    key: ' (STRG+EINGABETASTE)',
    to: 'An',
    cc: 'Cc',
    bcc: 'Bcc',
    subject: 'Betreff hinzufügen',
    body: 'Nachrichtentext',
    discard: 'Verwerfen',
  },
  ar: {
    send: 'إرسال',
    key: ' (Ctrl+Enter)',
    to: 'إلى',
    cc: 'نسخة',
    bcc: 'نسخة مخفية',
    subject: 'إضافة موضوع',
    body: 'نص الرسالة',
    discard: 'تجاهل',
  },
  invented: { send: 'Zzzt', key: '', to: 'Qa', cc: 'Qb', bcc: 'Qc', subject: 'Qe', body: 'Qf', discard: 'Qh' },
};

export interface Sample {
  year: Year;
  surface: Surface;
  words?: Words;
  /** Chips, as HTML, by field. */
  chips?: Partial<Record<'to' | 'cc' | 'bcc', string>>;
  body?: string;
  subject?: string;
  /** Tells one window of a page from another. */
  place?: number;
}

const FRESH_BODY = '<div class="elementToProof"><br></div><div id="Signature"><div>Anna | Northwind</div></div>';
const QUOTE =
  '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">Carl Customer &lt;carl@customer.example&gt;</div><div>Old text</div>';

/** One compose window, without what lies around it. */
export function composeHtml(sample: Sample): string {
  const { year, surface, words = WORDS.en, place = 0 } = sample;
  const isReply = surface === 'inline' || surface === 'collapsed';
  const body = sample.body ?? FRESH_BODY + (isReply ? QUOTE : '');
  const head = surface === 'collapsed' ? collapsedHead(words) : fields(sample, isReply);
  const editor = `<div contenteditable="true" tabindex="0" dir="ltr" role="textbox" aria-multiline="true" aria-label="${words.body}" class="dFCbN k1Ttj" ${year <= 2024 ? 'textprediction="false"' : ''} spellcheck="true">${body}</div>`;
  const editorParent = `<div id="editorParent_${place + 1}">${year <= 2022 ? `<div class="NTPm6">${editor}</div>` : editor}</div>`;
  const text = year >= 2022 ? `<div id="docking_DockingTriggerPart_${place}">${editorParent}</div>` : editorParent;
  const parts = year <= 2022 ? [head, text, buttons(year, words, place)] : [buttons(year, words, place), head, text];
  const scroll = year >= 2024 ? 'class="x1c owaMailComposeEditorScrollContainer customScrollBar"' : '';
  return `<div id="docking_InitVisiblePart_${place}" ${scroll} data-is-scrollable="true"><div class="wHMnG">${parts.join('')}</div></div>`;
}

const collapsedHead = ({ to }: Words) =>
  `<div><div tabindex="0" role="presentation" class="LBktY">${to}: Carl Customer; Dana Doe</div></div>`;

function fields({ year, words = WORDS.en, chips = {}, subject = '', place = 0 }: Sample, isReply: boolean): string {
  const names = isReply ? (['to', 'cc'] as const) : (['to', 'cc', 'bcc'] as const);
  const wells = names.map((name) => well(year, name, words[name], chips[name] ?? '', place)).join('');
  if (isReply) return `<div>${wells}</div>`;
  const id = year >= 2026 ? `MSG_15127c3b5a${place}_SUBJECT` : `TextField${250 + place}`;
  const kind = year >= 2025 ? 'fui-Input' : 'ms-TextField';
  return `<div>${wells}<span class="${kind}"><input type="text" id="${id}" maxlength="255" autocomplete="off" placeholder="${words.subject}" aria-label="${words.subject}" class="${kind}-field" value="${subject}"></span></div>`;
}

function well(year: Year, name: string, label: string, chips: string, place: number): string {
  const button = `<button type="button" class="${year >= 2025 ? 'fui-Button' : 'ms-Button ms-Button--command'}">${label}</button>`;
  if (year === 2021)
    return `<div class="row">${button}<div class="ms-BasePicker"><div class="ms-BasePicker-text">${chips}<input type="text" class="ms-BasePicker-input" role="combobox" aria-autocomplete="list" aria-label="${label}"></div></div></div>`;
  const role = { 2022: 'role="textbox"', 2024: 'role="combobox"', 2025: 'role="presentation"', 2026: '' }[year];
  const editable = `<div contenteditable="true" ${role} tabindex="0" aria-label="${label}" aria-controls="FloatingSuggestionsList" class="EditorClass aoWYQ">${chips}</div>`;
  const id = year >= 2026 ? `role="group" id="MSG_15127c3b5a${place}_${name.toUpperCase()}"` : '';
  return `<div ${id} class="row">${button}${editable}</div>`;
}

function buttons(year: Year, words: Words, place: number): string {
  const title = words.key ? `title="${words.send}${words.key}"` : '';
  const [id, kind, icon] =
    year >= 2025
      ? [`id="splitButton-r${place}o__primaryActionButton"`, 'fui-Button fui-SplitButton__primaryActionButton', 'SendRegular']
      : ['', 'ms-Button ms-Button--primary ms-Button--hasMenu', 'Send'];
  const send = `<button type="button" ${id} class="${kind} root-390" ${title} aria-label="${words.send}"><span><i data-icon-name="${icon}"></i></span>${words.send}</button>`;
  const menu = `<button type="button" ${year >= 2025 ? `id="splitButton-r${place}o__menuButton"` : ''} class="ms-Button fui-MenuButton" aria-haspopup="menu"><i data-icon-name="ChevronDownRegular"></i></button>`;
  const discard = `<button type="button" ${year >= 2025 ? 'id="discardCompose"' : ''} aria-label="${words.discard}"><i data-icon-name="DeleteRegular"></i></button>`;
  return `<div class="row"><div ${year === 2025 ? '' : 'data-testid="ComposeSendButton"'} class="fui-SplitButton">${send}${menu}</div>${discard}</div>`;
}

/** The window where its surface has it, in a page with list, folders and search. */
export function pageHtml(...samples: Sample[]): string {
  const [{ surface, year }] = samples as [Sample];
  const windows = samples.map(composeHtml).join('');
  if (surface === 'pop-out') return `<div id="app"><div data-app-section="Form_Content">${windows}</div></div>`;
  const inPane = surface === 'full' ? windows : threadHtml(`<div class="card"><div role="heading">Draft</div>${windows}</div>`, year);
  return shellHtml(inPane);
}

export const messageHtml = (html: string) =>
  `<div aria-label="Email message" tabindex="-1"><span id="MSG_77a_FROM" aria-label="From: Carl Customer"><span>Carl Customer&lt;carl@customer.example&gt;</span></span><div role="toolbar"><button aria-label="Reply"><i data-icon-name="ArrowReplyRegular"></i></button></div><div data-test-id="mailMessageBodyContainer"><div class="customScrollBar allowTextSelection"><div tabindex="0" role="document" id="UniqueMessageBody_2">${html}</div></div></div></div>`;

function threadHtml(reply: string, year: Year): string {
  return `<div id="ConversationReadingPaneContainer"><div role="heading" aria-level="2"><span id="CONV_77a_SUBJECT" title="Numbers">Numbers</span></div><div data-app-section="ConversationContainer" class="customScrollBar">${year >= 2024 ? reply + messageHtml('<p>Hello</p>') : messageHtml('<p>Hello</p>') + reply}</div></div>`;
}

export const shellHtml = (inPane: string) =>
  `<div id="app"><div role="search"><input type="text" id="topSearchInput" role="combobox" aria-label="Search"></div><div role="navigation"><div role="tree"><div id="primaryMailboxRoot_x" role="treeitem" title="anna@northwind.example" data-folder-name="anna@northwind.example">Folders</div></div></div><div data-app-section="Ribbon"><button id="splitButton-r9__primaryActionButtonRibbon" class="fui-SplitButton__primaryActionButton" title="New mail (N)"><i data-icon-name="ComposeRegular"></i></button></div><div data-app-section="MessageList"><div role="listbox"><div role="option" data-convid="AAQk" aria-selected="true">Carl</div></div></div><div id="ReadingPaneContainerId" role="main" data-app-section="MailReadCompose" class="customScrollBar">${inPane}</div></div>`;

const editorHtml = (html = FRESH_BODY) =>
  `<div id="editorParent_9"><div contenteditable="true" role="textbox" aria-multiline="true" aria-label="Text" class="dFCbN">${html}</div></div>`;
const chipHtml = '<span class="_EType_RECIPIENT_ENTITY" contenteditable="false" draggable="true">Dana Doe</span>';

/** What looks like a compose window and is none. */
export const NON_COMPOSES: Record<string, string> = {
  'signature editor': `<div role="dialog" aria-modal="true" class="ms-Dialog-main"><input type="text" maxlength="60" placeholder="Name" aria-label="Signature name">${editorHtml('<div class="elementToProof">Anna | Northwind</div>')}<div><button class="ms-Button ms-Button--primary">Save</button><button class="ms-Button">Discard<i data-icon-name="DeleteRegular"></i></button></div></div>`,
  'calendar form': shellHtml(
    `<div data-app-section="CalendarModuleSurface"><button class="ms-Button ms-Button--primary" title="Send (Ctrl+Enter)"><i data-icon-name="SendRegular"></i>Send</button><button id="discardCompose"><i data-icon-name="DeleteRegular"></i></button><input type="text" placeholder="Add a title" maxlength="255"><div contenteditable="true" role="combobox" aria-label="Invite" class="EditorClass">${chipHtml}</div><div class="ms-DatePicker"><i data-icon-name="ClockRegular"></i><input type="text" role="combobox" aria-haspopup="dialog" value="11/22"></div><input type="text" value="9:00"><i data-icon-name="LocationRegular"></i><input type="text" placeholder="Location">${editorHtml('<div><br></div>')}</div>`,
  ),
  'search box': shellHtml(
    '<div role="search"><div contenteditable="true" role="textbox" aria-label="Search">from:</div><button aria-label="Search"></button></div>',
  ),
  'chat box': shellHtml(
    '<div id="m365-chat-pane" role="complementary" data-app-section="CopilotChat"><div role="log"><div>Hello</div></div><div contenteditable="true" role="textbox" aria-multiline="true" aria-label="Message Copilot"><p><br></p></div><button class="fui-Button" title="Send" aria-label="Send"><i data-icon-name="SendRegular"></i></button></div>',
  ),
  'chat box that says nothing of itself': shellHtml(
    '<div class="chat"><div contenteditable="true" role="textbox" aria-multiline="true" aria-label="Message"><p><br></p></div><button title="Send" aria-label="Send"><i data-icon-name="SendRegular"></i></button></div>',
  ),
  'signature editor with a long name': `<div class="pane"><input type="text" maxlength="255">${editorHtml()}<button class="ms-Button--primary">Save</button></div>`,
  'reading pane': shellHtml(threadHtml('', 2026)),
  'quick reply stub': shellHtml(
    threadHtml(
      '<div class="card"><button>Reply<i data-icon-name="ArrowReplyRegular"></i></button><div role="textbox" tabindex="0">Write a reply</div></div>',
      2026,
    ),
  ),
  'mail that imitates a compose window': shellHtml(threadHtml(messageHtml(composeHtml({ year: 2026, surface: 'full' })), 2026)),
  'quick event': shellHtml(
    `<div role="dialog" class="fui-DialogSurface"><input type="text" placeholder="Add title"><input type="text" value="9:00"><input type="text" value="10:00">${editorHtml('<div><br></div>')}<button class="ms-Button--primary">Save</button></div>`,
  ),
};
