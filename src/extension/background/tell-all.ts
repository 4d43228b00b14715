import { Dexie } from 'dexie';
import { tellPages, tellTab } from '../messaging';

/** What a plan is made from is other than it was: popup and options draw it anew, and so do the mail pages in these tabs. */
export function makeTellAll(listTabs: () => Promise<number[]>, onError: (error: unknown) => void) {
  const tellTabs = async (what: 'settings' | 'rules' | 'health') => {
    for (const tab of new Set(await listTabs())) void tellTab(tab).changed(what);
  };
  return (what: 'settings' | 'rules' | 'health'): void => {
    void tellPages.changed(what);
    Dexie.ignoreTransaction(() => void tellTabs(what).catch(onError));
  };
}
