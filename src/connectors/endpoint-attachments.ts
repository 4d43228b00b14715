import type { Attachment, Engagement } from '../core/engagement';
import type { Outcome } from '../core/outcome';
import type { ConnectorContext, DeliveryItem } from './crm-connector';
import { askEndpoint } from './endpoint-http';

/** What became of a file's bytes. The mail is logged either way; without bytes, by the file's name and size. */
type Sent = 'sent' | 'without';

type Retry = Extract<Outcome, { kind: 'retry' }>;
/** The engagement as it is to be written, or why it cannot be yet. */
export type Prepared = { engagement: Engagement } | { outcome: Retry };

class NotSent extends Error {
  constructor(readonly outcome: Retry) {
    super(outcome.code);
  }
}

/**
 * Files first, one after the other, each once: what became of it is kept with the entry.
 */
export async function sendAttachments(context: ConnectorContext, item: DeliveryItem): Promise<Prepared> {
  const { engagement } = item;
  if (!engagement.attachments.some(({ sha256 }) => sha256)) return { engagement };
  try {
    const attachments: Attachment[] = [];
    for (const attachment of engagement.attachments)
      attachments.push((await sendOne(context, item, attachment.sha256)) === 'sent' ? attachment : { ...attachment, sha256: null });
    return { engagement: { ...engagement, attachments } };
  } catch (error) {
    if (error instanceof NotSent) return { outcome: error.outcome };
    throw error;
  }
}

async function sendOne(context: ConnectorContext, { saga, readAttachment }: DeliveryItem, sha256: string | null): Promise<Sent> {
  if (sha256 === null) return 'without';
  return saga.step(`attachment ${sha256}`, async () => {
    const bytes = await readAttachment(sha256);
    if (!bytes) return 'without';
    const answer = await askEndpoint(context, { method: 'PUT', path: `/attachments/${sha256}`, bytes }, null);
    if (answer.ok) return 'sent';
    const { outcome } = answer;
    if (outcome.kind === 'rejected') return 'without';
    // A file that this line cannot carry in the time that a browser gives a request must not keep its mail from being logged.
    if (outcome.code === 'timeout' && !(await isFirst(saga, `slow attachment ${sha256}`))) return 'without';
    throw new NotSent(outcome);
  });
}

/** True the first time a step of that name is taken in the life of the entry. */
async function isFirst(saga: DeliveryItem['saga'], name: string): Promise<boolean> {
  let first = false;
  await saga.step(name, async () => {
    first = true;
  });
  return first;
}
