export const CLAIM_EVENT = 'threadline:outlook-claim';
/** Messages that the page was given to read, as a JSON list. */
export const MESSAGES_EVENT = 'threadline:outlook-messages';
/** Threads of a list that the page was given. */
export const CONVERSATIONS_EVENT = 'threadline:outlook-conversations';
/** A mail is leaving: shall it leave with another body. */
export const CHANGE_EVENTS = { ask: 'threadline:outlook-leaving', answer: 'threadline:outlook-changed' };

/** An Exchange item id: base64, in either alphabet. '' is a mail that was never saved. */
export const isDraftId = (id: string) => /^[\w+/=-]{0,512}$/.test(id);
