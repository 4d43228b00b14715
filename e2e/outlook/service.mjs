import { conversation, inFolder, keep } from './mailbox.mjs';

/** @typedef {import('./mailbox.mjs').Mailbox} Mailbox @typedef {import('./mailbox.mjs').Message} Message @typedef {import('./mailbox.mjs').Person} Person */

/**
 * Answers one action of `service.svc` in the shape that public code knows of Outlook on the web.
 * @type {Record<string, (box: Mailbox, body: any) => any>}
 */
const ACTIONS = {
  CreateItem: (box, body) => {
    const [item] = body.Items ?? [];
    const answers = box.messages.get(item?.ReferenceItemId?.Id ?? '');
    const thread =
      answers && body.ComposeOperation !== 'newMail' ? { conversationId: answers.conversationId, inReplyTo: answers.messageId } : {};
    return stored(body, keep(box, { ...thread, ...fieldsOf(item), ...whereTo(body, item) }));
  },
  UpdateItem: (box, body) => {
    const [change] = body.ItemChanges ?? [];
    const itemId = change?.ItemId?.Id ?? '';
    if (!box.messages.has(itemId)) return refused('ErrorItemNotFound');
    const item = Object.assign({}, ...(change?.Updates ?? []).map((/** @type {any} */ update) => update.Item));
    return stored(body, keep(box, { itemId, ...fieldsOf(item), ...whereTo(body, item) }));
  },
  DeleteItem: (box, body) => {
    for (const { Id } of body.ItemIds ?? []) if (box.messages.has(Id)) keep(box, { itemId: Id, folder: 'deleteditems' });
    return messages({});
  },
  MarkAsRead: (box, body) => {
    for (const message of conversation(box, body.ConversationId?.Id ?? '')) message.read = true;
    return messages({});
  },
  FindConversation: (box, body) => ({
    ResponseCode: 'NoError',
    ResponseClass: 'Success',
    Conversations: grouped(inFolder(box, folderOf(body))).map(rowOf),
  }),
  FindItem: (box, body) => messages({ RootFolder: { Items: inFolder(box, folderOf(body)).map(itemOf), IncludesLastItemInRange: true } }),
  GetItem: (box, body) =>
    messages({
      Items: (body.ItemIds ?? [])
        .map(({ Id }) => box.messages.get(Id))
        .filter(Boolean)
        .map(itemOf),
    }),
  FindPeople: (box) => ({
    ResponseCode: 'NoError',
    ResponseClass: 'Success',
    ResultSet: [...box.messages.values()]
      .filter(({ folder }) => folder === 'inbox')
      .map(({ from }) => ({ __type: 'PersonaType:#Exchange', DisplayName: from.name, EmailAddress: mailbox(from) })),
  }),
  CreateCalendarEvent: () => messages({}),
  /** Not Outlook's: how a mail comes in while somebody plays. */
  PracticeReceive: (box, { Mail: mail }) => {
    keep(box, { to: [{ name: box.name, address: box.address }], ...mail, folder: 'inbox', read: false });
    return messages({});
  },
  GetConversationItems: (box, body) => {
    const id = body.Conversations?.[0]?.ConversationId?.Id ?? '';
    const nodes = conversation(box, id).map((message) => ({
      __type: 'ConversationNode:#Exchange',
      InternetMessageId: message.messageId,
      ParentInternetMessageId: message.inReplyTo,
      Items: [itemOf(message)],
    }));
    return messages({
      Conversation: { __type: 'ConversationResponseType:#Exchange', ConversationId: { Id: id }, ConversationNodes: nodes },
    });
  },
};

/** @param {Mailbox} box @param {string} action @param {any} body */
export const answerService = (box, action, body) => {
  const answer = ACTIONS[action]?.(box, body);
  return answer && { Header: { ServerVersionInfo: { MajorVersion: 15, MinorVersion: 20 } }, Body: answer };
};

/** A refusal inside of an HTTP 200. @param {string} code */
export const refusal = (code) => ({ Header: {}, Body: refused(code) });
const refused = (/** @type {string} */ code) => ({
  ResponseMessages: { Items: [{ MessageText: 'Refused by the practice.', ResponseCode: code, ResponseClass: 'Error', Items: [] }] },
});

/** @param {any} fields */
const messages = (fields) => ({ ResponseMessages: { Items: [{ ResponseCode: 'NoError', ResponseClass: 'Success', ...fields }] } });

