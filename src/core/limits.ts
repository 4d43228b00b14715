/** C6. Over this the mail is not logged: bytes of the HTML body in UTF-8. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** C6. Attachments over this, together, are left out and the mail is logged without them. */
export const MAX_ATTACHMENTS_BYTES = 50 * 1024 * 1024;
/** D6. Milliseconds in which an un-log can be undone before it goes out. */
export const UNDO_UNLOG_MS = 8_000;
/** C3. */
export const MAX_OPEN_DEALS = 5;
