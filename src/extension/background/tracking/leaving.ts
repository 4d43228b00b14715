import { v7 as uuid } from 'uuid';
import { restore, track } from '../../../core/tracking/rewrite';
import type { TrackedMail } from '../../../core/tracking-api';
import type { BodyParts } from '../../../mail/leaving-change';
import type { LeavingMail } from '../../protocol';
import { t } from '../../translate';
import type { Database, DraftRow } from '../database';
import { toRecipient } from '../engaging';
import { threadOf } from '../mail-index';
import { mint } from './mint';
import type { Trackable, TrackingDesk } from './tracking';

/** T4. What is to leave in place of a mail's body; null: it leaves as it is. Called as it leaves, so nothing here takes long. */
export function makeLeaving(db: Database, tracking: TrackingDesk, clock: () => number) {
  /** What was told before under the draft's id was taken back: whoever serves its pixel will hear no more of that one. */
  async function idFor(row: DraftRow): Promise<string> {
    const earlier = await db.tracked.get(row.engagementId);
    if (!earlier || earlier.state === 'leaving' || earlier.state === 'sent') return row.engagementId;
    const engagementId = uuid();
    await db.drafts.update(row.id, { engagementId });
    return engagementId;
  }

  async function keep(row: DraftRow, id: string, mail: LeavingMail, links: string[], { connectionId, account }: Trackable): Promise<void> {
    const people = new Map(mail.recipients.map(toRecipient).map(({ address, name }) => [address, { address, name: name.slice(0, 500) }]));
    const now = clock();
    const thread = threadOf(row.hostThreadId || id);
    const tracked: TrackedMail = {
      ...{ id, account: account.address, thread, at: now, links },
      subject: mail.subject.slice(0, 2000),
      recipients: [...people.values()].slice(0, 1000),
    };
    await tracking.mails.keep({ id, draftId: row.id, connectionId, thread, state: 'leaving', changedAt: now, dueAt: now, mail: tracked });
  }

  return async (row: DraftRow, mail: LeavingMail, parts: BodyParts): Promise<BodyParts | null> => {
    const bases = await tracking.bases();
    const clean = parts.map((part) => restore(part, bases));
    const asItIs = clean.some((part, place) => part !== parts[place]) ? clean : null;
    const trackable = row.track ? await tracking.plan(row, mail, true) : null;
    if (trackable?.plan.verdict !== 'may-track') return asItIs;
    const [own = '', ...quoted] = clean;
    const id = await idFor(row);
    const minted = await mint(trackable.tracking, id, own, footerFor(trackable));
    const tracked = track(own, minted, bases);
    // Broken off: nobody knows what is text in it.
    if (tracked === own) return asItIs;
    await keep(
      row,
      id,
      mail,
      minted.links.map(({ target }) => target),
      trackable,
    );
    return [tracked, ...quoted];
  };
}

function footerFor({ account, tracking }: Trackable): string | null {
  if (!tracking.footer.required && !account.trackFooter) return null;
  return tracking.footer.text ?? t('tracking_footer');
}
