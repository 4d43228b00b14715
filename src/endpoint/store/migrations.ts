import { BY_MONTH, CLUSTERED } from './sql-dialects';

/** Said of a database that this version must leave alone. */
export const NEWER = 'The database was written by a newer version of Threadline.';

/**
 * One list of statements per version of the schema; versions are applied in order, all in one transaction, and never edited. What
 * databases differ in is in `sql-dialects.ts`.
 */
export const migrations: readonly (readonly string[])[] = [
  [
    `CREATE TABLE tenants (tenant TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, created_at BIGINT NOT NULL)`,
    `CREATE TABLE sequences (tenant TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL) ${CLUSTERED}`,
    `CREATE TABLE users (tenant TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
      created_at BIGINT NOT NULL, PRIMARY KEY (tenant, id))`,
    `CREATE TABLE user_addresses (tenant TEXT NOT NULL, address TEXT NOT NULL, user_id TEXT NOT NULL,
      is_primary BIGINT NOT NULL, PRIMARY KEY (tenant, address))`,
    `CREATE INDEX user_addresses_by_user ON user_addresses (tenant, user_id)`,

    `CREATE TABLE pairing_codes (tenant TEXT NOT NULL, code_hash TEXT NOT NULL, user_id TEXT NOT NULL,
      expires_at BIGINT NOT NULL, PRIMARY KEY (tenant, code_hash))`,
    `CREATE INDEX pairing_codes_by_hash ON pairing_codes (code_hash)`,
    `CREATE TABLE tokens (tenant TEXT NOT NULL, token_hash TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL,
      device TEXT NOT NULL, origin TEXT, created_at BIGINT NOT NULL, last_used_at BIGINT NOT NULL, revoked_at BIGINT,
      PRIMARY KEY (tenant, token_hash))`,
    `CREATE INDEX tokens_by_origin ON tokens (origin)`,
    `CREATE TABLE sign_in_links (tenant TEXT NOT NULL, link_hash TEXT NOT NULL, user_id TEXT NOT NULL,
      expires_at BIGINT NOT NULL, PRIMARY KEY (tenant, link_hash))`,
    `CREATE TABLE sessions (tenant TEXT NOT NULL, session_hash TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL,
      expires_at BIGINT NOT NULL, PRIMARY KEY (tenant, session_hash))`,

    `CREATE TABLE companies (tenant TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, domain TEXT,
      search TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (tenant, id))`,
    `CREATE INDEX companies_by_name ON companies (tenant, search, id)`,
    `CREATE TABLE contacts (tenant TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, owner_id TEXT, company_id TEXT,
      search TEXT NOT NULL, created_at BIGINT NOT NULL, PRIMARY KEY (tenant, id))`,
    `CREATE INDEX contacts_by_name ON contacts (tenant, search, id)`,
    `CREATE INDEX contacts_by_company ON contacts (tenant, company_id)`,
    // The primary key is what makes find-or-create safe: of two who create a contact for one address, one wins.
    `CREATE TABLE contact_addresses (tenant TEXT NOT NULL, address TEXT NOT NULL, contact_id TEXT NOT NULL,
      is_primary BIGINT NOT NULL, PRIMARY KEY (tenant, address)) ${CLUSTERED}`,
    `CREATE INDEX contact_addresses_by_contact ON contact_addresses (tenant, contact_id)`,
    `CREATE TABLE deals (tenant TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, stage TEXT NOT NULL,
      is_open BIGINT NOT NULL, amount BIGINT, currency TEXT, company_id TEXT, search TEXT NOT NULL,
      created_at BIGINT NOT NULL, PRIMARY KEY (tenant, id))`,
    `CREATE INDEX deals_by_name ON deals (tenant, search, id)`,
    `CREATE INDEX deals_by_company ON deals (tenant, company_id)`,
    `CREATE TABLE deal_contacts (tenant TEXT NOT NULL, contact_id TEXT NOT NULL, deal_id TEXT NOT NULL,
      is_primary BIGINT NOT NULL, PRIMARY KEY (tenant, contact_id, deal_id)) ${CLUSTERED}`,
    `CREATE INDEX deal_contacts_by_deal ON deal_contacts (tenant, deal_id)`,
    `CREATE TABLE leads (tenant TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, search TEXT NOT NULL,
      created_at BIGINT NOT NULL, PRIMARY KEY (tenant, id))`,
    `CREATE INDEX leads_by_name ON leads (tenant, search, id)`,
    `CREATE TABLE lead_addresses (tenant TEXT NOT NULL, address TEXT NOT NULL, lead_id TEXT NOT NULL,
      PRIMARY KEY (tenant, address, lead_id)) ${CLUSTERED}`,
    `CREATE INDEX lead_addresses_by_lead ON lead_addresses (tenant, lead_id)`,

    `CREATE TABLE engagements (tenant TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, account TEXT NOT NULL,
      message_id TEXT, direction TEXT NOT NULL, via TEXT NOT NULL, at BIGINT NOT NULL, logged_at BIGINT NOT NULL,
      payload_hash TEXT NOT NULL, subject TEXT NOT NULL, preview TEXT NOT NULL, header TEXT NOT NULL,
      text TEXT NOT NULL, html TEXT NOT NULL, PRIMARY KEY (tenant, id))`,
    `CREATE UNIQUE INDEX engagements_by_message ON engagements (tenant, message_id, account) WHERE message_id IS NOT NULL`,
    `CREATE TABLE associations (tenant TEXT NOT NULL, kind TEXT NOT NULL, record_id TEXT NOT NULL, at BIGINT NOT NULL,
      engagement_id TEXT NOT NULL, rule TEXT NOT NULL, position BIGINT NOT NULL, PRIMARY KEY (tenant, kind, record_id, at, engagement_id)) ${CLUSTERED}`,
    `CREATE INDEX associations_by_engagement ON associations (tenant, engagement_id)`,
    `CREATE TABLE attachments (tenant TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL, created_at BIGINT NOT NULL,
      bytes BLOB NOT NULL, PRIMARY KEY (tenant, sha256))`,
    `CREATE TABLE engagement_attachments (tenant TEXT NOT NULL, engagement_id TEXT NOT NULL, sha256 TEXT NOT NULL,
      PRIMARY KEY (tenant, engagement_id, sha256)) ${CLUSTERED}`,
    `CREATE INDEX engagement_attachments_by_hash ON engagement_attachments (tenant, sha256)`,
    `CREATE TABLE tombstones (tenant TEXT NOT NULL, engagement_id TEXT NOT NULL, account TEXT, message_id TEXT,
      removed_at BIGINT NOT NULL, PRIMARY KEY (tenant, engagement_id)) ${CLUSTERED}`,
    `CREATE INDEX tombstones_by_message ON tombstones (tenant, message_id, account) WHERE message_id IS NOT NULL`,
    `CREATE TABLE changes (tenant TEXT NOT NULL, user_id TEXT NOT NULL, seq BIGINT NOT NULL, engagement_id TEXT NOT NULL,
      change TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tenant, user_id, seq)) ${CLUSTERED}`,

    `CREATE TABLE rules (tenant TEXT NOT NULL, owner_id TEXT NOT NULL, key TEXT NOT NULL, never_track BIGINT NOT NULL,
      added_by TEXT NOT NULL, added_at BIGINT NOT NULL, removed BIGINT NOT NULL, seq BIGINT NOT NULL,
      PRIMARY KEY (tenant, owner_id, key)) ${CLUSTERED}`,
    `CREATE UNIQUE INDEX rules_by_seq ON rules (tenant, owner_id, seq)`,

    `CREATE TABLE outbox (tenant TEXT NOT NULL, id TEXT NOT NULL, connection_id TEXT NOT NULL, thread TEXT NOT NULL,
      state TEXT NOT NULL, due_at BIGINT, position BIGINT NOT NULL, changed_at BIGINT NOT NULL, entry TEXT NOT NULL,
      PRIMARY KEY (tenant, id))`,
    `CREATE TABLE outbox_counts (tenant TEXT NOT NULL, state TEXT NOT NULL, entries BIGINT NOT NULL, PRIMARY KEY (tenant, state)) ${CLUSTERED}`,
    // Only what is on its way: the cost of finding the next does not grow with what is done.
    `CREATE INDEX outbox_by_thread ON outbox (tenant, thread, position) WHERE state IN ('waiting', 'sending', 'removing')`,
    `CREATE INDEX outbox_by_position ON outbox (tenant, position) WHERE state IN ('waiting', 'sending', 'removing')`,
    `CREATE INDEX outbox_by_change ON outbox (tenant, state, changed_at, position)`,
  ],
  [
    `ALTER TABLE engagements ADD COLUMN host_id TEXT`,
    `ALTER TABLE engagements ADD COLUMN thread TEXT NOT NULL DEFAULT ''`,
    `ALTER TABLE engagements ADD COLUMN from_address TEXT NOT NULL DEFAULT ''`,
    // Until now only mail that the account itself had sent was logged.
    `UPDATE engagements SET from_address = account`,
    `DROP INDEX engagements_by_message`,
    `CREATE UNIQUE INDEX engagements_by_message ON engagements (tenant, message_id, from_address) WHERE message_id IS NOT NULL`,
    `CREATE INDEX engagements_by_host ON engagements (tenant, account, host_id) WHERE host_id IS NOT NULL`,
    `CREATE INDEX engagements_by_thread ON engagements (tenant, account, thread)`,
    // A mail that was logged again by another way, or by a colleague who has it too: its own id, and where it stands in that mailbox.
    `CREATE TABLE aliases (tenant TEXT NOT NULL, id TEXT NOT NULL, engagement_id TEXT NOT NULL, user_id TEXT NOT NULL,
      payload_hash TEXT NOT NULL, account TEXT NOT NULL, host_id TEXT, thread TEXT NOT NULL, PRIMARY KEY (tenant, id)) ${CLUSTERED}`,
    `CREATE INDEX aliases_by_engagement ON aliases (tenant, engagement_id)`,
    `CREATE INDEX aliases_by_host ON aliases (tenant, account, host_id) WHERE host_id IS NOT NULL`,
    `CREATE INDEX aliases_by_thread ON aliases (tenant, account, thread)`,
    `ALTER TABLE tombstones ADD COLUMN from_address TEXT`,
    `ALTER TABLE tombstones ADD COLUMN host_id TEXT`,
    `ALTER TABLE tombstones ADD COLUMN thread TEXT`,
    `UPDATE tombstones SET from_address = account`,
    `DROP INDEX tombstones_by_message`,
    `CREATE INDEX tombstones_by_message ON tombstones (tenant, message_id, from_address) WHERE message_id IS NOT NULL`,
    `CREATE INDEX tombstones_by_host ON tombstones (tenant, account, host_id) WHERE host_id IS NOT NULL`,
    `CREATE INDEX tombstones_by_thread ON tombstones (tenant, account, thread) WHERE thread IS NOT NULL`,
  ],
  [
    // The CRM that an organisation's endpoint passes everything on to. Disconnected, its row stays without a secret.
    `CREATE TABLE crm_connections (tenant TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, connector TEXT NOT NULL, base_url TEXT NOT NULL,
      account_id TEXT NOT NULL, account TEXT NOT NULL, secret TEXT, version BIGINT NOT NULL, failure TEXT, connected_by TEXT,
      connected_at BIGINT NOT NULL) ${CLUSTERED}`,
    // Which record of ours is which of the CRM's.
    `CREATE TABLE crm_links (tenant TEXT NOT NULL, connection_id TEXT NOT NULL, kind TEXT NOT NULL, crm_id TEXT NOT NULL,
      record_id TEXT NOT NULL, PRIMARY KEY (tenant, connection_id, kind, crm_id)) ${CLUSTERED}`,
    `CREATE INDEX crm_links_by_record ON crm_links (tenant, connection_id, kind, record_id)`,
    `CREATE TABLE crm_holds (tenant TEXT NOT NULL, connection_id TEXT NOT NULL, hold TEXT NOT NULL,
      PRIMARY KEY (tenant, connection_id)) ${CLUSTERED}`,
    `CREATE TABLE oauth_requests (tenant TEXT NOT NULL, state_hash TEXT NOT NULL, connector TEXT NOT NULL, session_id TEXT NOT NULL,
      user_id TEXT NOT NULL, browser_hash TEXT NOT NULL, verifier TEXT NOT NULL, expires_at BIGINT NOT NULL,
      PRIMARY KEY (tenant, state_hash)) ${CLUSTERED}`,
    // Of a removal that is still on its way to the CRM: the record that went by this id.
    `ALTER TABLE tombstones ADD COLUMN record_id TEXT`,
  ],
  [
    // Every account that an organisation ever passed on to keeps its id: what was written there, and what was on its way, bears it.
    `CREATE TABLE crm_accounts (tenant TEXT NOT NULL, id TEXT NOT NULL, connector TEXT NOT NULL, base_url TEXT NOT NULL,
      account_id TEXT, account TEXT NOT NULL, PRIMARY KEY (tenant, id)) ${CLUSTERED}`,
    `INSERT INTO crm_accounts SELECT tenant, id, connector, base_url, account_id, account FROM crm_connections`,
    `ALTER TABLE crm_connections DROP COLUMN connector`,
    `ALTER TABLE crm_connections DROP COLUMN base_url`,
    `ALTER TABLE crm_connections DROP COLUMN account_id`,
    `ALTER TABLE crm_connections DROP COLUMN account`,
  ],
  [
    // Tracking. `ref` is what a token says of its message: 24 hexadecimal digits of the engagement's id.
    `CREATE TABLE tracking_settings (tenant TEXT NOT NULL PRIMARY KEY, secret TEXT, ground TEXT, ground_by TEXT, ground_at BIGINT,
      footer_required BIGINT NOT NULL, footer_text TEXT, retention_days BIGINT NOT NULL) ${CLUSTERED}`,
    `CREATE TABLE tracking_keys (tenant TEXT NOT NULL, key_ref BIGINT NOT NULL, user_id TEXT NOT NULL, generation BIGINT NOT NULL,
      created_at BIGINT NOT NULL, retired_at BIGINT, PRIMARY KEY (tenant, key_ref)) ${CLUSTERED}`,
    `CREATE UNIQUE INDEX tracking_keys_by_user ON tracking_keys (tenant, user_id, generation)`,
    // A token names no tenant; of two keys that go by one number the signature decides.
    `CREATE INDEX tracking_keys_by_ref ON tracking_keys (key_ref)`,
    `CREATE TABLE tracked_messages (tenant TEXT NOT NULL, ref TEXT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, account TEXT NOT NULL,
      thread TEXT NOT NULL, at BIGINT NOT NULL, subject TEXT NOT NULL, recipients TEXT NOT NULL, links TEXT NOT NULL,
      registered_at BIGINT NOT NULL, silenced TEXT, silenced_at BIGINT, erased_seq BIGINT, PRIMARY KEY (tenant, ref))`,
    `CREATE INDEX tracked_messages_by_thread ON tracked_messages (tenant, account, thread)`,
    `CREATE INDEX tracked_messages_by_erasure ON tracked_messages (tenant, user_id, erased_seq) WHERE erased_seq IS NOT NULL`,
    `CREATE TABLE tracked_recipients (tenant TEXT NOT NULL, address TEXT NOT NULL, ref TEXT NOT NULL,
      PRIMARY KEY (tenant, address, ref)) ${CLUSTERED}`,
    // Neither an address nor a program's name: those are gone with the verdict.
    `CREATE TABLE hits (tenant TEXT NOT NULL, at BIGINT NOT NULL, id TEXT NOT NULL, user_id TEXT NOT NULL, ref TEXT NOT NULL,
      kind TEXT NOT NULL, link BIGINT NOT NULL, class TEXT NOT NULL, confidence TEXT NOT NULL, reason TEXT NOT NULL, seq BIGINT NOT NULL,
      PRIMARY KEY (tenant, ref, at, id)) ${CLUSTERED} ${BY_MONTH}`,
    `CREATE INDEX hits_by_time ON hits (tenant, at)`,
    `CREATE INDEX hits_by_seq ON hits (tenant, user_id, seq)`,
    // Of hits that have expired.
    `CREATE TABLE hit_counts (tenant TEXT NOT NULL, ref TEXT NOT NULL, kind TEXT NOT NULL, link BIGINT NOT NULL, class TEXT NOT NULL,
      hits BIGINT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, PRIMARY KEY (tenant, ref, kind, link, class)) ${CLUSTERED}`,
    // When its own sender had a message, or a thread, before her eyes.
    `CREATE TABLE own_opens (tenant TEXT NOT NULL, place TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tenant, place, at)) ${CLUSTERED}`,
    `CREATE TABLE consents (tenant TEXT NOT NULL, address TEXT NOT NULL, seq BIGINT NOT NULL, state TEXT NOT NULL, at BIGINT NOT NULL,
      user_id TEXT, how TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (tenant, address, seq)) ${CLUSTERED}`,
    // Of messages that are not registered yet.
    `CREATE TABLE opt_outs (tenant TEXT NOT NULL, ref TEXT NOT NULL, address TEXT NOT NULL, at BIGINT NOT NULL,
      PRIMARY KEY (tenant, ref, address)) ${CLUSTERED}`,
    // The CRM's note on a message's hits: when it is to be written next (null: nothing new), and what was written.
    `CREATE TABLE hit_notes (tenant TEXT NOT NULL, ref TEXT NOT NULL, due_at BIGINT, news BIGINT NOT NULL, written_at BIGINT NOT NULL,
      note TEXT, PRIMARY KEY (tenant, ref)) ${CLUSTERED}`,
    `CREATE INDEX hit_notes_by_due ON hit_notes (tenant, due_at) WHERE due_at IS NOT NULL`,
  ],
  [
    // What only one node may do at a time, and which one does it. `turn` grows whenever another does.
    `CREATE TABLE leases (tenant TEXT NOT NULL, name TEXT NOT NULL, holder TEXT NOT NULL, until BIGINT NOT NULL, turn BIGINT NOT NULL,
      PRIMARY KEY (tenant, name)) ${CLUSTERED}`,
    // A word that the endpoint's key has sealed: a node with another key shows.
    `CREATE TABLE vault_checks (tenant TEXT NOT NULL PRIMARY KEY, sealed TEXT NOT NULL) ${CLUSTERED}`,
    // When an account at a CRM has had its rate of requests, of all nodes.
    `CREATE TABLE crm_paces (tenant TEXT NOT NULL, account TEXT NOT NULL, lane TEXT NOT NULL, due_at BIGINT NOT NULL,
      PRIMARY KEY (tenant, account, lane)) ${CLUSTERED}`,
  ],
];
