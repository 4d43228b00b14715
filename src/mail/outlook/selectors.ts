/**
 * Where things are in Outlook on the web. Ids and attributes, hardly a class (most are hashed), nothing in a human
 * language. Each says what proves it, by year of the page that public code was written for; [?] = from memory, so
 * everything has to work without it.
 */
export const SELECTORS = {
  /** Bodies, and recipient fields since 2022. */
  editable: '[contenteditable="true"], [contenteditable=""], [contenteditable="plaintext-only"]',
  /** One compose; beside the body also its buttons and fields. 2020-2026. */
  dockRoot: '[id^="docking_InitVisiblePart_"]',
  /** Around the body. 2020-2026. */
  dockTrigger: '[id^="docking_DockingTriggerPart_"]',
  /** The body's parent, in older pages its grandparent. 2020-2026. */
  editorParent: '[id^="editorParent_"]',
  /** A pop-out's whole window. 2022-2026. */
  popOut: '[data-app-section="Form_Content"]',
  /** What no compose reaches across: the reading pane bears `MailReadCompose` while a reply is written inside of it. 2022-2026. */
  boundary:
    'body, main, [role="main"], [data-app-section="MailReadCompose"], [id="ReadingPaneContainerId"], [id="ConversationReadingPaneContainer"], [id="ItemReadingPaneContainer"]',
  /** Other people's mail: nothing inside of it is the page's. 2021-2026. */
  mailContent: '[role="document"], [id^="UniqueMessageBody"], [data-test-id="mailMessageBodyContainer"]',
  /** An open thread or message, in which a reply is written. 2022-2026. */
  thread:
    '[id="ConversationReadingPaneContainer"], [id="ItemReadingPaneContainer"], [data-app-section="ConversationContainer"], [data-app-section="ItemContainer"]',
  /** Whom an open message is from and goes to. 2025-2026. */
  messagePeople: '[id^="MSG_"][id$="_FROM"], [id^="MSG_"][id$="_TO"], [id^="MSG_"][id$="_CC"]',
  /** What quotes or precedes the answered mail in a body; Outlook puts `x_` before ids that were quoted before. 2021-2026. */
  quote: '[id="divRplyFwdMsg"], [id="appendonsend"], [id="mail-editor-reference-message-container"]',
  /** `_CC` would match `_BCC` too: see `fieldOfId`. 2025-2026. */
  fieldGroup: '[id$="_TO"], [id$="_CC"], [id$="_BCC"]',
  /** Recipient fields that are no editables: Fluent's picker, until 2022. */
  picker: '.ms-BasePicker, input[role="combobox"], input[aria-autocomplete]',
  /** One recipient. `_EType…` 2023-2026, draggable 2021-2024, the picker's 2020-2022. */
  chip: '[class*="_EType_RECIPIENT_ENTITY"], [contenteditable="false"], [draggable="true"], .ms-PickerPersona-container, [data-selection-index], [class*="wellItemText"]',
  /** In a chip, the name without presence sign and remove button. 2018-2026. */
  chipText: '[class*="textContainer-"], [class*="individualText-"], [class*="wellItemText"]',
  /** In a chip, not its name. 2023-2026. */
  chipExtras: '[aria-hidden="true"], [role="button"], button, [role="presentation"] i, i',
  /** Offered while an address is typed. 2018-2026. */
  suggestion:
    '.ms-Suggestions-container [role="listitem"], [id^="FloatingSuggestions"] [aria-label*="@"], [id^="FloatingSuggestions"] [role="option"], [role="listbox"] [role="option"][aria-label*="@"]',
  /** 2025-2026; the icon 2020-2026. */
  discard: '[id="discardCompose"]',
  discardIcon: '[data-icon-name^="Delete"], [data-icon-name="Trash"]',
  /** 2023-2026 [?] for the button that names the sending address. */
  from: '[id$="_FROM"], [data-testid="FromButton"], [id^="fromField"]',
  /** A dialog of the page over the compose: "send without a subject?". 2021-2026. */
  dialog: '[role="dialog"], [role="alertdialog"], [aria-modal="true"], .ms-Dialog-main, .fui-DialogSurface',
  /** Attached files [?]. */
  file: '[data-testid="AttachmentCard"], [id^="ATTACHMENT_"], [data-app-section="AttachmentWell"] [role="option"], [role="listbox"] [draggable="true"][title]',
  /** 2021-2026. */
  account: '[id^="primaryMailboxRoot_"]',
  /** The header's account button. 2020-2026. */
  accountButton: '[id="O365_MainLink_Me"], [data-testid="OwaAccountManagerButton"], [id="mectrl_currentAccount_secondary"]',
  /** The thread's subject, above its messages. 2025-2026. */
  threadSubject: '[id^="CONV_"][id$="_SUBJECT"]',
  /** Reply and forward buttons of an open message. 2023-2026. */
  forwardIcon: '[data-icon-name^="ArrowForward"], [data-icon-name="Forward"], [data-icon-name="ForwardRegular"]',
  replyIcon: '[data-icon-name^="ArrowReply"], [data-icon-name^="Reply"]',
  /** Outlook's own files, which it also names in the windows that it writes into `about:blank`. 2022-2026. */
  outlookHead:
    'head [href*="cdn.office.net"], head [src*="cdn.office.net"], head [href*="/owamail/"], head [src*="/owamail/"], head [content*="owamail"], head [href*="onecdn.static.microsoft"]',
} as const;

/** Buttons, as all generations make them. */
export const BUTTON = 'button, [role="button"]';
