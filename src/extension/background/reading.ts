import { type LogSetting, makeMessageLog } from './message-log';
import { type MessageSetting, makeMessages } from './messages';
import { makePeople, type PeopleSetting } from './people';
import { makeSentMails, type SentSetting } from './sent-mails';

type Given = Omit<SentSetting & MessageSetting & LogSetting & PeopleSetting, 'messages' | 'sentMails'> & { onSent(): void };

/** What the worker does for messages that are read, and for those that were sent without being logged. */
export function makeReading(given: Given) {
  const sentMails = makeSentMails({ ...given, onChange: given.onSent });
  const messages = makeMessages({ ...given, sentMails });
  return { sentMails, messages, messageLog: makeMessageLog({ ...given, messages, sentMails }), people: makePeople(given) };
}
