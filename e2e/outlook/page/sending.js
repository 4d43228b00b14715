import { notice } from './notices.js';
import { call } from './service.js';
import { practice, takeFaults } from './switches.js';
import { word } from './words.js';

let refresh = { all: async () => {}, drafts: async () => {} };
/** What draws the mailbox again: all of it, or its drafts only. */
export const onRefresh = (acts) => {
  refresh = acts;
};

const OPERATIONS = { new: 'newMail', reply: 'reply', replyAll: 'replyAll', forward: 'forward' };
const mailboxes = (list) =>
  list.map(({ name, address }) => ({
    __type: 'EmailAddress:#Exchange',
    Name: name || address,
    EmailAddress: address,
    RoutingType: 'SMTP',
    MailboxType: 'Mailbox',
  }));

/** The draft as it is now, field by field. */
const fieldsOf = (draft) => ({
  Subject: draft.subject,
  Body: { __type: 'BodyContentType:#Exchange', BodyType: 'HTML', Value: draft.body.innerHTML },
  ToRecipients: mailboxes(draft.list('to')),
  CcRecipients: mailboxes(draft.list('cc')),
  BccRecipients: mailboxes(draft.list('bcc')),
});

/** Before Outlook held mails back with a MAPI property, it had a field of its own for it. */
function deferred(at) {
  const value = new Date(at).toISOString();
  if (practice.gen <= 2024) return { DeferredSendTime: value };
  const uri = { __type: 'ExtendedPropertyUri:#Exchange', PropertyTag: '0x3FEF', PropertyType: 'SystemTime' };
  return { ExtendedProperty: [{ __type: 'ExtendedPropertyType:#Exchange', ExtendedFieldURI: uri, Value: value }] };
}

/** One request: a draft that the server knows is changed, another is made. Rejects when it was refused. */
async function put(draft, disposition, fields, faults) {
  const about = { MessageDisposition: disposition, ComposeOperation: OPERATIONS[draft.kind] };
  const message = (one) => ({ __type: 'Message:#Exchange', ...one });
  const reference = draft.answers ? { ReferenceItemId: { __type: 'ItemId:#Exchange', Id: draft.answers } } : {};
  const updates = () =>
    Object.entries(fields).map(([name, value]) => ({
      __type: 'SetItemField:#Exchange',
      Path: { FieldURI: name },
      Item: message({ [name]: value }),
    }));
  const body = draft.itemId
    ? await call(
        'UpdateItem',
        {
          ...about,
          ConflictResolution: 'AlwaysOverwrite',
          ItemChanges: [{ ItemId: { __type: 'ItemId:#Exchange', Id: draft.itemId }, Updates: updates() }],
        },
        faults,
      )
    : await call('CreateItem', { ...about, ClientSupportsIrm: true, Items: [message({ ...fields, ...reference })] }, faults);
  const [answer] = body.ResponseMessages.Items;
  if (answer.ResponseClass === 'Error') throw new Error(answer.ResponseCode);
  draft.itemId = answer.Items[0].ItemId.Id;
  draft.conversationId = answer.Items[0].ConversationId.Id;
}

/** One after the other: a second save must not make a second draft. */
function inTurn(draft, act) {
  const turn = draft.work.then(act);
  draft.work = turn.catch(() => {});
  return turn;
}

export async function saveDraft(draft) {
  await inTurn(draft, () => put(draft, 'SaveOnly', fieldsOf(draft)));
  await refresh.drafts();
}

/** Kept back here until nothing can be undone; only then does it leave. */
export function send(draft) {
  const fields = fieldsOf(draft);
  draft.close();
  if (!practice.undoSeconds) return transmit(draft, fields, word.sent);
  const timer = setTimeout(() => transmit(draft, fields, word.sent), practice.undoSeconds * 1000);
  const undo = () => {
    clearTimeout(timer);
    giveBack(draft, word.undone);
  };
  notice(word.sending, { label: word.undo, run: undo }, practice.undoSeconds);
}

/** Tomorrow morning, eight o'clock. */
export function schedule(draft) {
  const at = new Date();
  at.setDate(at.getDate() + 1);
  at.setHours(8, 0, 0, 0);
  const fields = { ...fieldsOf(draft), ...deferred(at) };
  draft.close();
  return transmit(draft, fields, word.scheduledNotice);
}

async function transmit(draft, fields, done) {
  try {
    await inTurn(draft, () => put(draft, 'SendAndSaveCopy', fields, takeFaults()));
  } catch (error) {
    giveBack(draft, /^Error/.test(error.message) ? `${word.refused} ${error.message}` : word.failed);
    return;
  }
  notice(done);
  draft.done?.();
  await refresh.all();
}

function giveBack(draft, text) {
  draft.sent = false;
  // Outlook opens it from Drafts, where it is by then.
  draft.reopen().save();
  notice(text);
}

export async function discardDraft(draft) {
  await draft.work;
  if (draft.itemId)
    await call('DeleteItem', { DeleteType: 'MoveToDeletedItems', ItemIds: [{ __type: 'ItemId:#Exchange', Id: draft.itemId }] });
  await refresh.all();
}
