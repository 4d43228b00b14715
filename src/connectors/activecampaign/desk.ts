import type { Association } from '../../core/engagement';
import type { ConnectorContext, DeliveryItem } from '../crm-connector';
import type { MarkerWord } from '../marker';
import type { NoteDesk, Place, Target } from '../notes/desk';
import { isSame } from '../notes/ledger';
import { must, stop } from '../stop';
import { type Answer, settle } from './api';
import { type FoundContact, findContact, findOrCreateContact } from './contacts';
import { allDealIdsOf } from './deals';
import { accountIdOf, recordsOf } from './known';
import { recordUrl } from './links';
import { addNote, changeNote, isId, listOurs, placeOf, removeNote } from './notes';

/** A mail in ActiveCampaign is one note on each of its records. */
export function makeDesk(context: ConnectorContext): NoteDesk {
  const orStop = <T>(answer: Answer<T>) => orEnd(context, answer);
  const oursOn = async (place: Place, word?: MarkerWord) => orStop(await listOurs(context, placeOf(place), word));
  return {
    findTargets: (item) => findTargets(context, item),
    async addNote(place, text) {
      const answer = await addNote(context, placeOf(place), text);
      return !answer.ok && answer.reason === 'gone' ? { gone: answer.outcome } : { id: await orStop(answer) };
    },
    listOurs: (place) => oursOn(place),
    findNotes: async (place, engagementId, word) =>
      (await oursOn(place, word)).flatMap(({ id, mail }) => (mail === engagementId ? id : [])),
    async changeNote(id, place, text) {
      const answer = await changeNote(context, id, placeOf(place), text);
      if (!answer.ok && answer.reason === 'gone') return false;
      await orStop(answer);
      return true;
    },
    async removeNote(id) {
      if (isId(id)) await orStop(await removeNote(context, id));
    },
    async placesOf(target) {
      const owner = target.kind === 'contact' && target.address ? await orStop(await findContact(context, target.address)) : null;
      return owner && owner.id !== target.id ? [target, { kind: 'contact', id: owner.id, name: owner.name }] : [target];
    },
    async around(contactId) {
      const account = await orStop(await accountIdOf(context, contactId));
      const deals = await orStop(await allDealIdsOf(context, contactId));
      return [
        ...(account === null ? [] : [{ kind: 'company' as const, id: account }]),
        ...deals.map((id) => ({ kind: 'deal' as const, id })),
      ];
    },
    linkTo: (place) => recordUrl(context.baseUrl, placeOf(place).kind, place.id),
  };
}

/** Ends what is under way with what the answer means in the end. */
const orEnd = async <T>(context: ConnectorContext, answer: Answer<T>): Promise<T> =>
  must(answer.ok ? answer : { ok: false, outcome: await settle(context, answer) });

/** The records of the mail, each once. */
async function findTargets(context: ConnectorContext, item: DeliveryItem): Promise<Target[]> {
  const targets: Target[] = [];
  for (const association of item.engagement.associations) targets.push(...(await resolve(context, item, association)));
  return targets.filter((target, index) => targets.findIndex((other) => isSame(other, target)) === index);
}

async function resolve(context: ConnectorContext, item: DeliveryItem, association: Association): Promise<Target[]> {
  const { kind, recordId, name, address } = association;
  const isOfThisCrm = kind !== 'lead' && (recordId === null || isId(recordId));
  if (!isOfThisCrm) return stop({ kind: 'rejected', code: 'record_gone', detail: name });
  if (recordId !== null) return [{ kind, id: recordId, name, ...(address ? { address } : {}) }];
  return kind === 'contact' && address ? resolveByAddress(context, item, { ...association, address }) : [];
}

/** Somebody who was not looked up, or is new. Nobody is made who must not be: he is left out, and the others are logged. */
async function resolveByAddress(
  context: ConnectorContext,
  { engagement, saga }: DeliveryItem,
  { address, name, create }: Association & { address: string },
): Promise<Target[]> {
  const found = await saga.step(`${create ? 'contact' : 'known contact'} ${address}`, async () => {
    const answer = create ? await findOrCreateContact(context, { address, name }) : await findContact(context, address);
    return orEnd<FoundContact | null>(context, answer);
  });
  if (!found) return [];
  const contact: Target = { kind: 'contact', id: found.id, name: found.name, address };
  if (engagement.associationsComplete || found.isNew) return [contact];
  const { company, deals } = await saga.step(`records ${found.id}`, async () => orEnd(context, await recordsOf(context, found.id)));
  const others: Target[] = deals.map(({ id, name }) => ({ kind: 'deal', id, name }));
  return [contact, ...(company ? [{ kind: 'company' as const, id: company.id, name: company.name }] : []), ...others];
}
