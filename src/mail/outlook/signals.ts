import { SELECTORS } from './selectors';

/** Something that speaks for or against an element being what is looked for. Any may be missing: Outlook changes yearly. */
export interface Signal {
  name: string;
  weight: number;
  /** Where the selector has to match: the element, or one around it, or one inside of it, or one of its children. */
  where: 'self' | 'closest' | 'inside' | 'child';
  selector: string;
  /** Chats and notes have it too: alone, such signals make no mail. */
  isCommon?: true;
}

/** For one editable: is it a mail's body? */
export const BODY_SIGNALS: readonly Signal[] = [
  { name: 'editor parent', weight: 3, where: 'closest', selector: SELECTORS.editorParent },
  { name: 'docking part', weight: 3, where: 'closest', selector: SELECTORS.dockTrigger },
  { name: 'in a dock', weight: 2, where: 'closest', selector: SELECTORS.dockRoot, isCommon: true },
  { name: 'several lines', weight: 2, where: 'self', selector: '[aria-multiline="true"]', isCommon: true },
  { name: 'text box', weight: 1, where: 'self', selector: '[role="textbox"]', isCommon: true },
  { name: 'paragraph class', weight: 2, where: 'inside', selector: '.elementToProof' },
  { name: 'quote or signature', weight: 2, where: 'inside', selector: `${SELECTORS.quote}, [id="Signature"]` },
  { name: 'paragraphs', weight: 2, where: 'child', selector: 'div, p, br, table, ul, ol, blockquote', isCommon: true },
  { name: 'recipients', weight: -6, where: 'closest', selector: SELECTORS.fieldGroup },
  {
    name: 'recipient',
    weight: -6,
    where: 'child',
    selector: '[class*="_EType_RECIPIENT_ENTITY"], [contenteditable="false"][draggable="true"]',
  },
  {
    name: 'suggests',
    weight: -3,
    where: 'self',
    selector: '[role="combobox"], [aria-haspopup="listbox"], [aria-autocomplete], [aria-controls^="FloatingSuggestions"]',
  },
  { name: 'recipient class', weight: -2, where: 'self', selector: '.EditorClass' },
];

/** For one button of a window: does it send? */
export const SEND_SIGNALS: readonly Signal[] = [
  { name: 'id', weight: 3, where: 'self', selector: '[id^="splitButton-"][id$="__primaryActionButton"]' },
  { name: 'test id', weight: 3, where: 'closest', selector: '[data-testid="ComposeSendButton"], [data-testid="send-button"]' },
  { name: 'key', weight: 3, where: 'self', selector: '[aria-keyshortcuts*="+Enter" i]' },
  {
    name: 'icon',
    weight: 2,
    where: 'inside',
    selector: '[data-icon-name="Send"], [data-icon-name^="SendRegular"], [data-icon-name^="SendFilled"], [data-icon-name^="SendCopy"]',
    isCommon: true,
  },
  { name: 'main part of two', weight: 2, where: 'self', selector: '.fui-SplitButton__primaryActionButton, .ms-Button--hasMenu' },
  { name: 'primary', weight: 1, where: 'self', selector: '.ms-Button--primary, [class*="splitPrimaryButton"]', isCommon: true },
  {
    name: 'menu',
    weight: -6,
    where: 'self',
    selector: '[aria-haspopup="menu"], [aria-haspopup="true"]:not(.ms-Button--hasMenu), [id$="__menuButton"]',
  },
];

/** For what lies around a body: is it one mail that is being written? */
export const ROOT_SIGNALS: readonly Signal[] = [
  { name: 'dock', weight: 4, where: 'closest', selector: SELECTORS.dockRoot },
  { name: 'pop-out', weight: 2, where: 'closest', selector: SELECTORS.popOut },
  {
    name: 'mail pane',
    weight: 1,
    where: 'closest',
    selector:
      '[data-app-section="MailReadCompose"], [data-app-section="MailCompose"], [data-app-section="ComposeForm"], [id="ReadingPaneContainerId"], [id="ConversationReadingPaneContainer"]',
    isCommon: true,
  },
  { name: 'scroll container', weight: 1, where: 'self', selector: '.owaMailComposeEditorScrollContainer', isCommon: true },
  { name: 'recipient groups', weight: 3, where: 'inside', selector: '[id^="MSG_"][id$="_TO"]' },
  { name: 'subject id', weight: 3, where: 'inside', selector: 'input[id^="MSG_"][id$="_SUBJECT"]' },
  { name: 'subject length', weight: 2, where: 'inside', selector: 'input[maxlength="255"]' },
  { name: 'discard id', weight: 2, where: 'inside', selector: '[id="discardCompose"]' },
  { name: 'discard icon', weight: 1, where: 'inside', selector: '[data-icon-name^="Delete"], [data-icon-name="Trash"]' },
  {
    name: 'calendar',
    weight: -12,
    where: 'closest',
    selector: '[data-app-section^="Calendar" i], [id^="CalendarCompose"], [data-app-section*="EventForm" i]',
  },
  { name: 'dates', weight: -8, where: 'inside', selector: 'input[type="date"], input[type="time"], .ms-DatePicker, .fui-DatePicker' },
  { name: 'times', weight: -4, where: 'inside', selector: '[data-icon-name^="Clock"], [data-icon-name^="Location"]' },
  { name: 'dialog', weight: -3, where: 'closest', selector: SELECTORS.dialog },
  { name: 'beside the mail', weight: -3, where: 'closest', selector: '[role="complementary"]' },
  {
    name: 'chat',
    weight: -8,
    where: 'closest',
    selector: '[role="log"], [id^="m365-chat"], [data-tid^="chat"], [data-app-section*="Copilot" i], [data-app-section*="Chat" i]',
  },
];

/** What is told by where things stand, and by no attribute at all. */
export const STRUCTURE = {
  /** Fields for recipients before the body. */
  wells: 2,
  /** A line of text to type into before the body. */
  subject: 1,
  /** Recipients, then the subject, then the body: an appointment has its title first. */
  inOrder: 2,
  titleFirst: -14,
  /** More lines of text to type into than a mail has. */
  manyInputs: -5,
  /** A Send button by its own signals counts at most so much. */
  send: 5,
} as const;

/** `found`: a mail. From `plausible` on, the rep is offered to log by hand. */
export const THRESHOLDS = { body: 1, send: 2, found: 9, plausible: 6 } as const;

/**
 * Key names beside a plus, as in "(Ctrl+Enter)": the last longer than one sign, for other buttons show letters. No
 * language writes the hint in another way.
 */
export const SEND_KEY_HINT = /\(\s*[^()+]{1,12}\+\s*[^()+\d]{2,20}\)\s*$/u;
