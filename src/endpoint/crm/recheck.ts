import type { Engagement } from '../../core/engagement';
import type { RuleHit } from '../../core/never-log';
import type { Recheck } from '../../core/recheck-rules';
import { settle } from '../ingest/settle';
import { readSurroundings } from '../ingest/surroundings';
import type { Queries } from '../store/database';

/** N5, before it goes on: the rules as they are now, of the user who logged it and of everyone. */
export async function recheck(read: Queries, tenant: string, engagement: Engagement): Promise<Recheck> {
  const row = await read
    .selectFrom('engagements')
    .select('user_id')
    .where('tenant', '=', tenant)
    .where('id', '=', engagement.id)
    .executeTakeFirst();
  // It was removed in this moment: the outbox hears of it too.
  if (!row) return { kind: 'log', engagement };
  const settled = settle(engagement, await readSurroundings(read, { tenant, userId: row.user_id }, [engagement]), true);
  if (!('result' in settled)) return { kind: 'log', engagement: settled.engagement };
  if (settled.code === 'never_log') return { kind: 'blocked', rule: ruleOf(settled.rule ?? '') };
  // What we no longer have is for the CRM to judge.
  return settled.code === 'nobody_left' ? { kind: 'nobody-left' } : { kind: 'log', engagement };
}

const ruleOf = (key: string): RuleHit => ({ key, scope: 'everyone', neverTrack: false, addedBy: '', addedAt: 0 });
