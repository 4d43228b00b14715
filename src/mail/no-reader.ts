import type { MailReader } from './mail-reader';

/** For pages in which nothing is read: a window that only writes. */
export const NO_READER: MailReader = { watchMessages: () => undefined, watchSentList: () => undefined };
