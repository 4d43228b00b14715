import { useRef, useState } from 'preact/hooks';
import { findConnectorKind } from '../../connectors/registry';
import type { Settings } from '../../core/settings';
import type { WorkerPort } from '../ui/worker-port';
import { type Opens, useOpens } from './use-opens';
import type { Outbox } from './use-outbox';
import type { View } from './views';

interface Chosen {
  /** Null: not enough is known yet. */
  view: View | null;
  setView(view: View): void;
  opens: Opens;
  /** Somewhere mails can be tracked. */
  mayTrack: boolean;
}

/** Which view is shown: the one that the number on the icon is about, until the rep chooses another. */
export function useView(worker: WorkerPort, settings: Settings | undefined, outbox: Outbox | null): Chosen {
  const [chosen, setView] = useState<View | null>(null);
  const first = useRef<View | null>(null);
  const mayTrack = settings?.connections.some(({ connector }) => findConnectorKind(connector)?.makeTracking) ?? false;
  const opens = useOpens(worker);
  if (first.current === null && settings && outbox && (opens.found || opens.failed || !mayTrack)) {
    const needsRep = outbox.counts.needsYou + outbox.unconfirmed.length > 0;
    first.current = mayTrack && !needsRep && (opens.found?.unseen ?? 0) > 0 ? 'opens' : 'mails';
  }
  return { view: chosen ?? first.current, setView, opens, mayTrack };
}
