export const CLAIM_EVENT = 'threadline:gmail-claim';
/** Asks the witness who it is; it answers at once, by `PRESENT_EVENT`. */
export const ASK_EVENT = 'threadline:gmail-ask';
export const PRESENT_EVENT = 'threadline:gmail-present';
/** A mail is leaving: shall it leave with another body. */
export const CHANGE_EVENTS = { ask: 'threadline:gmail-leaving', answer: 'threadline:gmail-changed' };

export const isDraftId = (id: string) => /^msg-[af]:[\w-]{1,64}$/.test(id);
