import type { Deliverer } from '../../core/outbox/delivery';
import { makeOutbox } from '../../core/outbox/outbox';
import type { FailureCode } from '../../core/outcome';
import { readAttachment } from '../store/attachments';
import { makeHoldKeeper } from '../store/crm-connections';
import type { Database } from '../store/database';
import { type BesidesChange, makeSqlOutbox } from '../store/sql-outbox';
import { makeArrivals } from './arrivals';
import { recheck } from './recheck';
import type { Turns } from './turns';

export interface DeskOutboxSetting {
  db: Database;
  turns: Turns;
  connectorFor(connectionId: string): Promise<Deliverer | null>;
  onChange(): void;
  noteAnswer(connectionId: string, code: FailureCode | null): void;
  clock(): number;
  random(): number;
}

/** The outbox of one organisation in one turn of this node: once that is over, nothing can be changed through it. */
export function openDeskOutbox(tenant: string, turn: number, setting: DeskOutboxSetting) {
  const { db, turns, clock, random } = setting;
  const arrive = makeArrivals(tenant, clock);
  const besides: BesidesChange = async (tx, before, after) => {
    await turns.assert(tx, tenant, turn);
    return arrive(tx, before, after);
  };
  const outbox = makeOutbox({
    store: makeSqlOutbox(db, tenant, besides),
    holds: makeHoldKeeper(db, tenant),
    connectorFor: setting.connectorFor,
    recheck: (engagement) => recheck(db.read, tenant, engagement),
    readAttachment: (_id, sha256) => readAttachment(db, tenant, sha256),
    onChange: setting.onChange,
    onConnection: setting.noteAnswer,
    clock,
    random,
  });
  return { turn, besides, outbox };
}
