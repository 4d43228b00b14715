/**
 * Where things are in an open message of Outlook on the web; as in `selectors.ts`, each with what proves it, by year of
 * the page that public code was written for.
 */
export const READING = {
  /** What messages are read in, the outermost first. 2021-2026. */
  pane: '[id="ReadingPaneContainerId"], [data-app-section="MailReadCompose"], [data-app-section="ReadingPane"], [id="ConversationReadingPaneContainer"], [id="ItemReadingPaneContainer"], main, [role="main"]',
  /** One message's text, the surest first: a folded signature is a document too. 2021-2026. */
  bodies: [
    '[id^="UniqueMessageBody"]',
    '[data-test-id="mailMessageBodyContainer"] [role="document"]',
    '[role="document"]',
    '[data-test-id="mailMessageBodyContainer"]',
  ],
  /** The rows of one message's body, inside and outside of each other. 2021-2026. */
  mailContent: '[role="document"], [id^="UniqueMessageBody"], [data-test-id="mailMessageBodyContainer"]',
  /** 2025-2026. */
  from: '[id^="MSG_"][id$="_FROM"], [data-testid="SenderPersona"]',
  /** Who it went to. 2023-2026, 2025-2026. */
  well: '[data-testid="RecipientWell"], [id^="MSG_"][id$="_TO"], [id^="MSG_"][id$="_CC"], [id^="MSG_"][id$="_BCC"]',
  /** 2023-2026. */
  time: '[data-testid="SentReceivedSavedTime"]',
  /** 2023-2026. */
  replyIcon: '[data-icon-name^="ArrowReply"], [data-icon-name^="Reply"]',
  /** Names in a head, with the address in a label or a tooltip. 2021-2024. */
  labelled: '[aria-label*="@"], [title*="@"]',
  /** The thread's subject, above its messages. 2025-2026; 2021-2026. */
  subject: '[id^="CONV_"][id$="_SUBJECT"], [id^="MSG_"][id$="_SUBJECT"]:not(input)',
  heading: '[role="heading"]',
  /** A row of the list. 2021-2026. */
  row: '[data-convid]',
  selectedRow: '[data-convid][aria-selected="true"], [aria-selected="true"] [data-convid]',
  /** Attached files [?]. */
  file: '[data-testid="AttachmentCard"], [id^="ATTACHMENT_"], [data-app-section="AttachmentWell"] [role="option"], [role="listbox"] [draggable="true"][title]',
} as const;

/** What says that an element holds a message's head; together at least `ENOUGH`. */
export const HEAD_SIGNALS: readonly { selector: string; weight: number }[] = [
  { selector: READING.from, weight: 3 },
  { selector: READING.time, weight: 2 },
  { selector: READING.well, weight: 2 },
  { selector: READING.replyIcon, weight: 2 },
  { selector: READING.labelled, weight: 1 },
];
export const ENOUGH = 3;