/** What was saved or sent. @param {any} body @param {Message} message */
function stored(body, message) {
  const sent = isSend(body) && { InternetMessageId: message.messageId };
  const ids = { ItemId: idOf(message), ConversationId: { Id: message.conversationId } };
  return messages({ Items: [{ __type: 'Message:#Exchange', ...ids, ...sent }] });
}

const isSend = (/** @type {any} */ body) => /^Send/.test(body.MessageDisposition ?? '');
/** MAPI's PidTagDeferredSendTime, or Exchange's own name for it. @param {any} item */
const deferredTo = (item) =>
  item?.DeferredSendTime ??
  (item?.ExtendedProperty ?? []).find((/** @type {any} */ one) => one.ExtendedFieldURI?.PropertyTag === '0x3FEF')?.Value;

/** @param {any} body @param {any} item @returns {Partial<Message>} */
function whereTo(body, item) {
  if (!isSend(body)) return { folder: 'drafts', at: Date.now() };
  const later = deferredTo(item);
  return later ? { folder: 'scheduled', at: Date.parse(later) } : { folder: 'sentitems', at: Date.now() };
}

/** Only what the request names: an update may hold one field. @param {any} item @returns {Partial<Message>} */
function fieldsOf(item = {}) {
  /** @type {Partial<Message>} */
  const fields = {};
  for (const [field, name] of /** @type {['to' | 'cc' | 'bcc', string][]} */ ([
    ['to', 'ToRecipients'],
    ['cc', 'CcRecipients'],
    ['bcc', 'BccRecipients'],
  ]))
    if (item[name]) fields[field] = item[name].map((/** @type {any} */ one) => ({ name: one.Name ?? '', address: one.EmailAddress }));
  if (item.Subject !== undefined) fields.subject = item.Subject;
  if (item.Body) fields.html = item.Body.Value ?? '';
  return fields;
}

const folderOf = (/** @type {any} */ body) => body.ParentFolderId?.BaseFolderId?.Id ?? body.ParentFolderIds?.[0]?.Id ?? 'inbox';
const idOf = (/** @type {Message} */ message) => ({
  __type: 'ItemId:#Exchange',
  Id: message.itemId,
  ChangeKey: `CQAAAB${message.itemId.slice(14, 22)}`,
});
const exact = (/** @type {number} */ at) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const mailbox = ({ name, address }) => ({ Name: name || address, EmailAddress: address, RoutingType: 'SMTP', MailboxType: 'Mailbox' });

/** @param {Message} message */
function itemOf(message) {
  return {
    __type: 'Message:#Exchange',
    ItemId: idOf(message),
    ConversationId: { Id: message.conversationId },
    InternetMessageId: message.messageId,
    Subject: message.subject,
    From: { __type: 'SingleRecipientType:#Exchange', Mailbox: mailbox(message.from) },
    ToRecipients: message.to.map(mailbox),
    CcRecipients: message.cc.map(mailbox),
    BccRecipients: message.bcc.map(mailbox),
    DateTimeReceived: exact(message.at),
    DateTimeSent: exact(message.at),
    IsDraft: message.folder === 'drafts',
    IsRead: message.read,
    HasAttachments: message.files.length > 0,
    Attachments: message.files.map(({ name, type, size }) => ({ Name: name, ContentType: type, Size: size })),
    UniqueBody: { BodyType: 'HTML', Value: message.html },
    Preview: message.html
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 160),
  };
}

/** @param {Message[]} list one list for each conversation, in the order of their newest */
function grouped(list) {
  /** @type {Map<string, Message[]>} */
  const groups = new Map();
  for (const message of list) groups.set(message.conversationId, [...(groups.get(message.conversationId) ?? []), message]);
  return [...groups.values()];
}

/** One row of the list. @param {Message[]} group */
function rowOf(group) {
  const newest = /** @type {Message} */ (group[0]);
  return {
    __type: 'ConversationType:#Exchange',
    ConversationId: { Id: newest.conversationId },
    ConversationTopic: newest.subject,
    UniqueSenders: [...new Set(group.map(({ from }) => from.name || from.address))],
    UniqueRecipients: [...new Set(group.flatMap(({ to, cc, bcc }) => [...to, ...cc, ...bcc].map(({ name, address }) => name || address)))],
    LastDeliveryTime: exact(newest.at),
    MessageCount: group.length,
    UnreadCount: group.filter(({ read }) => !read).length,
    ItemIds: group.map(idOf),
    Preview: itemOf(newest).Preview,
  };
}
