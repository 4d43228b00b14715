/** What this fake knows of HubSpot's objects. Stricter than the service: what is not listed is refused, on reading too. */

/** @typedef {'contacts' | 'companies' | 'deals' | 'emails' | 'notes'} ObjectType */

const ALWAYS = ['hs_object_id', 'hs_createdate', 'hs_lastmodifieddate', 'createdate', 'lastmodifieddate', 'hubspot_owner_id'];
const PEOPLE = ['from', 'sender', 'to', 'cc', 'bcc'].flatMap((role) =>
  ['email', 'firstname', 'lastname'].map((part) => `hs_email_${role}_${part}`),
);

/** @type {Record<ObjectType, { writable: string[], readOnly: string[], scopes: { read: string[], write: string[] } }>} */
export const OBJECTS = {
  contacts: {
    writable: ['email', 'firstname', 'lastname', 'company', 'phone', 'jobtitle', 'hubspot_owner_id'],
    readOnly: ['hs_additional_emails'],
    scopes: { read: ['crm.objects.contacts.read'], write: ['crm.objects.contacts.write'] },
  },
  companies: {
    writable: ['name', 'domain', 'hubspot_owner_id'],
    readOnly: [],
    scopes: { read: ['crm.objects.companies.read'], write: ['crm.objects.companies.write'] },
  },
  deals: {
    writable: ['dealname', 'dealstage', 'pipeline', 'amount', 'hubspot_owner_id'],
    readOnly: ['hs_is_closed', 'hs_is_closed_won'],
    scopes: { read: ['crm.objects.deals.read'], write: ['crm.objects.deals.write'] },
  },
  emails: {
    writable: [
      ...['hs_timestamp', 'hubspot_owner_id', 'hs_email_direction', 'hs_email_status', 'hs_email_subject'],
      ...['hs_email_text', 'hs_email_html', 'hs_email_headers', 'hs_attachment_ids', 'hs_email_message_id'],
    ],
    readOnly: [...PEOPLE, 'hs_email_open_count', 'hs_email_click_count', 'hs_email_reply_count', 'hs_body_preview', 'hs_body_preview_html'],
    scopes: {
      read: ['crm.objects.contacts.read', 'sales-email-read'],
      write: ['crm.objects.contacts.write', 'sales-email-read'],
    },
  },
  notes: {
    writable: ['hs_timestamp', 'hubspot_owner_id', 'hs_note_body'],
    readOnly: [],
    scopes: { read: ['crm.objects.contacts.read'], write: ['crm.objects.contacts.write'] },
  },
};

/** @param {ObjectType} type */
export const knownProperties = (type) => [...OBJECTS[type].writable, ...OBJECTS[type].readOnly, ...ALWAYS];

/** @type {Record<string, string[]>} */
export const OPTIONS = {
  hs_email_direction: ['EMAIL', 'INCOMING_EMAIL', 'FORWARDED_EMAIL'],
  hs_email_status: ['SENT', 'SCHEDULED', 'SENDING', 'FAILED', 'BOUNCED'],
};

/** Ids of category HUBSPOT_DEFINED for `from to`; the first is the one without a label. */
export const ASSOCIATION_TYPES = /** @type {Record<string, number[]>} */ ({
  'emails contacts': [198],
  'emails companies': [186],
  'emails deals': [210],
  'notes contacts': [202],
  'notes companies': [190],
  'notes deals': [214],
  'contacts notes': [201],
  'companies notes': [189],
  'deals notes': [213],
  'contacts companies': [279, 1],
  'contacts deals': [4],
  'contacts emails': [197],
  'companies emails': [185],
  'deals emails': [209],
  'deals contacts': [3],
  'deals companies': [341, 5],
  'companies contacts': [280, 2],
});

/** The same link seen from its other end. */
export const REVERSE_TYPE = /** @type {Record<number, number>} */ ({
  ...{ 202: 201, 190: 189, 214: 213, 201: 202, 189: 190, 213: 214 },
  ...{ 198: 197, 186: 185, 210: 209, 279: 280, 1: 2, 4: 3 },
  ...{ 197: 198, 185: 186, 209: 210, 280: 279, 2: 1, 3: 4 },
});

/** @param {number} typeId */
export const labelOf = (typeId) => (typeId === 1 || typeId === 2 || typeId === 5 ? 'Primary' : null);

export const REQUIRED_SCOPES = [
  ...['crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.objects.companies.read', 'crm.objects.deals.read'],
  ...['crm.objects.owners.read', 'sales-email-read', 'files', 'oauth'],
];
