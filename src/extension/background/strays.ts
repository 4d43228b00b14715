import type { CarriedMail } from '../../mail/claim';
import type { DraftRecipient, SendSign } from '../../mail/mail-client';
import { OUTLOOK_ORIGINS } from '../../mail/outlook/hosts';
import { UNSAVED } from '../../mail/send-ledger';
import type { Sender } from '../browser-api';
import type { DeliveryNews } from '../protocol';
import { pageOriginOf } from './audiences';
import type { DraftRow } from './database';
import { findDraft } from './outlook-drafts';
import type { Worker } from './worker';

const MAX_UNSAVED = 200;
/** The window's own word that Send was pressed comes another way, and may come later; before the worker's witness decides. */
const LATER_MS = 600;

const after = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** Sends seen in a page that has no window for them; each believed only for a draft of that account that we know. */
export function makeStrays(ready: Promise<Worker>) {
  /** Drafts that no host's id leads to, by what the page calls their send. */
  const unsaved = new Map<string, string>();
  /** In the order they were told: how a send ended must not overtake that it began. */
  let turn: Promise<unknown> = ready;

  async function find(worker: Worker, sender: Sender, account: string, hostDraftId: string, sign: SendSign): Promise<DraftRow | null> {
    const { drafts, db } = worker;
    const origin = pageOriginOf(sender);
    const name = `${origin} ${sender.tab?.id} ${hostDraftId}`;
    const known = unsaved.get(name);
    if (known) return (await db.drafts.get(known)) ?? null;
    if (sign.kind !== 'leaving' || !OUTLOOK_ORIGINS.includes(origin)) return (await drafts.findStray(account, hostDraftId)) ?? null;
    const draft = hostDraftId.startsWith(UNSAVED) ? '' : hostDraftId;
    const sighting = { draft, mail: mailOf(sign), isSend: true, origin, tab: sender.tab?.id ?? -1 };
    const row = (await findDraft(worker, sighting)) ?? (await after(LATER_MS).then(() => findDraft(worker, sighting)));
    if (row?.account !== account) return null;
    if (draft === '' && unsaved.size < MAX_UNSAVED) unsaved.set(name, row.id);
    return row;
  }

  return {
    sign(sender: Sender, account: string, hostDraftId: string, sign: SendSign): Promise<DeliveryNews | null> {
      const signed = turn.then(async () => {
        const worker = await ready;
        const row = await find(worker, sender, account, hostDraftId, sign);
        if (row) await worker.tracking.hear(row, sign);
        return row && worker.sends.sign(row, sign);
      });
      turn = signed.catch(() => undefined);
      return signed;
    },
  };
}

function mailOf({ recipients, subject }: Extract<SendSign, { kind: 'leaving' }>): CarriedMail {
  const list = (field: DraftRecipient['field']) =>
    recipients.filter((one) => one.field === field).map(({ address, name }) => ({ address, name }));
  return { to: list('to'), cc: list('cc'), bcc: list('bcc'), subject };
}
