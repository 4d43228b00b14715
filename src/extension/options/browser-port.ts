/** What these pages need from the browser itself. */
export interface BrowserPort {
  /** The keys of `toggle-log` and `toggle-track`; '' where none is set. */
  readShortcuts(): Promise<Record<string, string>>;
  /** Opens the browser's own page for shortcuts; false where an extension may not. */
  openShortcutPage(): Promise<boolean>;
  /** Asks for the hosts of these match patterns; false: refused. Must be called in a click, before anything is awaited. */
  requestHosts(origins: string[]): Promise<boolean>;
  /** Whether the browser lets us show desktop notifications; asking for it must be called as `requestHosts`. */
  mayShowNotices(): Promise<boolean>;
  requestNotices(): Promise<boolean>;
  removeNotices(): Promise<boolean>;
  version: string;
  /** Origins of the mail pages we work in. */
  mailPages: readonly string[];
}
