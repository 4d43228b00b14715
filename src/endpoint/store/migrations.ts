/**
 * Tables of narrow rows that are only reached by their key. SQLite keeps those in the key's own tree (`WITHOUT ROWID`): one write
 * instead of two. To any other database this is a comment.
 */
export const CLUSTERED = '/* clustered */';

/** One list of statements per version of the schema; versions are applied in order, each in one transaction, and never edited. */
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
];
