import { findConnectorKind } from '../connectors/registry';
import type { Connection } from '../core/settings';

/** Where all that is known of a mail is shown, its opens and clicks over time too; null: the service has no such page. */
export function mailPageOf({ connector, baseUrl }: Pick<Connection, 'connector' | 'baseUrl'>, engagementId: string): string | null {
  const timeline = findConnectorKind(connector)?.timelineOf?.(baseUrl);
  return timeline ? `${timeline}#/engagement/${encodeURIComponent(engagementId)}` : null;
}
