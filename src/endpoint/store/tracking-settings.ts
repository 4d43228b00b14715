import type { TrackingSettings } from '../../core/tracking-api';
import type { Queries } from './database';
import type { Row, Tables } from './tables';

/** Days that single hits are kept. */
export const RETENTION_DAYS = 180;

type Columns = Omit<Row<'tracking_settings'>, 'tenant'>;
const DEFAULTS: Columns = {
  ...{ secret: null, ground: null, ground_by: null, ground_at: null },
  ...{ footer_required: 0, footer_text: null, retention_days: RETENTION_DAYS },
};

/** What an organisation has settled on tracking, with the secret of its keys, sealed. */
export async function readTrackingRow(read: Queries, tenant: string): Promise<Columns> {
  const row = await read.selectFrom('tracking_settings').selectAll().where('tenant', '=', tenant).executeTakeFirst();
  return row ?? DEFAULTS;
}

export async function writeTrackingRow(tx: Queries, tenant: string, columns: Partial<Columns>): Promise<void> {
  const changes: Partial<Tables['tracking_settings']> = columns;
  await tx
    .insertInto('tracking_settings')
    .values({ ...DEFAULTS, tenant, ...changes })
    .onConflict((conflict) => conflict.column('tenant').doUpdateSet(changes))
    .execute();
}

export const groundOf = ({ ground }: Pick<Columns, 'ground'>): TrackingSettings['ground'] =>
  ground === null ? { kind: 'consent' } : { kind: 'other', words: ground };

export const footerOf = (row: Pick<Columns, 'footer_required' | 'footer_text'>): TrackingSettings['footer'] => ({
  required: row.footer_required === 1,
  text: row.footer_text,
});

export async function readTrackingSettings(read: Queries, tenant: string): Promise<TrackingSettings> {
  const row = await readTrackingRow(read, tenant);
  const by = row.ground_by === null ? undefined : await nameOf(read, tenant, row.ground_by);
  const { ground_at: groundAt, retention_days: retentionDays } = row;
  return { ground: groundOf(row), groundBy: by ?? null, groundAt, footer: footerOf(row), retentionDays };
}

async function nameOf(read: Queries, tenant: string, userId: string): Promise<string | undefined> {
  const row = await read.selectFrom('users').select('name').where('tenant', '=', tenant).where('id', '=', userId).executeTakeFirst();
  return row?.name;
}
