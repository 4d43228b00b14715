import { call, session } from './service.js';

/** Folders as the server names them, in the order of the tree. */
export const FOLDERS = ['inbox', 'drafts', 'sentitems', 'scheduled'];
export const me = { address: session.address, name: session.name };

const within = (folder) => ({ BaseFolderId: { __type: 'DistinguishedFolderId:#Exchange', Id: folder } });
const firstOf = (body) => body.ResponseMessages.Items[0];

/** Rows of a folder: conversations; single mails in Drafts and Scheduled. */
export async function listFolder(folder) {
  if (folder === 'drafts' || folder === 'scheduled') {
    const { RootFolder } = firstOf(await call('FindItem', { ParentFolderIds: [within(folder).BaseFolderId] }));
    return RootFolder.Items.map((item) => ({
      item: toMessage(item),
      names: people(item).map(({ name, address }) => name || address),
      ...common(item),
    }));
  }
  const { Conversations } = await call('FindConversation', { ParentFolderId: within(folder) });
  return Conversations.map((one) => ({
    conversationId: one.ConversationId.Id,
    names: folder === 'inbox' ? one.UniqueSenders : one.UniqueRecipients,
    subject: one.ConversationTopic,
    preview: one.Preview,
    at: Date.parse(one.LastDeliveryTime),
    unread: one.UnreadCount > 0,
    count: one.MessageCount,
  }));
}

const common = (item) => ({
  conversationId: item.ConversationId.Id,
  subject: item.Subject,
  preview: item.Preview,
  at: Date.parse(item.DateTimeReceived),
  unread: false,
  count: 1,
});
const people = (item) => [...item.ToRecipients, ...item.CcRecipients, ...item.BccRecipients].map(toPerson);
const toPerson = ({ Name, EmailAddress }) => ({ name: Name === EmailAddress ? '' : Name, address: EmailAddress });

/** The mails of a conversation, newest first. */
export async function readConversation(id) {
  const body = await call('GetConversationItems', {
    Conversations: [{ ConversationId: { Id: id } }],
    ItemShape: { BaseShape: 'IdOnly' },
    SortOrder: 'DateOrderDescending',
  });
  return firstOf(body)
    .Conversation.ConversationNodes.flatMap(({ Items }) => Items)
    .map(toMessage);
}

export async function readItem(id) {
  return firstOf(await call('GetItem', { ItemIds: [{ Id: id }] })).Items.map(toMessage)[0];
}

export const markRead = (id) => call('MarkAsRead', { ConversationId: { Id: id } });

function toMessage(item) {
  return {
    itemId: item.ItemId.Id,
    conversationId: item.ConversationId.Id,
    messageId: item.InternetMessageId,
    subject: item.Subject,
    from: toPerson(item.From.Mailbox),
    to: item.ToRecipients.map(toPerson),
    cc: item.CcRecipients.map(toPerson),
    bcc: item.BccRecipients.map(toPerson),
    html: item.UniqueBody.Value,
    preview: item.Preview,
    at: Date.parse(item.DateTimeReceived),
    isDraft: item.IsDraft,
    files: item.Attachments.map(({ Name, ContentType, Size }) => ({ name: Name, type: ContentType, size: Size })),
  };
}

/** People whom this mailbox knows: what the recipient fields suggest. */
export const directory = [];
export async function loadDirectory() {
  const { ResultSet } = await call('FindPeople', { QueryString: '' });
  directory.push(...ResultSet.map(({ DisplayName, EmailAddress }) => toPerson({ Name: DisplayName, ...EmailAddress })));
}
export const nameFor = (address) => directory.find((one) => one.address === address.toLowerCase())?.name ?? '';
