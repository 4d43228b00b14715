import { judgeRequest } from '../../core/tracking/classify';
import { messageRefOf } from '../../core/tracking/token';
import { newId } from '../testing-mails';
import { CHROME, trackedMail } from '../testing-tracking';
import type { Database, Queries } from './database';
import { noteChanges } from './engagements';
import { readFeed } from './hit-feed';
import { type ArrivedHit, appendHits, type JudgeHits } from './hits';
import { addRules, rulesSince } from './rules';
import { changesSince } from './timeline';
import { eraseMessage, registerMessages } from './tracked-messages';

const NOW = Date.UTC(2026, 4, 4);
const WHO = { tenant: 't', userId: 'u' };
const AS_IT_CAME: JudgeHits = ({ arrived }) => new Map(arrived.map((hit) => [hit.id, hit]));

/** A feed that is read by cursor. */
export interface Feed {
  /** Writes one thing and then another that it is to bring, by their names. */
  write(db: Database): Promise<string[]>;
  read(read: Queries, cursor: number): Promise<{ seen: string[]; cursor: number }>;
}

const write = (db: Database, job: (tx: Queries) => Promise<unknown>) => db.write(job, WHO.tenant);

async function logMail(db: Database): Promise<string> {
  const id = newId();
  await write(db, (tx) => noteChanges(tx, WHO, [id], 'logged', NOW));
  return id;
}

async function addRule(db: Database, scope: 'everyone' | 'me'): Promise<string> {
  const key = `p${newId()}@acme.example`;
  await addRules(db, WHO, [{ key, scope, neverTrack: false }], NOW);
  return key;
}

async function openMail(db: Database): Promise<string> {
  const mail = trackedMail();
  const verdict = judgeRequest({ kind: 'open', method: 'GET', userAgent: CHROME, purpose: '' });
  const place = { user_id: WHO.userId, ref: messageRefOf(mail.id), link: 0, at: NOW, client: null, network: null };
  const hit: ArrivedHit = { id: newId(), kind: 'open', ...place, ...verdict };
  await write(db, async (tx) => {
    await registerMessages(tx, WHO, [mail], () => null, NOW);
    await appendHits(tx, WHO.tenant, [hit], AS_IT_CAME);
  });
  return hit.id;
}

async function eraseMail(db: Database): Promise<string> {
  const id = newId();
  await write(db, (tx) => eraseMessage(tx, WHO, id, NOW));
  return id;
}

/** All that there are. */
export const FEEDS: Record<string, Feed> = {
  changes: {
    write: async (db) => [await logMail(db), await logMail(db)],
    async read(read, seq) {
      const { changes, cursor } = await changesSince(read, WHO, seq);
      return { seen: changes.map(({ engagementId }) => engagementId), cursor };
    },
  },
  rules: {
    write: async (db) => [await addRule(db, 'everyone'), await addRule(db, 'me')],
    async read(read, seq) {
      const { changes, cursor } = await rulesSince(read, WHO, seq);
      return { seen: changes.map(({ rule }) => rule.key), cursor };
    },
  },
  'opens and clicks': {
    write: async (db) => [await openMail(db), await eraseMail(db)],
    async read(read, seq) {
      const { hits, erased, cursor } = await readFeed(read, WHO, seq);
      return { seen: [...hits.map(({ id }) => id), ...erased], cursor };
    },
  },
};
