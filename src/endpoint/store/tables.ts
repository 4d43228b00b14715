import type { Selectable } from 'kysely';
import type { Consent, Hit } from '../../core/tracking-api';

/**
 * The schema as TypeScript sees it. The same everywhere: ids are TEXT, times are BIGINT epoch milliseconds, flags are
 * BIGINT 0 or 1, and every key begins with the tenant, so that it runs on SQLite and on PostgreSQL (sharded by tenant) alike.
 */
export interface Tables {
  tenants: { tenant: string; name: string; created_at: number };
  /** A number per tenant that only grows; see `sequence.ts`. */
  sequences: { tenant: string; value: number };
  users: { tenant: string; id: string; name: string; role: 'rep' | 'admin'; created_at: number };
  user_addresses: { tenant: string; address: string; user_id: string; is_primary: number };
  pairing_codes: { tenant: string; code_hash: string; user_id: string; expires_at: number };
  tokens: {
    tenant: string;
    token_hash: string;
    id: string;
    user_id: string;
    device: string;
    /** The extension's origin; null: paired by a program that sends none. */
    origin: string | null;
    created_at: number;
    last_used_at: number;
    revoked_at: number | null;
  };
  sign_in_links: { tenant: string; link_hash: string; user_id: string; expires_at: number };
  sessions: { tenant: string; session_hash: string; id: string; user_id: string; expires_at: number };
  companies: { tenant: string; id: string; name: string; domain: string | null; search: string; created_at: number };
  contacts: {
    tenant: string;
    id: string;
    name: string;
    owner_id: string | null;
    company_id: string | null;
    search: string;
    created_at: number;
  };
  contact_addresses: { tenant: string; address: string; contact_id: string; is_primary: number };
  deals: {
    tenant: string;
    id: string;
    name: string;
    stage: string;
    is_open: number;
    amount: number | null;
    currency: string | null;
    company_id: string | null;
    search: string;
    created_at: number;
  };
  deal_contacts: { tenant: string; contact_id: string; deal_id: string; is_primary: number };
  leads: { tenant: string; id: string; name: string; search: string; created_at: number };
  lead_addresses: { tenant: string; address: string; lead_id: string };
  engagements: {
    tenant: string;
    id: string;
    user_id: string;
    account: string;
    message_id: string | null;
    host_id: string | null;
    thread: string;
    from_address: string;
    direction: 'sent' | 'received' | 'forwarded';
    via: 'extension' | 'bcc' | 'forward' | 'mailbox';
    at: number;
    logged_at: number;
    /** SHA-256 of what was sent to us: the same id with another hash is a conflict. */
    payload_hash: string;
    subject: string;
    preview: string;
    /** JSON: `Header`. */
    header: string;
    text: string;
    html: string;
  };
  /** Further ids of an engagement, each with the place of the mail in the mailbox that it came from. */
  aliases: {
    tenant: string;
    id: string;
    engagement_id: string;
    user_id: string;
    payload_hash: string;
    account: string;
    host_id: string | null;
    thread: string;
  };
  associations: { tenant: string; engagement_id: string; kind: string; record_id: string; rule: string; position: number; at: number };
  attachments: { tenant: string; sha256: string; size: number; bytes: Uint8Array; created_at: number };
  engagement_attachments: { tenant: string; sha256: string; engagement_id: string };
  /** `owner_id` is a user's id, or `EVERYONE`. Removed rules stay as rows, so that a delta can say so. */
  rules: {
    tenant: string;
    owner_id: string;
    key: string;
    never_track: number;
    added_by: string;
    added_at: number;
    removed: number;
    seq: number;
  };
  tombstones: {
    tenant: string;
    engagement_id: string;
    account: string | null;
    message_id: string | null;
    from_address: string | null;
    host_id: string | null;
    thread: string | null;
    removed_at: number;
    /** The record that went by this id, which is its id in the outbox. */
    record_id: string | null;
  };
  changes: { tenant: string; user_id: string; seq: number; engagement_id: string; change: 'logged' | 'removed' | 'refused'; at: number };
  outbox: {
    tenant: string;
    id: string;
    connection_id: string;
    thread: string;
    state: string;
    due_at: number | null;
    position: number;
    changed_at: number;
    /** JSON: the whole entry. */
    entry: string;
  };
  /** Kept with every change, so that a badge costs the same with a million entries. */
  outbox_counts: { tenant: string; state: string; entries: number };
  /** The account at the CRM, by the CRM's own id (null: not asked yet; '': it does not tell) and as people read it. */
  crm_accounts: { tenant: string; id: string; connector: string; base_url: string; account_id: string | null; account: string };
  crm_connections: {
    tenant: string;
    /** Of its account. */
    id: string;
    /** Sealed by the vault; null: disconnected. */
    secret: string | null;
    /** Grows with every change of the secret. */
    version: number;
    /** Why it last did not answer, a `FailureCode`; null: it did. */
    failure: string | null;
    /** A user's id; null: by the operator. */
    connected_by: string | null;
    connected_at: number;
  };
  crm_links: { tenant: string; connection_id: string; kind: string; crm_id: string; record_id: string };
  /** JSON: `Hold`. */
  crm_holds: { tenant: string; connection_id: string; hold: string };
  /** Consents that somebody went to the CRM for; the verifier is sealed. */
  oauth_requests: {
    tenant: string;
    state_hash: string;
    connector: string;
    session_id: string;
    user_id: string;
    browser_hash: string;
    verifier: string;
    expires_at: number;
  };
  tracking_settings: {
    tenant: string;
    /** Sealed by the vault; all keys of the tenant's users come from it. */
    secret: string | null;
    /** Null: each contact's consent. */
    ground: string | null;
    ground_by: string | null;
    ground_at: number | null;
    footer_required: number;
    footer_text: string | null;
    retention_days: number;
  };
  tracking_keys: { tenant: string; key_ref: number; user_id: string; generation: number; created_at: number; retired_at: number | null };
  tracked_messages: {
    tenant: string;
    ref: string;
    id: string;
    user_id: string;
    account: string;
    thread: string;
    at: number;
    subject: string;
    /** JSON: `Person[]`. */
    recipients: string;
    /** JSON: targets by index. */
    links: string;
    registered_at: number;
    /** Why nothing more is kept of it; null: it is tracked. */
    silenced: string | null;
    silenced_at: number | null;
    /** Null: not erased. */
    erased_seq: number | null;
  };
  tracked_recipients: { tenant: string; address: string; ref: string };
  hits: {
    tenant: string;
    at: number;
    id: string;
    user_id: string;
    ref: string;
    kind: 'open' | 'click' | 'trap';
    link: number;
    class: Hit['class'];
    /** 0 to 1, written as text: the same on every database. */
    confidence: string;
    reason: string;
    seq: number;
  };
  hit_counts: {
    tenant: string;
    ref: string;
    kind: 'open' | 'click' | 'trap';
    link: number;
    class: Hit['class'];
    hits: number;
    first_at: number;
    last_at: number;
  };
  own_opens: { tenant: string; place: string; at: number };
  /** `user_id` null: the contact herself. */
  consents: {
    tenant: string;
    address: string;
    seq: number;
    state: Consent['state'];
    at: number;
    user_id: string | null;
    how: Consent['how'];
    note: string;
  };
  /** `address`: as whoever opted out typed it. */
  opt_outs: { tenant: string; ref: string; address: string; at: number };
  hit_notes: { tenant: string; ref: string; due_at: number | null; news: number; written_at: number; note: string | null };
  leases: { tenant: string; name: string; holder: string; until: number; turn: number };
  vault_checks: { tenant: string; sealed: string };
  crm_paces: { tenant: string; account: string; lane: string; due_at: number };
}

export type Row<T extends keyof Tables> = Selectable<Tables[T]>;

/** The owner of rules that hold for everyone in the organisation. */
export const EVERYONE = '';
