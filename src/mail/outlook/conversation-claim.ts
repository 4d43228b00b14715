import { parseDetail, timeIn } from '../claim';
import { isDraftId } from './bridge';
import { readPayload, timeOf } from './wire';
import { findAll, idAt, nodeAt } from './wire-tree';

// A folder's list of threads, as `FindConversation` is asked and answered. Exchange tells of each thread the time of its
// newest message in that folder: in Sent, when something was last sent in it.

/** Threads of a list that the page was given to show. A claim, as all that comes from the page. */
export interface ConversationsClaim {
  /** Exchange's own name, such as `sentitems`; '' for a folder that is named by its id. */
  folder: string;
  /** `at`: epoch ms. */
  threads: { id: string; at: number }[];
}

const MAX_THREADS = 1_000;

/** By its text alone, before anything is parsed: every folder that is opened asks, and most are named and are not Sent. */
export const mayListSent = (payload: string): boolean =>
  !payload.includes('DistinguishedFolderId') || /sentitems|(?:"|%22)FolderId/i.test(payload);

export const isConversationList = (url: string) => /[?&]action=FindConversation\b/i.test(url);

/** `answer` is parsed JSON. Never throws. */
export function readConversations(payload: string, answer: unknown): ConversationsClaim {
  const [asked] = findAll(readPayload(payload), (node) => nodeAt(node, 'ParentFolderId') !== null);
  const parent = nodeAt(asked, 'ParentFolderId');
  const id = idAt(parent, 'BaseFolderId') || (typeof parent?.Id === 'string' ? parent.Id : '');
  const found = findAll(answer, (node) => idAt(node, 'ConversationId') !== '' && timeOf(node.LastDeliveryTime) !== null);
  return {
    folder: /^[a-z]+$/i.test(id) ? id.toLowerCase() : '',
    threads: found.flatMap((node) => {
      const at = timeOf(node.LastDeliveryTime);
      return at === null ? [] : [{ id: idAt(node, 'ConversationId'), at }];
    }),
  };
}

/** What is well formed of it. Never throws. */
export function parseConversations(detail: unknown): ConversationsClaim {
  const { folder, threads } = parseDetail(detail) ?? {};
  const list: unknown[] = Array.isArray(threads) ? threads.slice(0, MAX_THREADS) : [];
  return {
    folder: typeof folder === 'string' && /^[a-z]{0,40}$/.test(folder) ? folder : '',
    threads: list.flatMap((one) => {
      const { id, at } = (one ?? {}) as { id?: unknown; at?: unknown };
      const time = timeIn(at);
      return typeof id === 'string' && id !== '' && isDraftId(id) && time !== null ? [{ id, at: time }] : [];
    }),
  };
}
