/** The settings; `defaults` is the schema, and `migrations` bring older ones up to it, one function per version. */
export interface Settings {
  version: number;
  connections: Connection[];
  accounts: MailAccount[];
  /** Epoch ms until which nothing is logged by default; null: not paused. */
  pausedUntil: number | null;
  /** T6: a desktop notification for opens and clicks. Whether the browser allows it is its own to say. */
  notifyOpens: boolean;
}

/** A CRM account that Threadline writes to. Its secret is kept elsewhere, under the same id. */
export interface Connection {
  id: string;
  /** A connector's id in the registry. */
  connector: string;
  /** What the rep calls it; at first the organisation's name. */
  label: string;
  baseUrl: string;
  userId: string;
  userName: string;
  userAddress: string;
  role: 'rep' | 'admin';
  /** Tells the CRM account from others at the same base URL. '': not known. */
  accountId: string;
}

/** An address the rep sends from, and what happens to mail from it. Without a connection nothing is logged. */
export interface MailAccount {
  /** Canonical. */
  address: string;
  connectionId: string | null;
  kind: 'personal' | 'team';
  logByDefault: boolean;
  trackByDefault: boolean;
  /** Tracked mail says so at its foot, and leads to the page to opt out. */
  trackFooter: boolean;
  createContacts: boolean;
  logReplies: boolean;
  /** Domains of colleagues; the account's own domain is always one of them unless it is a public mail provider's. */
  ownDomains: string[];
  leaveOutColleagues: boolean;
  /** The host's undo period in seconds: a mail is handed to the CRM only when it can no longer be taken back. */
  undoSeconds: number;
}

/** Gmail's own default [?]: it offers 5, 10, 20 and 30 seconds, and does not say which in the page. */
export const DEFAULT_UNDO_SECONDS = 5;

export const accountDefaults: Omit<MailAccount, 'address'> = {
  connectionId: null,
  kind: 'personal',
  logByDefault: true,
  trackByDefault: false,
  trackFooter: false,
  createContacts: true,
  logReplies: true,
  ownDomains: [],
  leaveOutColleagues: true,
  undoSeconds: DEFAULT_UNDO_SECONDS,
};

const connectionDefaults: Pick<Connection, 'accountId'> = { accountId: '' };

export const defaults: Settings = { version: 1, connections: [], accounts: [], pausedUntil: null, notifyOpens: false };

type Stored = Record<string, unknown>;

/** `migrations[n]` turns version n + 1 into n + 2. */
const migrations: readonly ((older: Stored) => Stored)[] = [];

/** Whatever was stored, as settings of this version. Unknown keys are dropped, missing ones come from the defaults. */
export function migrate(stored: unknown): Settings {
  let current = (typeof stored === 'object' && stored !== null ? stored : {}) as Stored;
  const from = typeof current.version === 'number' ? current.version : 1;
  for (const step of migrations.slice(from - 1)) current = step(current);
  const accounts = (Array.isArray(current.accounts) ? current.accounts : []) as Partial<MailAccount>[];
  return {
    version: defaults.version,
    connections: ((Array.isArray(current.connections) ? current.connections : []) as Connection[]).map((connection) => ({
      ...connectionDefaults,
      ...connection,
    })),
    accounts: accounts
      .filter((account): account is Partial<MailAccount> & { address: string } => typeof account.address === 'string')
      .map((account) => ({ ...accountDefaults, ...account })),
    pausedUntil: typeof current.pausedUntil === 'number' ? current.pausedUntil : null,
    notifyOpens: current.notifyOpens === true,
  };
}
